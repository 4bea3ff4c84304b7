"""Extraction collects every text once, with its places, and keeps what is translated."""

import shutil
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bot.commands import COMMANDS
from bot.texts.checks import faults
from bot.texts.extraction import english_texts, main, occurrences, write_texts
from config.settings import FOLDER
from retrieval.ranking.features import FEATURES

ANSWERS = FOLDER / "answers"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Copy the templates."""
    return Path(shutil.copytree(ANSWERS, tmp_path / "answers"))


def test_the_texts_of_templates_commands_and_features_are_collected() -> None:
    texts = english_texts(ANSWERS)
    assert ("%(num)s article", "%(num)s articles") in [it.id for it in texts]
    for command in COMMANDS:
        for text in filter(None, [command.summary, command.takes]):
            assert texts[text] is not None, f"/{command.name} has a text that is not marked: {text}"
    assert all(texts[label] is not None for label in FEATURES.values())


def test_no_two_texts_have_the_same_singular_and_another_plural() -> None:
    """Gettext finds a text by its singular, so a second plural would never be seen."""
    texts = {text for text, _ in occurrences(ANSWERS) if isinstance(text, tuple)}
    assert len({singular for singular, _ in texts}) == len(texts)


def test_a_text_in_several_lines_is_one_sentence(copied: Path) -> None:
    (copied / "not_text.html.j2").write_text("{% trans %}\n  Text\n  only, 100 %.\n{% endtrans %}", encoding="utf-8")
    assert english_texts(copied)["Text only, 100 %%."] is not None


def test_a_file_for_translators_has_all_texts(copied: Path) -> None:
    with write_texts(copied).open("rb") as opened:
        assert {it.id for it in read_po(opened)} == {it.id for it in english_texts(copied)}


def test_a_new_translation_begins_empty_with_its_plural_forms(copied: Path) -> None:
    file = write_texts(copied, "pl")
    told = faults(file, english_texts(copied))
    assert told
    assert all(fault.startswith("pl.po: not translated") for fault in told)


def test_an_update_keeps_what_is_translated_and_puts_aside_what_is_gone(copied: Path) -> None:
    file = write_texts(copied, "it")
    source = file.read_text("utf-8")
    for original, translated in (
        ("Say hello", "Sag hallo"),
        ("A reload is already running; wait for it to end.", "Warte."),
    ):
        source = source.replace(f'msgid "{original}"\nmsgstr ""', f'msgid "{original}"\nmsgstr "{translated}"')
    file.write_text(source, encoding="utf-8")
    (copied / "reload_running.html.j2").write_text("{% trans %}Wait.{% endtrans %}", encoding="utf-8")
    updated = write_texts(copied, "it").read_text("utf-8")
    assert 'msgid "Say hello"\nmsgstr "Sag hallo"' in updated
    assert 'msgid "Wait."\nmsgstr ""' in updated
    assert '#~ msgstr "Warte."' in updated
    assert not [fault for fault in faults(file, english_texts(copied)) if "not translated" not in fault]


def test_a_run_for_a_language_says_what_it_lacks_and_changes_nothing_twice(
    copied: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["texts", str(copied), "de"])
    main()
    assert not capsys.readouterr().out
    assert (copied / "de.po").read_bytes() == (ANSWERS / "de.po").read_bytes()
    (copied / "reload_running.html.j2").write_text("{% trans %}Wait.{% endtrans %}", encoding="utf-8")
    main()
    assert capsys.readouterr().out == "de.po: not translated: 'Wait.'\n"
