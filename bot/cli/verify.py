"""`verbatim corpus verify`: every article is read anew, and each indexed sentence must still stand in it."""

import sys
from collections.abc import Iterator
from pathlib import Path

from bot.rendering.templates import count, without_controls
from bot.streams import FAILED
from retrieval.corpus.loaders import ReadingOptions
from retrieval.store import Checked, Generation, verify

_MOST_SHOWN = 100


def run(generation: Generation, corpus: Path, options: ReadingOptions) -> int:
    """Print what is wrong, and how much was looked into; return the exit code, 1 where something is."""
    documents = sentences = wrong = 0
    for checked in _with_a_bar(verify(generation, corpus, options), generation):
        if checked.skipped is not None:
            print(f"{_clean(checked.document_id)} is skipped: its file {_clean(checked.skipped)}")
            continue
        documents += 1
        sentences += checked.sentences
        for problem in checked.problems:
            wrong += 1
            if wrong <= _MOST_SHOWN:
                print(f"{_clean(problem.document_id)} {_clean(problem.reason)}")
    if wrong > _MOST_SHOWN:
        print(f"and {wrong - _MOST_SHOWN:,} more")
    looked_into = f"{count(sentences, 'sentence')} of {count(documents, 'article')}"
    if wrong:
        print(f"{count(wrong, 'problem')} in {looked_into}: `verbatim index --full` builds the index anew")
        return FAILED
    print(f"Verified {looked_into}: each stands in its article, letter by letter, where the index says.")
    return 0


def _with_a_bar(checked: Iterator[Checked], generation: Generation) -> Iterator[Checked]:
    """Yield the same, and show on a terminal how far it is."""
    if not sys.stderr.isatty():
        yield from checked
        return
    from rich.console import Console  # noqa: PLC0415  (a pipe need not wait for it)
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = TextColumn("Verifying"), BarColumn(bar_width=24), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=generation.corpus.documents + generation.corpus.duplicates)
        for it in checked:
            yield it
            bar.advance(task)


def _clean(text: str) -> str:
    """Return a text on one line, without the controls that no terminal should get."""
    return " ".join(str(without_controls(text)).split())
