"""Tests of the word data of languages."""

from pathlib import Path

import pytest

from config.languages import LanguageError, languages, read_agencies, read_language, read_table
from config.locations import FOLDER
from config.word_lists import lacking, main


@pytest.mark.parametrize("file", sorted((FOLDER / "languages").glob("*.toml")), ids=lambda file: file.stem)
def test_every_language_that_ships_can_be_read(file: Path) -> None:
    """A file that ships has a valid form."""
    assert isinstance(read_language(file.stem), dict)


@pytest.mark.parametrize("code", languages())
def test_a_table_is_read_by_itself_as_in_its_file(code: str) -> None:
    """Nothing else of the file is parsed."""
    whole = read_language(code)
    assert {name: read_table(code, name) for name in whole} == whole
    assert read_table(code, "no_table") == {}


@pytest.mark.parametrize("code", languages())
def test_every_language_has_all_lists_of_small_talk(code: str) -> None:
    """The command that says what is missing says nothing of them."""
    assert [line for line in lacking(code) if "small_talk" in line] == []


def test_a_language_without_any_words_that_people_write_lacks_none() -> None:
    """Its file is about articles alone."""
    assert read_table("th", "analysis")
    assert list(lacking("th")) == []


def test_what_a_language_lacks_is_told(tmp_path: Path) -> None:
    """A line for each list, or for a table as a whole."""
    (tmp_path / "it.toml").write_text('[small_talk]\nthanks = "grazie"\nfiller = ""\n', "utf-8")
    told = [line for line in lacking("it", tmp_path) if "small_talk" in line]
    kinds = ("greeting", "farewell", "well_being", "ability", "filler")
    assert told == [f"it.toml: missing: {kind} in [small_talk]" for kind in kinds]
    assert "it.toml: missing: [filters]" in lacking("it", tmp_path)


def test_the_command_that_says_what_is_missing_reports_a_language_without_a_file(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Of all languages it says what they lack, and of English nothing."""
    assert main(["xx"]) == 1
    assert "xx.toml" in capsys.readouterr().err
    assert main([]) == 0
    assert "en.toml" not in capsys.readouterr().out


def test_a_folder_of_ones_own_adds_a_language_and_changes_those_that_ship(tmp_path: Path) -> None:
    """A file that ships no language has nothing but its own lists."""
    (tmp_path / "agencies.toml").write_text("[agencies]\n", "utf-8")
    (tmp_path / "de.toml").write_text('[small_talk]\nthanks = ["vergelt’s Gott"]\n', "utf-8")
    (tmp_path / "xx.toml").write_text('[small_talk]\nthanks = "grazie, grazie mille"\n', "utf-8")
    assert "xx" not in languages()
    assert set(languages(tmp_path)) == {"xx", *languages()}
    assert read_table("xx", "small_talk", tmp_path) == {"thanks": "grazie, grazie mille"}
    german = read_table("de", "small_talk", tmp_path)
    assert german == {**read_table("de", "small_talk"), "thanks": ["vergelt’s Gott"]}


def test_a_missing_language_is_reported_with_its_file(tmp_path: Path) -> None:
    """The error names the file that is missing."""
    with pytest.raises(LanguageError, match=r"xx\.toml"):
        read_language("xx", tmp_path)


def test_a_list_of_ones_own_takes_the_place_of_that_which_ships_and_of_no_other(tmp_path: Path) -> None:
    """After an upgrade, a file that was copied before lacks what is new."""
    (tmp_path / "en.toml").write_text('[small_talk]\nthanks = ["ta"]\n', "utf-8")
    mine, shipped = read_language("en", tmp_path), read_language("en")
    assert mine["small_talk"] == {**shipped["small_talk"], "thanks": ["ta"]}
    assert {**mine, "small_talk": None} == {**shipped, "small_talk": None}


def test_what_is_no_table_is_reported(tmp_path: Path) -> None:
    """The error names the file and the table."""
    (tmp_path / "en.toml").write_text('small_talk = ["ta"]\n', "utf-8")
    with pytest.raises(LanguageError, match=r"en\.toml: \[small_talk\] must be a table"):
        read_language("en", tmp_path)


def test_agencies_of_ones_own_take_the_place_of_those_that_ship(tmp_path: Path) -> None:
    """They are a list of their own, not an addition."""
    (tmp_path / "agencies.toml").write_text('credit_words = ["by"]\n[agencies]\nANSA = []\n', "utf-8")
    assert read_agencies(tmp_path) == ({"ANSA": []}, ["by"])


def test_a_broken_file_is_reported_with_its_file(tmp_path: Path) -> None:
    """The error names the file that is broken."""
    (tmp_path / "en.toml").write_text("a = ", "utf-8")
    with pytest.raises(LanguageError, match=r"en\.toml"):
        read_language("en", tmp_path)


def test_the_agencies_that_ship_have_their_spellings() -> None:
    """An agency has a list of spellings, which may be empty."""
    names, credit_words = read_agencies()
    assert "AP" in names["Associated Press"]
    assert "reporting" in credit_words
