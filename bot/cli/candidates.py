"""`verbatim evaluate --candidates`: measure how well given lists of sentences are ranked."""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bot.cli.evaluate import with_bar
from bot.cli.terminal import print_table, table_console
from bot.rendering.evaluation import lists_to_json
from bot.rendering.templates import count
from bot.streams import fail
from retrieval.analysis.languages import Languages
from retrieval.evaluation import Estimate, ListEvaluation, rank_lists, read_lists, write_corpus
from retrieval.searcher import Searcher

_CORPUS = "candidates.jsonl"
_INDEX = "index"

Load = Callable[[Path, Path], Searcher]
"""Returns the searcher of a corpus, whose index is stored in the second folder."""


def run(options: argparse.Namespace, languages: Languages, load: Load) -> int:
    """Print the measures, and return the exit code. Raises `RetrievalError` if the lists cannot be used."""
    if options.html is not None:
        return fail("there is no page of ranked candidates: leave out --html, or use --json")
    lists = read_lists(options.candidates)
    # The folder may hold files that are still open, which some systems do not remove.
    with tempfile.TemporaryDirectory(prefix="verbatim-candidates-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        write_corpus(lists, folder / _CORPUS, languages)
        searcher = load(folder / _CORPUS, folder / _INDEX)
        evaluation = with_bar(len(lists), lambda on_progress: rank_lists(searcher, lists, on_progress))
    if options.json:
        print(json.dumps(lists_to_json(evaluation), ensure_ascii=False))
    else:
        _show(evaluation)
    return 0


def _show(evaluation: ListEvaluation) -> None:
    on_screen = sys.stdout.isatty()
    console = table_console(sys.stdout)
    candidates = sum(len(it.places) for it in evaluation.lists)
    console.print(
        f"{count(len(evaluation.lists), 'question')} with {count(candidates, 'candidate')};"
        f" {evaluation.counted:,} counted, {evaluation.without_relevant:,} left out without a relevant candidate,"
        f" {evaluation.without_irrelevant:,} without an irrelevant one\n",
        soft_wrap=not on_screen,
    )
    rows = [
        ("MAP: mean average precision", *_cells(evaluation.mean_average_precision)),
        ("MRR: mean of 1/rank", *_cells(evaluation.mean_reciprocal_rank)),
    ]
    print_table(console, ("", "", "95 % interval"), rows, numbers=range(1, 3))


def _cells(estimate: Estimate | None) -> tuple[str, str]:
    """Return three decimals, as such figures are published."""
    return ("–", "") if estimate is None else (f"{estimate.value:.3f}", f"{estimate.low:.3f}–{estimate.high:.3f}")
