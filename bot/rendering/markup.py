"""The HTML of rendered templates as runs: stretches of text, each with the tags around it."""

import re
from collections.abc import Iterable, Sequence
from html import unescape
from typing import NamedTuple

from markupsafe import escape

_TAG = re.compile(r"(<(/?)([a-zA-Z][a-zA-Z0-9-]*)(?:\s[^<>]*)?>)")


class Tag(NamedTuple):
    """An open tag: its name, `a`, and its source, `<a href="…">`. Each element has a `Tag` object of its own."""

    name: str
    source: str

    @property
    def is_folded(self) -> bool:
        """Whether this is a block quote that Telegram shows folded, until it is tapped."""
        return self.name == "blockquote" and self.source.endswith(" expandable>")


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
    first, *parts = _TAG.split(html)  # then for each tag: its source, slash and name, and the text behind it
    if first:
        runs.append(Run(unescape(first)))
    for source, slash, name, text in zip(*[iter(parts)] * 4, strict=True):
        if not slash:
            tags = (*tags, Tag(name, source))
        elif tags and tags[-1].name == name:
            tags = tags[:-1]
        else:
            raise ValueError(f"</{name}> closes nothing")
        if text:
            runs.append(Run(unescape(text), tags))
    if tags:
        raise ValueError(f"<{tags[-1].name}> is not closed")
    return runs


def serialise(runs: Iterable[Run]) -> str:
    """Return the runs as well-formed HTML."""
    parts: list[str] = []
    current: tuple[Tag, ...] = ()
    for text, tags in runs:
        if tags is not current:
            shared = 0
            for one, other in zip(current, tags, strict=False):
                if one is not other:  # equal tags of two elements are distinct objects
                    break
                shared += 1
            for tag in reversed(current[shared:]):
                parts.append(f"</{tag.name}>")  # noqa: PERF401  (a comprehension is slower for one tag)
            for tag in tags[shared:]:
                parts.append(tag.source)  # noqa: PERF401
            current = tags
        parts.append(escape(text))
    parts += [f"</{tag.name}>" for tag in reversed(current)]
    return "".join(parts)
