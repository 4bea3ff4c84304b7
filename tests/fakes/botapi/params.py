"""The parameters of a call, from the query, a form or a JSON body, and how the Bot API reads them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from aiohttp import web

# Fields that hold text even where that text would pass as JSON, such as "7" or "true".
_TEXTS = frozenset(
    {
        "action",
        "caption",
        "callback_query_id",
        "inline_message_id",
        "inline_query_id",
        "language_code",
        "next_offset",
        "parse_mode",
        "text",
        "url",
    }
)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a form."""

    filename: str
    size: int
    content: bytes = field(default=b"", repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Params:
    """Parameters as received; in a form, numbers and objects are JSON texts."""

    wire: Mapping[str, object]

    def text(self, name: str) -> str:
        """Read a text, empty where it is missing."""
        value = self.wire.get(name)
        return value if isinstance(value, str) else ""

    def json(self, name: str) -> object:
        """Read an array or an object, None where it is missing or no JSON."""
        value = self.wire.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            return None

    def integer(self, name: str) -> int | None:
        """Read a whole number, None where it is missing or none."""
        try:
            return int(str(self.wire[name]))
        except (KeyError, ValueError):
            return None

    def boolean(self, name: str) -> bool:
        """Read a boolean as leniently as the Bot API."""
        return str(self.wire.get(name)).lower() in {"true", "yes", "1"}

    def decoded(self) -> dict[str, object]:
        """Return the parameters with numbers and objects decoded, for tests to compare."""
        return {name: value if name in _TEXTS else _decoded(value) for name, value in self.wire.items()}


def _decoded(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


async def read_params(request: web.Request) -> Params:
    """Return the parameters of a request. Raises `ValueError` if its body cannot be read."""
    wire: dict[str, object] = dict(parse_qsl(request.query_string, keep_blank_values=True))
    if request.content_type == "application/json":
        body = await request.text()
        fields = json.loads(body) if body else {}
        if not isinstance(fields, dict):
            raise ValueError("the JSON body is no object")
        wire.update(fields)
    else:
        for name, value in (await request.post()).items():
            wire[name] = _form_value(value)
    return Params(wire)


def _form_value(value: str | bytes | bytearray | web.FileField) -> object:
    if isinstance(value, web.FileField):
        content = value.file.read()
        return Upload(value.filename, len(content), content)
    return value if isinstance(value, str) else bytes(value).decode()
