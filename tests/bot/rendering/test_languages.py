"""Templates by language: made when they are needed, once each."""

from pathlib import Path

import pytest

from bot.messages import NotText
from bot.rendering.languages import Languages
from bot.texts.catalogue import CatalogueError
from config.settings import FOLDER
from tests.bot.samples import html
from tests.bot.texts.po import entry, po

ANSWERS = FOLDER / "answers"
NOT_TEXT = "I can only read text: type your question, please."


def test_a_person_gets_the_templates_of_their_language_which_are_made_once() -> None:
    languages = Languages(ANSWERS)
    catalogue = languages.catalogue("de")
    assert languages.templates("de-AT") is languages.templates("de")
    assert languages.catalogue("de") is catalogue
    assert html(NotText(), languages.templates("de")) == ["Ich kann nur Text lesen: Schreib deine Frage bitte auf."]


@pytest.mark.parametrize("tag", [None, "en", "tlh", ""])
def test_who_speaks_a_language_without_a_catalogue_gets_english(tag: str | None) -> None:
    languages = Languages(ANSWERS)
    assert languages.templates(tag) is languages.templates()
    assert html(NotText(), languages.templates(tag)) == [NOT_TEXT]


def test_an_operator_adds_a_language_with_a_file(tmp_path: Path) -> None:
    po(tmp_path / "it.po", entry(NOT_TEXT, "Solo testo."))
    languages = Languages(tmp_path, ANSWERS)
    assert html(NotText(), languages.templates("it-CH")) == ["Solo testo."]
    assert {"it", "en", "de"} <= languages.codes


def test_a_wrong_file_is_told_when_it_is_needed_and_by_a_check(tmp_path: Path) -> None:
    po(tmp_path / "it.po", entry(NOT_TEXT, "Solo testo."), head="")
    languages = Languages(tmp_path, ANSWERS)
    assert html(NotText(), languages.templates()) == [NOT_TEXT]
    with pytest.raises(CatalogueError, match=r"it\.po"):
        languages.templates("it")
    with pytest.raises(CatalogueError, match=r"it\.po"):
        languages.check()


def test_all_that_ships_passes_the_check() -> None:
    Languages(ANSWERS).check()
