"""Reads files of labelled questions: one JSON object a line, each with an id of its own."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar

from retrieval.errors import QuestionSetError


class WrongLineError(Exception):
    """Says what is wrong with a line, without its number."""


class _Labelled(Protocol):
    @property
    def id(self) -> str: ...


Labelled = TypeVar("Labelled", bound=_Labelled)


def read_labelled(path: Path, read: Callable[[bytes], Labelled]) -> tuple[Labelled, ...]:
    """Read every line that is not blank by `read`, which raises `WrongLineError`.

    Raises `QuestionSetError` if the file cannot be read, a line is wrong, or an id comes twice.
    """
    found: dict[str, Labelled] = {}
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if not line.strip():
                    continue
                try:
                    item = read(line)
                except WrongLineError as error:
                    raise QuestionSetError(path, str(error), number) from error
                if item.id in found:
                    reason = f"the id {item.id!r} is that of an earlier line: give each question its own"
                    raise QuestionSetError(path, reason, number)
                found[item.id] = item
    except OSError as error:
        raise QuestionSetError(path, error.strerror or str(error)) from error
    return tuple(found.values())


def fields_of(line: bytes, names: tuple[str, ...], form: str) -> dict[str, object]:
    """Return the object of a line, which must have these fields; `form` shows it. Raises `WrongLineError`."""
    try:
        item = json.loads(line.decode("utf-8-sig"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise WrongLineError(f"not valid JSON: {error}") from error
    if not isinstance(item, dict):
        raise WrongLineError(f"not an object {form}")
    for name in names:
        if name not in item:
            raise WrongLineError(f'"{name}" is missing: a line is {form}')
    return item


def question_of(item: dict[str, object]) -> tuple[str, str]:
    """Return the id and the text of a question. Raises `WrongLineError`."""
    identifier, text = item["id"], item["question"]
    if isinstance(identifier, bool) or not isinstance(identifier, str | int):
        raise WrongLineError('"id" must be a string')
    if not isinstance(text, str) or not text.strip():
        raise WrongLineError('"question" must be a string that is not blank')
    return str(identifier), text


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")
