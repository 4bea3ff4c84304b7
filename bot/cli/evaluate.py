"""`verbatim evaluate`: measure how well the articles answer a labelled set of questions."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from typing import TypeVar

from rich.console import Console
from rich.progress import Progress
from rich.text import Text

from bot.cli.terminal import one_line, print_table, table_console
from bot.rendering.evaluation import to_html, to_json
from bot.rendering.evaluation.page import MOST_GROUPS, interval, percent, verdict, verdicts
from bot.rendering.templates import count
from bot.streams import fail
from retrieval.evaluation import Estimate, Evaluation, Group, Outcome, TradeOff, evaluate, read_questions
from retrieval.searcher import Searcher

_LARGE = 200
"""How many questions take long enough for a progress bar."""
_POINTS = 10
"""How many points of the curve are printed."""
_COUNT_WIDTH = 5

Result = TypeVar("Result")


def run(searcher: Searcher, options: argparse.Namespace) -> int:
    """Print the measures, and write the page if one is asked for; return the exit code.

    Raises `RetrievalError` if the questions cannot be used.
    """
    questions, html = options.questions, options.html
    if html is not None and not html.parent.is_dir():  # before the wait
        return fail(f"cannot write the report {html}: there is no such folder")
    stored = searcher.snapshot.stored
    read = read_questions(questions, stored.document, stored.searched)
    evaluation = with_bar(len(read), lambda on_progress: evaluate(searcher, read, on_progress=on_progress))
    if html is not None:
        page = to_html(evaluation, "/".join(questions.parts[-2:]))
        try:
            html.write_text(page, encoding="utf-8", errors="xmlcharrefreplace")  # for a lone surrogate in a question
        except OSError as error:
            return fail(f"cannot write the report {html}: {error.strerror}")
    if options.json:
        print(json.dumps(to_json(evaluation), ensure_ascii=False))
        return 0
    _show(evaluation)
    if html is not None:
        print(f"The report is in {html}")
    return 0


def with_bar(questions: int, work: Callable[[Callable[[int], None]], Result]) -> Result:
    """Do work that tells how many questions are asked, with a progress bar if it takes long and somebody may see it."""
    if not sys.stderr.isatty() or questions < _LARGE:
        return work(lambda _: None)
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Asking", total=questions)
        return work(lambda done: progress.update(task, completed=done))


def _show(evaluation: Evaluation) -> None:
    on_screen = sys.stdout.isatty()
    console = table_console(sys.stdout)
    figures, decisions = evaluation.figures, evaluation.figures.decisions
    console.print(f"{count(figures.questions, 'question')}, {figures.answerable:,} of them answerable\n")
    headline = [
        ("S@1: a right sentence first", *_cells(figures.success_1)),
        ("S@3: within three", *_cells(figures.success_3)),
        ("S@10: within ten", *_cells(figures.success_10)),
        ("MRR@10: mean of 1/rank", *_cells(figures.mrr_10)),
        ("AUROC: answerable or not", *_cells(figures.auroc)),
        ("Expected calibration error", percent(figures.calibration_error), ""),
        ("Brier score", "–" if figures.brier is None else f"{figures.brier:.3f}", ""),
    ]
    _print_table(console, ("", "", "95 % interval"), headline)

    given = decisions.answered_right, decisions.answered_wrong, decisions.answered_unanswerable
    refused = decisions.abstained_right, decisions.abstained_wrong, decisions.abstained_unanswerable
    decided = [("answered", *map(str, given)), ("abstained", *map(str, refused))]
    _print_table(console, ("", "first is right", "another answers", "none answers"), decided)
    for label, point in (("Answered", evaluation.operating_point), ("Best balance:", evaluation.best)):
        if point is not None:
            console.print(
                f"{label} from a confidence of {percent(point.threshold)} on: precision {percent(point.precision)},"
                f" recall {percent(point.recall)}, balance {percent(point.balance)}",
                soft_wrap=not on_screen,
            )
    console.print()
    header = ("threshold", "answered", "precision", "recall", "refused", "balance")
    _print_table(console, header, _curve(evaluation.trade_off))

    grouped = (
        ("answer type", evaluation.kinds),
        ("tag", evaluation.tags),
        ("language", evaluation.languages),
        ("script", evaluation.scripts),
        ("asked in", evaluation.asked_in),
    )
    for heading, groups in grouped:
        if groups:
            _print_groups(console, heading, groups)
    console.print(
        "Answered right: the first sentence answers. Abstained right: no sentence answers.\n", soft_wrap=not on_screen
    )
    if evaluation.worst:
        console.print(f"The worst {len(evaluation.worst)}:")
    for number, outcome in enumerate(evaluation.worst, start=1):
        console.print(_worst(number, outcome), soft_wrap=not on_screen)


def _print_table(console: Console, header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Print a table with all columns but the first aligned right, and a blank line below it."""
    print_table(console, header, rows, numbers=range(1, len(header)))
    console.print()


def _cells(estimate: Estimate | None, digits: int = 1) -> tuple[str, str]:
    return ("–", "") if estimate is None else (percent(estimate.value, digits), interval(estimate, digits))


def _curve(points: Sequence[TradeOff]) -> list[tuple[str, ...]]:
    """Return some points of the curve at even distances; the page and the JSON have them all."""
    return [
        (percent(it.threshold, 0), *map(percent, (it.answered, it.precision, it.recall, it.refused, it.balance)))
        for it in points[:: max(1, (len(points) - 1) // _POINTS)]
    ]


def _print_groups(console: Console, heading: str, groups: Sequence[Group]) -> None:
    # To fit on 80 columns, right and wrong share a column, and there are no tenths of a percent.
    both = f"{'right':>{_COUNT_WIDTH}} {'wrong':>{_COUNT_WIDTH}}"
    decided = (f"{name:^{len(both)}}\n{both}" for name in ("answered", "abstained"))
    rows: list[tuple[str, ...]] = []
    for group in groups[:MOST_GROUPS]:
        figures, found = group.figures, verdicts(group.figures.decisions)
        row = (
            one_line(group.name),
            str(figures.questions),
            *_cells(figures.success_1, 0),
            _cells(figures.success_3, 0)[0],
            _cells(figures.auroc, 0)[0],
            f"{found.answered_right:>{_COUNT_WIDTH}} {found.answered_wrong:>{_COUNT_WIDTH}}",
            f"{found.abstained_right:>{_COUNT_WIDTH}} {found.abstained_wrong:>{_COUNT_WIDTH}}",
        )
        rows.append(row)
    header = (heading, "asked", "S@1", "95 %\ninterval", "S@3", "AUROC", *decided)
    if (more := len(groups) - MOST_GROUPS) > 0:
        rows.append((f"and {more} more: see --json", *("" for _ in header[1:])))
    _print_table(console, header, rows)


def _worst(number: int, outcome: Outcome) -> Text:
    hit, gold = outcome.first, outcome.gold
    lines = [f"{verdict(outcome)}; confidence {percent(outcome.confidence)}"]
    if hit is not None:
        lines.append(f"returned: {hit.sentence.text} ({hit.document.id})")
    if gold is not None:
        lines.append(f"right:    {gold.text} ({gold.document_id})")
    question = Text(f"\n{number}. ").append(one_line(outcome.question.text), "bold")
    return question.append("".join(f"\n   {one_line(line)}" for line in lines))
