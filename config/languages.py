"""The word data of a language, one file `languages/<code>.toml` each, and the news agencies: read as plain values."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from config.locations import FOLDER


class LanguageError(Exception):
    """A language has no word data, or its file cannot be read."""


def read_language(code: str, folder: Path = FOLDER / "languages") -> Mapping[str, Any]:
    """Return the tables of a language's file by their names. Raises `LanguageError`."""
    return _read(folder / f"{code}.toml")


def read_agencies(file: Path = FOLDER / "agencies.toml") -> tuple[Mapping[str, Sequence[str]], Sequence[str]]:
    """Return the agencies with their other spellings, and the words of a credit. Raises `LanguageError`."""
    tables = _read(file)
    return tables["agencies"], tables["credit_words"]


def _read(file: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LanguageError(f"cannot use the word data of {file}: {error}") from error
