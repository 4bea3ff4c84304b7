"""The machine-readable description of the Bot API, and the check of a request against it.

The description is data for tests and stays outside the project: its path comes from BOT_API_SPEC.
"""

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .params import Upload

SPEC_VARIABLE = "BOT_API_SPEC"
DEFAULT_SPEC = Path(__file__).parents[3] / "../shared/telegram/api.min.json"

_ARRAY = "Array of "
_LENGTH = re.compile(r"\b(\d+)-(\d+) (characters|bytes)\b(?! after entit)")
_CONSTANT = re.compile(r', (?:must be|always) "?(\w+)"?$')


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter of a method or a field of a type."""

    name: str
    types: tuple[str, ...]
    required: bool
    length: tuple[int, int, str] | None
    constant: str | None


@dataclass(frozen=True, slots=True)
class Shape:
    """A method or a type: its fields, or the types it stands for."""

    name: str
    fields: Mapping[str, Field]
    subtypes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spec:
    """Methods by lower-case name, and types."""

    methods: Mapping[str, Shape]
    types: Mapping[str, Shape]

    def method_named(self, written: str) -> str | None:
        """Return the proper name of a method, or None if there is none."""
        shape = self.methods.get(written.lower())
        return shape.name if shape else None

    def check(self, method: str, params: Mapping[str, object]) -> tuple[str, ...]:
        """Return all violations in the parameters of a call, as received."""
        shape = self.methods.get(method.lower())
        if shape is None:
            return (f"{method}: unknown method",)
        values = {
            name: _unwrapped(value, shape.fields.get(name))
            for name, value in params.items()
            # A file may come as a part of the form that only another parameter names.
            if name in shape.fields or not isinstance(value, Upload)
        }
        return tuple(f"{shape.name}: {wrong}" for wrong in self._in_fields(shape, values, ""))

    def check_type(self, name: str, value: object) -> tuple[str, ...]:
        """Return all reasons why a value is not of a type."""
        return tuple(self._in_value(value, (name,), None, name))

    def _in_fields(self, shape: Shape, values: Mapping[str, object], path: str) -> Iterator[str]:
        for name, value in values.items():
            if name in shape.fields:
                field = shape.fields[name]
                yield from self._in_value(value, field.types, field, path + name)
            else:
                yield f"unknown field {path}{name}"
        for field in shape.fields.values():
            if field.required and field.name not in values:
                yield f"missing field {path}{field.name}"

    def _in_value(self, value: object, types: Sequence[str], field: Field | None, path: str) -> tuple[str, ...]:
        """Try each type, and return the reasons of the one that fits best."""
        attempts: list[tuple[str, ...]] = []
        for name in self._alternatives(types):
            found = self._as_type(value, name, field, path)
            if found == ():
                return ()
            if found:
                attempts.append(found)
        if not attempts:
            return (f"{path} must be {' or '.join(types)}, not {value!r:.80}",)
        return min(attempts, key=len)

    def _alternatives(self, types: Sequence[str]) -> Iterator[str]:
        for name in types:
            shape = self.types.get(name)
            if shape and shape.subtypes:
                yield from self._alternatives(shape.subtypes)
            else:
                yield name

    def _as_type(self, value: object, name: str, field: Field | None, path: str) -> tuple[str, ...] | None:
        """Return what is wrong inside a value of the type, or None if it is of another kind."""
        if name.startswith(_ARRAY):
            if not isinstance(value, list):
                return None
            inner = (name.removeprefix(_ARRAY),)
            return tuple(
                wrong
                for place, item in enumerate(value)
                for wrong in self._in_value(item, inner, None, f"{path}[{place}]")
            )
        if name in self.types and isinstance(value, dict):
            shape = self.types[name]
            if any(value.get(part.name) != part.constant for part in shape.fields.values() if part.constant):
                return None
            return tuple(self._in_fields(shape, value, f"{path}."))
        if not _is_plain(value, name):
            return None
        return tuple(_wrong_length(value, field, path)) if isinstance(value, str) else ()


def _is_plain(value: object, name: str) -> bool:
    match name:
        case "String":
            return isinstance(value, str)
        case "Boolean":
            return isinstance(value, bool)
        case "Integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "Float":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "InputFile":
            return isinstance(value, Upload)
        case _:
            return False


def _wrong_length(value: str, field: Field | None, path: str) -> Iterator[str]:
    if field is None or field.length is None:
        return
    shortest, longest, unit = field.length
    length = len(value.encode()) if unit == "bytes" else len(value)
    if not shortest <= length <= longest:
        yield f"{path} has {length} {unit}, allowed are {shortest}-{longest}"


def _unwrapped(value: object, field: Field | None) -> object:
    """Decode the JSON text by which a form carries anything but a string."""
    if field is None or not isinstance(value, str) or "String" in field.types:
        return value
    try:
        read: object = json.loads(value)
    except ValueError:
        return value
    return read


def read_spec() -> Spec | None:
    """Read the whole description of the Bot API, or return None where there is none."""
    path = Path(os.environ.get(SPEC_VARIABLE) or DEFAULT_SPEC)
    return _read(path) if path.is_file() else None


@cache
def _read(path: Path) -> Spec:
    described = json.loads(path.read_text(encoding="utf-8"))
    methods = map(_shape, described["methods"].values())
    types = map(_shape, described["types"].values())
    return Spec({shape.name.lower(): shape for shape in methods}, {shape.name: shape for shape in types})


def _shape(described: Mapping[str, object]) -> Shape:
    listed, subtypes = described.get("fields"), described.get("subtypes")
    fields = map(_field, listed if isinstance(listed, list) else [])
    return Shape(
        name=str(described["name"]),
        fields={field.name: field for field in fields},
        subtypes=tuple(subtypes) if isinstance(subtypes, list) else (),
    )


def _field(described: Mapping[str, object]) -> Field:
    types, prose = described["types"], str(described["description"])
    length, constant = _LENGTH.search(prose), _CONSTANT.search(prose)
    return Field(
        name=str(described["name"]),
        types=tuple(types) if isinstance(types, list) else (),
        required=bool(described["required"]),
        length=(int(length[1]), int(length[2]), length[3]) if length else None,
        constant=constant[1] if constant else None,
    )
