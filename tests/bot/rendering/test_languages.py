"""Templates by language: made when they are needed, once each."""

import asyncio
import threading
from pathlib import Path
from typing import ClassVar

import pytest

from bot.messages import NotText
from bot.rendering.languages import Languages
from bot.rendering.templates import Templates
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


class Watched(type(Path())):  # type: ignore[misc]  # which class it is depends on the system
    """Files that note in which threads they are read."""

    readers: ClassVar[set[threading.Thread]] = set()

    def read_bytes(self) -> bytes:
        self.readers.add(threading.current_thread())
        return super().read_bytes()  # type: ignore[no-any-return]


def test_a_language_that_is_first_needed_is_read_beside_the_event_loop() -> None:
    languages = Languages(Watched(ANSWERS))

    async def needed() -> list[Templates]:
        return await asyncio.gather(*map(languages.prepared, ("de", "de-AT", "fr", "de")))

    german, austrian, french, again = asyncio.run(needed())
    assert german is austrian is again is languages.templates("de")
    assert french is languages.templates("fr")
    assert html(NotText(), german) == ["Ich kann nur Text lesen: Schreib deine Frage bitte auf."]
    assert Watched.readers
    assert threading.current_thread() not in Watched.readers


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
        asyncio.run(languages.prepared("it"))
    with pytest.raises(CatalogueError, match=r"it\.po"):
        languages.check()


def test_all_that_ships_passes_the_check() -> None:
    Languages(ANSWERS).check()
