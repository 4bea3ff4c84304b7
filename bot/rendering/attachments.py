"""Files that are sent beside a reply."""

from dataclasses import dataclass, field
from enum import Enum


class FileKind(Enum):
    """How a file arrives. The value is what the Bot API calls it."""

    DOCUMENT = "document"
    """As it is, to be opened or kept."""
    PHOTO = "photo"
    """As a picture in the chat, which Telegram scales and compresses."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file: its `name`, which tells its type, and its content, which is not empty."""

    name: str
    content: bytes = field(repr=False)
    kind: FileKind = FileKind.DOCUMENT
