"""`verbatim corpus`: list what the index holds, for a person or as JSON."""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice

from bot.cli.terminal import one_line, print_table, table_console
from bot.rendering.progress import megabytes
from bot.rendering.templates import count
from bot.streams import fail, wrapped
from retrieval.models import Document
from retrieval.store import Generation, ListedDocument

_ON_SCREEN = 50
"""How many articles a terminal shows without `--limit`."""
_TABLE_ROWS = 2000
"""How many rows become a table; the others are printed as they come, since a table must know all its rows."""
_LARGEST_GROUPS = 10
_CLOSE_IDS, _CLOSE_ENOUGH = 3, 60.0


@dataclass(frozen=True, slots=True)
class Listing:
    """How to list: at most `limit` articles (0: all, None: 50 on a terminal); with `as_json` one object a line."""

    limit: int | None = None
    as_json: bool = False

    @property
    def most(self) -> int | None:
        """The most articles to list; None means all."""
        if self.limit is None:
            return _ON_SCREEN if sys.stdout.isatty() and not self.as_json else None
        return self.limit or None


def run(generation: Generation, options: argparse.Namespace) -> int:
    """Run an action on a generation of the index; return the exit code."""
    listing = Listing(options.limit, options.json)
    match options.action:
        case "show":
            return _show(generation, options.document_id, as_json=options.json)
        case "statistics":
            return _statistics(generation, as_json=options.json)
        case "duplicates":
            return _duplicates(generation, listing)
        case _:
            return _list_documents(generation, options, listing)


def _list_documents(generation: Generation, options: argparse.Namespace, listing: Listing) -> int:
    """Print the articles that match the filters; return the exit code."""
    names = ("source", "since", "until", "language", "matching")
    found = generation.documents(**{name: getattr(options, name) for name in names})
    shown = islice(found, listing.most)
    if listing.as_json:
        for listed in shown:
            print(json.dumps(_listed_json(listed), ensure_ascii=False))
        return 0
    header = ("id", "title", "published", "source", "sentences")
    number = _print_table(header, (_cells(listed) for listed in shown))
    if sys.stdout.isatty():
        more = sum(1 for _ in found)
        print(f"\n{count(number, 'article')}" + (f", and {more:,} more: --limit 0 lists all" if more else ""))
    return 0


def _show(generation: Generation, document_id: str, *, as_json: bool) -> int:
    """Print an article with its sentences; return the exit code, 1 if there is no such id."""
    try:
        document = generation.document(document_id)
    except KeyError:
        return _no_such(generation, document_id)
    listed = next((it for it in generation.documents(matching=document_id) if it.id == document_id), None)
    sentences = generation.sentences(document_id)
    further = [it.id for it in generation.copies_of(document_id).values()]
    if as_json:
        about = {"file": listed.file if listed else None, "duplicate_of": listed.kept if listed else None}
        numbered = [{"number": it.id + 1, "start": it.start, "end": it.end, "text": it.text} for it in sentences]
        article = {**asdict(document), **about, "duplicates": further, "sentences": numbered}
        print(json.dumps(article, ensure_ascii=False))
        return 0
    for name, value in _metadata(document, listed, further):
        print(wrapped(f"{name:<12} {one_line(value)}", sys.stdout))
    digits = len(str(len(sentences)))
    places = [f"{it.start}-{it.end}" for it in sentences]
    width = max(map(len, places), default=0)
    print()
    for it, place in zip(sentences, places, strict=True):
        print(wrapped(f"{it.id + 1:>{digits}}  {place:<{width}}  {one_line(it.text)}", sys.stdout))
    return 0


def _statistics(generation: Generation, *, as_json: bool) -> int:
    """Print how much the corpus holds; return the exit code."""
    figures = generation.statistics()
    if as_json:
        counts = {name: dict(getattr(figures, name)) for name in ("sources", "languages", "years")}
        print(json.dumps(asdict(figures) | counts, ensure_ascii=False))
        return 0
    for name in ("documents", "duplicates", "sentences", "files", "terms"):
        print(f"{name:<12} {getattr(figures, name):,}")
    published = " to ".join(sorted({it for it in (figures.oldest, figures.newest) if it})) or "no dates known"
    for name, value in (("published", published), ("size", megabytes(figures.size)), ("generation", generation.number)):
        print(f"{name:<12} {value}")
    for name, groups in (("source", figures.sources), ("language", figures.languages), ("year", figures.years)):
        if groups:
            print()
            _print_table((name, "documents"), [(it, f"{number:,}") for it, number in groups[:_LARGEST_GROUPS]])
            if rest := groups[_LARGEST_GROUPS:]:
                print(f"and {len(rest):,} more with {count(sum(it for _, it in rest), 'document')}")
    return 0


def _duplicates(generation: Generation, listing: Listing) -> int:
    """Print groups of duplicate articles, first the one that is searched; return the exit code."""
    found = generation.duplicates()
    groups = 0
    for kept, further in islice(found, listing.most):
        groups += 1
        if listing.as_json:
            group = {"kept": _listed_json(kept), "duplicates": [_listed_json(it) for it in further]}
            print(json.dumps(group, ensure_ascii=False))
            continue
        print(wrapped(_in_a_line(kept), sys.stdout))
        for it in further:
            print(wrapped(f"  also {_in_a_line(it)}", sys.stdout))
    if listing.as_json:
        return 0
    more = sum(1 for _ in found)
    if not groups:
        print("No article is there twice.")
    elif more:
        print(f"\nand {more:,} more: --limit 0 lists all")
    return 0


def _no_such(generation: Generation, document_id: str) -> int:
    from rapidfuzz import fuzz, process  # noqa: PLC0415  (needed here only)

    ids = (it.id for it in generation.documents())
    close = process.extract(document_id, ids, scorer=fuzz.WRatio, limit=_CLOSE_IDS, score_cutoff=_CLOSE_ENOUGH)
    hint = f"; did you mean {' or '.join(it for it, *_ in close)}?" if close else "."
    return fail(f"there is no article {document_id}{hint} `verbatim corpus --matching TEXT` finds ids by their parts")


def _metadata(document: Document, listed: ListedDocument | None, further: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the names and values of an article's metadata, without empty ones."""
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


def _listed_json(listed: ListedDocument) -> dict[str, object]:
    fields = asdict(listed)
    fields["duplicate_of"] = fields.pop("kept")
    return fields


def _cells(listed: ListedDocument) -> tuple[str, ...]:
    sentences = f"{listed.sentences}" if listed.kept is None else f"same as {listed.kept}"
    return listed.id, listed.title, (listed.published or "")[:10], listed.source or "", sentences


def _in_a_line(listed: ListedDocument) -> str:
    known = (listed.id, listed.title, listed.source, listed.published)
    return " · ".join(one_line(it) for it in known if it)


def _print_table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> int:
    """Print rows, as a table on a terminal and separated by tabs elsewhere; return how many there were."""
    clean = (tuple(map(one_line, row)) for row in rows)
    head = list(islice(clean, _TABLE_ROWS)) if sys.stdout.isatty() else []
    if head:
        numbers = {at for at, name in enumerate(header) if name in {"sentences", "documents"}}
        print_table(table_console(sys.stdout), header, head, numbers)
    number = len(head)
    for row in clean:
        print("\t".join(row))
        number += 1
    return number
