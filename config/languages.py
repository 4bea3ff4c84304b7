"""The word data of a language, one file `languages/<code>.toml` each, read as tables of plain values."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from config.locations import FOLDER


class LanguageError(Exception):
    """A language has no word data, or its file cannot be read."""


def read_language(code: str, folder: Path = FOLDER / "languages") -> Mapping[str, Any]:
    """Return the tables of a language's file by their names. Raises `LanguageError`."""
    file = folder / f"{code}.toml"
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LanguageError(f"cannot use the word data of {file}: {error}") from error
