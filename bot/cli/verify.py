"""`verbatim corpus verify`: read every article again, and check that it holds each indexed sentence."""

import sys
from collections.abc import Iterator
from pathlib import Path

from bot.cli.terminal import one_line
from bot.rendering.templates import count
from bot.streams import FAILED, wrapped
from retrieval.corpus.loaders import ReadingOptions
from retrieval.store import Generation
from retrieval.store.verification import VerifiedDocument, verify

_MOST_SHOWN = 100
_WIDE_ENOUGH = 60
"""The width of a terminal that has room for a bar."""


def run(generation: Generation, corpus: Path, options: ReadingOptions) -> int:
    """Print what is wrong and how much was verified; return the exit code, 1 if something is wrong."""
    documents = sentences = wrong = 0
    for checked in _with_bar(verify(generation, corpus, options), generation):
        if checked.skipped is not None:
            print(f"{one_line(checked.document_id)} is skipped: its file {one_line(checked.skipped)}")
            continue
        documents += 1
        sentences += checked.sentences
        for problem in checked.problems:
            wrong += 1
            if wrong <= _MOST_SHOWN:
                print(f"{one_line(problem.document_id)} {one_line(problem.reason)}")
    if wrong > _MOST_SHOWN:
        print(f"and {wrong - _MOST_SHOWN:,} more")
    verified = f"{count(sentences, 'sentence')} of {count(documents, 'article')}"
    if wrong:
        message = f"{count(wrong, 'problem')} in {verified}: `verbatim index --full` builds the index again"
        print(wrapped(message, sys.stdout))
        return FAILED
    message = f"Verified {verified}: each stands in its article, letter by letter, where the index says."
    print(wrapped(message, sys.stdout))
    return 0


def _with_bar(checked: Iterator[VerifiedDocument], generation: Generation) -> Iterator[VerifiedDocument]:
    """Yield the documents, and show the progress on a terminal."""
    if not sys.stderr.isatty():
        yield from checked
        return
    from rich.console import Console  # noqa: PLC0415  (rich is slow to import)
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    console = Console(stderr=True)
    bars = [BarColumn(bar_width=24)] if console.width >= _WIDE_ENOUGH else []
    columns = TextColumn("Verifying"), *bars, MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=generation.corpus.documents + generation.corpus.duplicates)
        for it in checked:
            yield it
            bar.advance(task)
