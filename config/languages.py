"""The word data of a language, one file `languages/<code>.toml` each, and the news agencies: read as plain values."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from config.locations import FOLDER


class LanguageError(Exception):
    """A language has no word data, or its file cannot be read."""


ENGLISH = "en"
_AGENCIES, _CLUES = "agencies.toml", "filter_clues.toml"
_SHIPPED = FOLDER / "languages"


def languages(own: Path | None = None) -> tuple[str, ...]:
    """Return the codes of the languages that have word data, English first: those that ship, and those of `own`."""
    files = [*_SHIPPED.glob("*.toml"), *(own.glob("*.toml") if own is not None else ())]
    codes = sorted({file.stem for file in files if file.name not in {_AGENCIES, _CLUES}} - {ENGLISH})
    return (ENGLISH, *codes)


def own_languages(own: Path) -> tuple[str, ...]:
    """Return the codes of the languages that the folder `own` has word data of."""
    return tuple(sorted(file.stem for file in own.glob("*.toml") if file.name not in {_AGENCIES, _CLUES}))


def read_table(code: str, name: str, own: Path | None = None) -> Mapping[str, Any]:
    """Return one table of a language's file, as `read_language` has it; an empty one if the language lacks it.

    Of a file that ships nothing else is parsed, which takes a small part of the time. Raises `LanguageError`.
    """
    shipped = _SHIPPED / f"{code}.toml"
    if _first(shipped, own) != shipped:
        return dict(read_language(code, own).get(name, {}))
    return dict(_parsed(_section(shipped, name), shipped).get(name, {}))


def read_table_if_any(code: str, name: str, own: Path | None = None) -> Mapping[str, Any]:
    """Return what `read_table` does; an empty table also of a language that has no file. Raises `LanguageError`."""
    shipped = _SHIPPED / f"{code}.toml"
    return read_table(code, name, own) if _first(shipped, own).exists() else {}


def shipped_text(name: str) -> str:
    """Return the tables of this name of all languages that ship, as they stand in the files."""
    return "\n".join(_section(_SHIPPED / f"{code}.toml", name) for code in languages())


def read_language(code: str, own: Path | None = None) -> Mapping[str, Any]:
    """Return the tables of a language's file by their names; what the folder `own` has is used before what ships.

    Raises `LanguageError`.
    """
    return _merged(_SHIPPED / f"{code}.toml", own)


def read_agencies(own: Path | None = None) -> tuple[Mapping[str, Sequence[str]], Sequence[str]]:
    """Return the agencies with their other spellings, and the words of a credit, from the folder `own` if it has them.

    Raises `LanguageError`.
    """
    tables = _read(_first(FOLDER / _AGENCIES, own))
    return tables["agencies"], tables["credit_words"]


def read_filter_clues(own: Path | None = None) -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Return what tells that a message may have filters in a language, by the languages' codes; English has its own.

    What the folder `own` has of a language is used before what ships. Raises `LanguageError`.
    """
    return _merged(FOLDER / _CLUES, own)


def _first(shipped: Path, own: Path | None) -> Path:
    return own / shipped.name if own is not None and (own / shipped.name).exists() else shipped


def _merged(shipped: Path, own: Path | None) -> Mapping[str, Any]:
    """Return the tables that ship, if any do, with each list that an operator's file has in place of theirs."""
    file = _first(shipped, own)
    if file == shipped:
        return _read(file)
    changed = dict(_read(shipped)) if shipped.exists() else {}
    for name, table in _read(file).items():
        if not isinstance(table, dict) or not isinstance(changed.get(name, {}), dict):
            raise LanguageError(f"cannot use the word data of {file}: [{name}] must be a table")
        changed[name] = {**changed.get(name, {}), **table}
    return changed


def _section(file: Path, name: str) -> str:
    """Return the text of a table and its own tables. In files that ship, a line with "[" first begins a table."""
    parts = f"\n{_text(file)}".split("\n[")[1:]
    return "".join(f"[{part}\n" for part in parts if part.startswith((f"{name}]", f"{name}.")))


def _read(file: Path) -> Mapping[str, Any]:
    return _parsed(_text(file), file)


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LanguageError(f"cannot use the word data of {file}: {error}") from error


def _parsed(text: str, file: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LanguageError(f"cannot use the word data of {file}: {error}") from error
