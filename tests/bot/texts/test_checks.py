"""A .po file is checked against the English texts: each fault is told, with the text that has it."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from bot.texts.checks import faults
from bot.texts.extraction import english_texts
from config.settings import FOLDER
from tests.bot.texts.po import HEAD, entry, plural_entry, po

ANSWERS = FOLDER / "answers"
HELLO = "<b>Hello</b>, %(name)s"
ARTICLES = ("%(num)s article", "%(num)s articles")
GOOD = (entry(HELLO, "<b>Hallo</b>, %(name)s"), plural_entry(*ARTICLES, "%(num)s Artikel", "%(num)s Artikel"))


@pytest.fixture
def english() -> Catalog:
    """Return two texts, one with a plural."""
    catalog = Catalog()
    catalog.add(HELLO)
    catalog.add(ARTICLES)
    return catalog


def test_a_whole_translation_has_no_fault(tmp_path: Path, english: Catalog) -> None:
    assert faults(po(tmp_path / "de.po", *GOOD), english) == []


def test_an_obsolete_text_that_is_commented_out_is_no_fault(tmp_path: Path, english: Catalog) -> None:
    assert faults(po(tmp_path / "de.po", *GOOD, '#~ msgid "Old"\n#~ msgstr "Alt"\n'), english) == []


@pytest.mark.parametrize(
    ("translated", "fault"),
    [
        ("", "not translated"),
        ("Hallo, %(name)s", "other tags"),
        ("<i>Hallo</i>, %(name)s", "other tags"),
        ("<b>Hallo</b>, <b>%(name)s</b>", "other tags"),
        ("</b>Hallo<b>, %(name)s", "tags that do not nest"),
        ("<b>Hallo</b>", "other placeholders"),
        ("<b>Hallo</b>, %(title)s", "other placeholders"),
        ("<b>Hallo</b>, %(name)s %(title)s", "other placeholders"),
        ("<b>Hallo</b>, %(name)", "other placeholders"),
        ("<b>Hallo</b> zu 100 %, %(name)s", "a stray %"),
        ("<b>Hallo</b>, %(name)s%", "a stray %"),
    ],
)
def test_a_translation_that_differs_in_more_than_words_is_told(
    tmp_path: Path, english: Catalog, translated: str, fault: str
) -> None:
    [told] = faults(po(tmp_path / "de.po", entry(HELLO, translated), GOOD[1]), english)
    assert told.startswith(f"de.po: {fault}")
    assert told.endswith(f": {HELLO!r}")


def test_a_form_that_one_number_takes_may_lack_the_numeral(tmp_path: Path, english: Catalog) -> None:
    translated = plural_entry(*ARTICLES, "ein Artikel", "%(num)s Artikel")
    assert faults(po(tmp_path / "de.po", GOOD[0], translated), english) == []
    french = po(tmp_path / "fr.po", GOOD[0], translated)
    french.write_text(french.read_text("utf-8").replace("plural=(n != 1)", "plural=(n > 1)"), "utf-8")
    assert [it.split(":")[1] for it in faults(french, english)] == [" other placeholders in 'ein Artikel'"]


def test_placeholders_and_tags_may_change_their_order(tmp_path: Path, english: Catalog) -> None:
    assert faults(po(tmp_path / "de.po", entry(HELLO, "%(name)s, 100 %%, <b>hallo</b>"), GOOD[1]), english) == []


def test_a_missing_text_is_told(tmp_path: Path, english: Catalog) -> None:
    assert faults(po(tmp_path / "de.po", GOOD[1]), english) == [f"de.po: missing: {HELLO!r}"]


def test_an_unused_text_is_told(tmp_path: Path, english: Catalog) -> None:
    assert faults(po(tmp_path / "de.po", *GOOD, entry("Bye", "Tschüß")), english) == ["de.po: unused: 'Bye'"]


def test_a_text_that_is_not_sure_is_told(tmp_path: Path, english: Catalog) -> None:
    [told] = faults(po(tmp_path / "de.po", "#, fuzzy\n" + GOOD[0], GOOD[1]), english)
    assert "fuzzy" in told


@pytest.mark.parametrize(
    ("forms", "fault"),
    [
        (("%(num)s Artikel",), "not translated"),
        (("%(num)s Artikel", "die Artikel"), "other placeholders in 'die Artikel'"),
        (("%(num)s Artikel", "%(num)s <b>Artikel</b>"), "other tags"),
        (("%(num)s Artikel",) * 3, "more translations"),
    ],
)
def test_each_plural_form_is_checked(tmp_path: Path, english: Catalog, forms: tuple[str, ...], fault: str) -> None:
    [told] = faults(po(tmp_path / "de.po", GOOD[0], plural_entry(*ARTICLES, *forms)), english)
    assert fault in told


@pytest.mark.parametrize(
    "changed", [entry(ARTICLES[0], "ein Artikel"), plural_entry(ARTICLES[0], "%(num)s items", "%(num)s", "%(num)s")]
)
def test_an_original_with_another_plural_is_told(tmp_path: Path, english: Catalog, changed: str) -> None:
    [told] = faults(po(tmp_path / "de.po", GOOD[0], changed), english)
    assert "the original is" in told


def test_plural_forms_must_be_stated(tmp_path: Path, english: Catalog) -> None:
    [told] = faults(po(tmp_path / "de.po", *GOOD, head=HEAD.replace("Plural-Forms", "X-Plural")), english)
    assert "Plural-Forms" in told


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, english: Catalog) -> None:
    [told] = faults(tmp_path / "de.po", english)
    assert "de.po" in told


def test_every_translation_that_ships_is_whole() -> None:
    english = english_texts(ANSWERS)
    assert [fault for file in sorted(ANSWERS.glob("*.po")) for fault in faults(file, english)] == []
