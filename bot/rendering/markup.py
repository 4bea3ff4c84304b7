"""The HTML of rendered templates as runs: stretches of text, each with the tags around it."""

import re
from collections.abc import Iterable, Sequence
from html import unescape
from typing import NamedTuple

from markupsafe import escape

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)(?:\s[^<>]*)?>")


class Tag(NamedTuple):
    """An open tag: its name, `a`, and its source, `<a href="…">`. Each element has a `Tag` object of its own."""

    name: str
    source: str


class Run(NamedTuple):
    """A stretch of text, without entities, inside the same tags, outermost first."""

    text: str
    tags: tuple[Tag, ...] = ()


Block = Sequence[Run]
"""A part of a reply, such as a citation. A message may be split between two blocks."""


def parse(html: str) -> list[Run]:
    """Parse HTML into runs. A `<` that opens no tag is text. Raises `ValueError` if tags do not nest."""
    runs: list[Run] = []
    tags: tuple[Tag, ...] = ()
    end = 0
    for tag in _TAG.finditer(html):
        if end < tag.start():
            runs.append(Run(unescape(html[end : tag.start()]), tags))
        end = tag.end()
        closes, name = tag.groups()
        if not closes:
            tags = (*tags, Tag(name, tag[0]))
        elif tags and tags[-1].name == name:
            tags = tags[:-1]
        else:
            raise ValueError(f"</{name}> closes nothing")
    if tags:
        raise ValueError(f"<{tags[-1].name}> is not closed")
    if end < len(html):
        runs.append(Run(unescape(html[end:])))
    return runs


def serialise(runs: Iterable[Run]) -> str:
    """Return the runs as well-formed HTML."""
    parts: list[str] = []
    current: tuple[Tag, ...] = ()
    for run in runs:
        if run.tags is not current:
            shared = _shared(current, run.tags)
            parts += [f"</{tag.name}>" for tag in reversed(current[shared:])]
            parts += [tag.source for tag in run.tags[shared:]]
            current = run.tags
        parts.append(str(escape(run.text)))
    parts += [f"</{tag.name}>" for tag in reversed(current)]
    return "".join(parts)


def _shared(one: tuple[Tag, ...], other: tuple[Tag, ...]) -> int:
    """Return how many outer elements both have in common. Equal tags of two elements are distinct objects."""
    count = 0
    while count < min(len(one), len(other)) and one[count] is other[count]:
        count += 1
    return count
