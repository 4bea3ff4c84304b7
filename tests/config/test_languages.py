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
