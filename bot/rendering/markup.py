"""The HTML of our templates as runs of text, each with the tags around it."""

from collections.abc import Iterable
from dataclasses import dataclass
from html.parser import HTMLParser

from markupsafe import escape


@dataclass(frozen=True, slots=True)
class Tag:
    """An open tag as it was written, `<a href="…">`, and its name, `a`."""

    name: str
    written: str


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text (no entities) within the same tags, outermost first."""

    text: str
    tags: tuple[Tag, ...] = ()


def parse(html: str) -> list[Run]:
    """Return the runs of well-formed HTML. Raises `ValueError` where tags do not nest."""
    parser = _Parser()
    parser.feed(html)
    parser.close()
    if parser.open:
        raise ValueError(f"<{parser.open[-1].name}> is not closed")
    return parser.runs


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

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.open.append(Tag(tag, self.get_starttag_text() or f"<{tag}>"))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1].name != tag:
            raise ValueError(f"</{tag}> closes nothing")
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.runs.append(Run(data, tuple(self.open)))
