"""Tests of the word data of languages."""

from pathlib import Path

import pytest

from config.languages import LanguageError, read_agencies, read_language
from config.locations import FOLDER


@pytest.mark.parametrize("file", sorted((FOLDER / "languages").glob("*.toml")), ids=lambda file: file.stem)
def test_every_language_that_ships_can_be_read(file: Path) -> None:
    """A file that ships has a valid form."""
    assert isinstance(read_language(file.stem), dict)


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
