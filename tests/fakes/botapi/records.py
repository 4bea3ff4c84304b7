"""The records of the server that a test reads, and the error of a failed call."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .entities import Entity
from .faults import Fault


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that the bot sent; `kind` is "document" or "photo", and a photo has a size in pixels."""

    kind: str
    name: str
    content: bytes = field(repr=False)
    pixels: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A message the bot sent, as it stands now: after parsing and after its edits.

    `html` is the text as the bot last sent it, and `edits` are the earlier texts, the oldest first. The text of a
    message with a file is its caption. `quote` is what it quotes of the message that it replies to,
    `thread_id` the topic in which it stands.
    """

    message_id: int
    chat_id: int
    text: str
    html: str
    entities: tuple[Entity, ...] = ()
    edits: tuple[str, ...] = ()
    reply_to: int | None = None
    reply_markup: Mapping[str, object] | None = None
    quote: str | None = None
    file: SentFile | None = None
    thread_id: int | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the bot; `at` is monotonic seconds, `fault` what was injected into it."""

    method: str
    params: Mapping[str, object]
    violations: tuple[str, ...]
    at: float
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook as the bot has set it; no allowed updates are the default ones."""

    url: str
    secret: str
    allowed_updates: frozenset[str]
    max_connections: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """An attempt to deliver an update; no status is a broken connection, `at` is monotonic seconds."""

    update_id: int
    status: int | None
    confirmed: bool
    at: float


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of a call that was carried out, with what was found wrong on the way."""

    result: object
    violations: tuple[str, ...] = ()


class ApiError(Exception):
    """A call that the Bot API refuses: HTTP status, description, violations and ResponseParameters."""

    def __init__(self, code: int, description: str, violations: tuple[str, ...] = (), **parameters: int) -> None:
        """Refuse with this status and text; the violations are recorded with the call."""
        super().__init__(description)
        self.code = code
        self.description = description
        self.violations = violations
        self.parameters = parameters


def bad_request(reason: str, *violations: str) -> ApiError:
    """Return the error for an invalid request."""
    return ApiError(400, f"Bad Request: {reason}", violations)


def not_implemented(what: str) -> ApiError:
    """Return the error for a feature of the real Bot API that this server lacks."""
    description = f"not built in the test server: {what}"
    return ApiError(500, description, (description,))


def not_modified() -> ApiError:
    """Return the error for an edit that changes nothing."""
    return bad_request(
        "message is not modified: specified new message content and reply markup are exactly the same as a "
        "current content and reply markup of the message"
    )
