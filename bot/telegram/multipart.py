"""A form with files, written piece by piece so that a large file never lies in memory as a whole."""

import asyncio
import io
import secrets
from collections.abc import AsyncIterator, Mapping
from typing import IO, TypeAlias

File: TypeAlias = tuple[str, bytes | IO[bytes], str]
"""File name, content or an open file, media type."""

_PIECE = 64 * 1024


class Form:
    """Fields and files as multipart/form-data; open files are read from their beginning and left open."""

    def __init__(self, fields: Mapping[str, str], files: Mapping[str, File]) -> None:
        """Lay the form out; what an open file holds is read later."""
        boundary = secrets.token_hex(16)
        self.content_type = f"multipart/form-data; boundary={boundary}"
        self._parts: list[bytes | IO[bytes]] = []
        for name, text in fields.items():
            head = f'--{boundary}\r\nContent-Disposition: form-data; name="{_quoted(name)}"\r\n\r\n'
            self._parts += [head.encode(), text.encode(), b"\r\n"]
        for name, (file_name, content, media_type) in files.items():
            head = (
                f'--{boundary}\r\nContent-Disposition: form-data; name="{_quoted(name)}"; '
                f'filename="{_quoted(file_name)}"\r\nContent-Type: {media_type}\r\n\r\n'
            )
            self._parts += [head.encode(), _rewound(content), b"\r\n"]
        self._parts.append(f"--{boundary}--\r\n".encode())
        self.length = sum(map(_length, self._parts))

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield the form; open files are read in a thread."""
        for part in self._parts:
            if isinstance(part, bytes):
                for start in range(0, len(part), _PIECE):
                    yield part[start : start + _PIECE]
            else:
                while piece := await asyncio.to_thread(part.read, _PIECE):
                    yield piece


def _quoted(name: str) -> str:
    # As HTML has it: a quote or a line break must not end the header.
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _rewound(content: bytes | IO[bytes]) -> bytes | IO[bytes]:
    """Return what is to be sent: a file that was sent before is sent again from its beginning."""
    if isinstance(content, bytes):
        return content
    if not content.seekable():
        return content.read()  # its length must be known beforehand
    content.seek(0)
    return content


def _length(part: bytes | IO[bytes]) -> int:
    if isinstance(part, bytes):
        return len(part)
    length = part.seek(0, io.SEEK_END)
    part.seek(0)
    return length
