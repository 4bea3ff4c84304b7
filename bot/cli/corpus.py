"""`verbatim corpus`: what is in the index, for a person and for programs."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice

from bot.rendering.progress import megabytes
from bot.rendering.templates import count, without_controls
from bot.streams import fail
from retrieval.models import Document
from retrieval.store import Generation, Listed

_ON_SCREEN = 50
"""Articles that a terminal shows where nobody said how many."""
_TABLE_ROWS = 2000
"""Beyond these no table is made, since its columns would be as wide as all of them need."""
_LARGEST_GROUPS = 10
_CLOSE_IDS, _CLOSE_ENOUGH = 3, 60.0


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles to list; days are ISO 8601, and inclusive."""

    source: str | None = None
    since: str | None = None
    until: str | None = None
    language: str | None = None
    matching: str | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """How to list: `limit` None is as many as fit, 0 all; as JSON one object a line."""

    limit: int | None = None
    as_json: bool = False

    @property
    def most(self) -> int | None:
        """Return how many are listed at most."""
        if self.limit is None:
            return _ON_SCREEN if sys.stdout.isatty() and not self.as_json else None
        return self.limit or None


def list_documents(generation: Generation, filters: Filters, form: Form) -> int:
    """Print the articles that fit; return the exit code."""
    found = generation.documents(**asdict(filters))
    shown = islice(found, form.most)
    if form.as_json:
        for listed in shown:
            print(json.dumps(_listed_json(listed), ensure_ascii=False))
        return 0
    header = ("id", "title", "published", "source", "sentences")
    number = _print_table(header, (_cells(listed) for listed in shown))
    if sys.stdout.isatty():
        more = sum(1 for _ in found)
        print(f"\n{count(number, 'article')}" + (f", and {more:,} more: --limit 0 lists all" if more else ""))
    return 0


def show(generation: Generation, document_id: str, *, as_json: bool) -> int:
    """Print an article with its sentences; return the exit code, 1 where there is none of that id."""
    try:
        document = generation.document(document_id)
    except KeyError:
        return _no_such(generation, document_id)
    listed = next((it for it in generation.documents(matching=document_id) if it.id == document_id), None)
    sentences = generation.sentences(document_id)
    further = [it.id for it in generation.further(document_id)]
    if as_json:
        about = {"file": listed.file if listed else None, "duplicate_of": listed.kept if listed else None}
        numbered = [{"number": it.id + 1, "start": it.start, "end": it.end, "text": it.text} for it in sentences]
        told = {**asdict(document), **about, "duplicates": further, "sentences": numbered}
        print(json.dumps(told, ensure_ascii=False))
        return 0
    for name, value in _metadata(document, listed, further):
        print(f"{name:<12} {_clean(value)}")
    digits = len(str(len(sentences)))
    places = max((len(f"{it.start}-{it.end}") for it in sentences), default=0)
    print()
    for it in sentences:
        place = f"{it.start}-{it.end}"
        print(f"{it.id + 1:>{digits}}  {place:<{places}}  {_clean(it.text)}")
    return 0


def statistics(generation: Generation, *, as_json: bool) -> int:
    """Print what the corpus holds in figures; return the exit code."""
    told = generation.statistics()
    if as_json:
        print(
            json.dumps(
                asdict(told)
                | {"sources": dict(told.sources), "languages": dict(told.languages), "years": dict(told.years)},
                ensure_ascii=False,
            )
        )
        return 0
    for name, value in (
        ("documents", f"{told.documents:,}"),
        ("duplicates", f"{told.duplicates:,}"),
        ("sentences", f"{told.sentences:,}"),
        ("files", f"{told.files:,}"),
        ("terms", f"{told.terms:,}"),
        ("published", " to ".join(sorted({it for it in (told.oldest, told.newest) if it})) or "no dates known"),
        ("size", megabytes(told.size)),
        ("generation", str(generation.number)),
    ):
        print(f"{name:<12} {value}")
    for name, groups in (("source", told.sources), ("language", told.languages), ("year", told.years)):
        if groups:
            print()
            _print_table((name, "documents"), [(it, f"{number:,}") for it, number in groups[:_LARGEST_GROUPS]])
            if rest := groups[_LARGEST_GROUPS:]:
                print(f"and {len(rest):,} more with {count(sum(it for _, it in rest), 'document')}")
    return 0


def duplicates(generation: Generation, form: Form) -> int:
    """Print what is there several times, the one that is searched first; return the exit code."""
    found = generation.duplicates()
    groups = 0
    for kept, further in islice(found, form.most):
        groups += 1
        if form.as_json:
            told = {"kept": _listed_json(kept), "duplicates": [_listed_json(it) for it in further]}
            print(json.dumps(told, ensure_ascii=False))
            continue
        print(_in_a_line(kept))
        for it in further:
            print(f"  also {_in_a_line(it)}")
    if form.as_json:
        return 0
    more = sum(1 for _ in found)
    if not groups:
        print("No article is there twice.")
    elif more:
        print(f"\nand {more:,} more: --limit 0 lists all")
    return 0


def _no_such(generation: Generation, document_id: str) -> int:
    from rapidfuzz import fuzz, process  # noqa: PLC0415  (only here)

    ids = (it.id for it in generation.documents())
    close = process.extract(document_id, ids, scorer=fuzz.WRatio, limit=_CLOSE_IDS, score_cutoff=_CLOSE_ENOUGH)
    meant = f"; did you mean {' or '.join(it for it, *_ in close)}?" if close else "."
    return fail(f"there is no article {document_id}{meant} `verbatim corpus --matching TEXT` finds ids by their parts")


def _metadata(document: Document, listed: Listed | None, further: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield what is known of an article."""
    for name, value in (
        ("title", document.title),
        ("id", document.id),
        ("file", listed.file if listed else None),
        ("source", document.source),
        ("author", document.author),
        ("published", document.published),
        ("language", document.language),
        ("url", document.url),
        ("duplicate of", listed.kept if listed else None),
        ("duplicates", ", ".join(further)),
    ):
        if value:
            yield name, value


def _listed_json(listed: Listed) -> dict[str, object]:
    fields = asdict(listed)
    fields["duplicate_of"] = fields.pop("kept")
    return fields


def _cells(listed: Listed) -> tuple[str, ...]:
    return (
        listed.id,
        listed.title,
        (listed.published or "")[:10],
        listed.source or "",
        f"{listed.sentences}" if listed.kept is None else f"same as {listed.kept}",
    )


def _in_a_line(listed: Listed) -> str:
    known = (listed.id, listed.title, listed.source, listed.published)
    return " · ".join(_clean(it) for it in known if it)


def _print_table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> int:
    """Print rows, as a table on a terminal and with tabs between elsewhere; return how many there were."""
    rows = iter(rows)
    head = list(islice(rows, _TABLE_ROWS)) if sys.stdout.isatty() else []
    if head:
        from rich.box import SIMPLE_HEAD  # noqa: PLC0415  (a pipe need not wait for it)
        from rich.console import Console  # noqa: PLC0415
        from rich.table import Table  # noqa: PLC0415
        from rich.text import Text  # noqa: PLC0415

        table = Table(box=SIMPLE_HEAD, show_edge=False)
        for name in header:
            is_number = name in {"sentences", "documents"}
            table.add_column(name, justify="right" if is_number else "left", overflow="fold", no_wrap=False)
        for row in head:
            table.add_row(*(Text(_clean(it)) for it in row))
        Console(highlight=False).print(table)
    number = len(head)
    for row in rows:
        print("\t".join(_clean(it) for it in row))
        number += 1
    return number


def _clean(text: str) -> str:
    """Return a text on one line, without the controls that no terminal should get."""
    return " ".join(str(without_controls(text)).split())
