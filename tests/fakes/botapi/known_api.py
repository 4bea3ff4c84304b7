"""What python-telegram-bot knows of the Bot API: a description that is newer than the library is cut down to it."""

import inspect
import re
from collections.abc import Collection
from dataclasses import replace
from functools import cache

import telegram

from .spec import Shape, Spec, read_spec

_INNER_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
# A name that Python does not allow.
_RENAMED = {"from": "from_user"}


@cache
def load_spec() -> Spec | None:
    """Read the description of what the library knows of the Bot API, or return None where there is none."""
    described = read_spec()
    return known_to_library(described) if described else None


def known_to_library(spec: Spec) -> Spec:
    """Return the description without the methods, types and fields that the library does not have."""
    methods = {name: _cut(shape, known) for name, shape in spec.methods.items() if (known := _arguments(shape.name))}
    types = {
        name: shape if shape.subtypes else _cut(shape, _attributes(name))
        for name, shape in spec.types.items()
        if shape.subtypes or hasattr(telegram, name)
    }
    return Spec(methods, types)


def _cut(shape: Shape, known: Collection[str]) -> Shape:
    return replace(
        shape, fields={name: field for name, field in shape.fields.items() if _RENAMED.get(name, name) in known}
    )


def _arguments(method: str) -> Collection[str]:
    """Return the arguments of the library's method, none if it has no such method."""
    function = getattr(telegram.Bot, _INNER_CAPITAL.sub("_", method).lower(), None)
    return inspect.signature(function).parameters if callable(function) else ()


def _attributes(name: str) -> Collection[str]:
    slots = (slot for base in getattr(telegram, name).__mro__ for slot in getattr(base, "__slots__", ()))
    return {slot.removeprefix("_") for slot in slots}  # such as _duration, which a property shows as a timedelta
