"""The word data of a language, one file `languages/<code>.toml` each, and the news agencies: read as plain values."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from config.locations import FOLDER


class LanguageError(Exception):
    """A language has no word data, or its file cannot be read."""


def read_language(code: str, own: Path | None = None) -> Mapping[str, Any]:
    """Return the tables of a language's file by their names; what the folder `own` has is used before what ships.

    Raises `LanguageError`.
    """
    return _merged(FOLDER / "languages" / f"{code}.toml", own)


def read_agencies(own: Path | None = None) -> tuple[Mapping[str, Sequence[str]], Sequence[str]]:
    """Return the agencies with their other spellings, and the words of a credit, from the folder `own` if it has them.

    Raises `LanguageError`.
    """
    tables = _read(_first(FOLDER / "agencies.toml", own))
    return tables["agencies"], tables["credit_words"]


def _first(shipped: Path, own: Path | None) -> Path:
    return own / shipped.name if own is not None and (own / shipped.name).exists() else shipped


def _merged(shipped: Path, own: Path | None) -> Mapping[str, Any]:
    """Return the tables that ship, with each list that an operator's file has in place of theirs."""
    tables = _read(shipped)
    if (file := _first(shipped, own)) == shipped:
        return tables
    changed = dict(tables)
    for name, table in _read(file).items():
        if not isinstance(table, dict) or not isinstance(tables.get(name, {}), dict):
            raise LanguageError(f"cannot use the word data of {file}: [{name}] must be a table")
        changed[name] = {**tables.get(name, {}), **table}
    return changed


def _read(file: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LanguageError(f"cannot use the word data of {file}: {error}") from error
