"""The HTML of our templates as runs of text, each with the tags around it."""

import re
from collections.abc import Iterable
from html import unescape
from html.parser import HTMLParser
from typing import NamedTuple

from markupsafe import escape

# The tags that our templates write, as they write them; where only these stand, text is what is between them.
_TAG = re.compile(r'(<(?:(/)(?=[a-z]+>))?(a|b|i|code|blockquote)(?: [a-z]+="[^"<>]*")*>)')
_GROUPS = 4  # a text, then the groups of the tag behind it


class Tag(NamedTuple):
    """An open tag as it was written, `<a href="…">`, and its name, `a`."""

    name: str
    written: str


class Run(NamedTuple):
    """A stretch of text (no entities) within the same tags, outermost first."""

    text: str
    tags: tuple[Tag, ...] = ()


def parse(html: str) -> list[Run]:
    """Return the runs of well-formed HTML. Raises `ValueError` where tags do not nest."""
    parts = _TAG.split(html)
    if any("<" in text for text in parts[::_GROUPS]):
        return parse_any(html)
    parser = _Parser()
    parser.take(parts)  # in a fraction of the time
    return parser.finished()


def parse_any(html: str) -> list[Run]:
    """Return the runs of HTML with whatever tags, likewise."""
    parser = _Parser()
    parser.feed(html)
    parser.close()
    return parser.finished()


def serialise(runs: Iterable[Run]) -> str:
    """Return the runs as HTML, every tag closed."""
    parts: list[str] = []
    current: tuple[Tag, ...] = ()
    for run in runs:
        shared = _shared(current, run.tags)
        parts += [f"</{tag.name}>" for tag in reversed(current[shared:])]
        parts += [tag.written for tag in run.tags[shared:]]
        parts.append(str(escape(run.text)))
        current = run.tags
    parts += [f"</{tag.name}>" for tag in reversed(current)]
    return "".join(parts)


def _shared(one: tuple[Tag, ...], other: tuple[Tag, ...]) -> int:
    """Return how many outer tags both stand in: the same element, since each has an object of its own."""
    count = 0
    while count < min(len(one), len(other)) and one[count] is other[count]:
        count += 1
    return count


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.runs: list[Run] = []
        self.open: list[Tag] = []

    def finished(self) -> list[Run]:
        """Return what was found. Raises `ValueError` where a tag is open."""
        if self.open:
            raise ValueError(f"<{self.open[-1].name}> is not closed")
        return self.runs

    def take(self, parts: list[str]) -> None:
        """Take texts with the parts of a tag between each two."""
        for place in range(0, len(parts), _GROUPS):
            if text := parts[place]:
                self.runs.append(Run(unescape(text), tuple(self.open)))
            if place + 1 < len(parts):
                written, slash, tag = parts[place + 1 : place + _GROUPS]
                if slash:
                    self.handle_endtag(tag)
                else:
                    self.open.append(Tag(tag, written))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.open.append(Tag(tag, self.get_starttag_text() or f"<{tag}>"))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1].name != tag:
            raise ValueError(f"</{tag}> closes nothing")
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.runs.append(Run(data, tuple(self.open)))
