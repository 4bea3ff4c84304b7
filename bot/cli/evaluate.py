"""`verbatim evaluate`: how well a labelled question set is answered, for people, programs and browsers."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from bot.rendering.evaluation import to_html, to_json
from bot.rendering.evaluation.page import MOST_GROUPS, interval, percent, verdict, verdicts
from bot.rendering.templates import count, without_controls
from retrieval.evaluation import (
    Estimate,
    Evaluation,
    Group,
    Outcome,
    Question,
    TradeOff,
    evaluate,
    read_questions,
)
from retrieval.searcher import Searcher

# From so many questions on, a person at a terminal wants to see that it goes on.
_LARGE = 200
# In a pipe no table is squeezed to the width of a screen.
_WIDE = 200
# How many steps of the curve are printed.
_POINTS = 10
# How wide a column of counts is.
_COUNT = 5


def run(searcher: Searcher, questions: Path, *, as_json: bool, html: Path | None) -> None:
    """Measure and print; write the page to `html` where one is asked for.

    Raises `RetrievalError` where the questions cannot be used, `OSError` where the page cannot be written.
    """
    if html is not None and not html.parent.is_dir():  # before the wait
        raise FileNotFoundError(2, "there is no such folder", str(html.parent))
    stored = searcher.snapshot.stored
    read = read_questions(questions, stored.document, stored.searched)
    evaluation = _evaluate(searcher, read)
    if html is not None:
        # Half a character, which JSON can hold, cannot be written as UTF-8.
        html.write_text(
            to_html(evaluation, "/".join(questions.parts[-2:])), encoding="utf-8", errors="xmlcharrefreplace"
        )
    if as_json:
        print(json.dumps(to_json(evaluation), ensure_ascii=False))
        return
    _show(evaluation)
    if html is not None:
        print(f"The report is in {html}")


def _evaluate(searcher: Searcher, questions: Sequence[Question]) -> Evaluation:
    if not sys.stderr.isatty() or len(questions) < _LARGE:
        return evaluate(searcher, questions)
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Asking", total=len(questions))
        return evaluate(searcher, questions, on_progress=lambda done: progress.update(task, completed=done))


def _show(evaluation: Evaluation) -> None:
    on_screen = sys.stdout.isatty()
    console = Console(
        file=sys.stdout,
        highlight=False,
        width=None if on_screen else _WIDE,
        color_system="auto" if on_screen else None,
        force_terminal=None if on_screen else False,
    )
    figures, decisions = evaluation.figures, evaluation.figures.decisions
    console.print(f"{count(figures.questions, 'question')}, {figures.answerable:,} of them answerable\n")
    headline = _table("", "", "95 % interval")
    for label, estimate in (
        ("S@1: a right sentence first", figures.success_1),
        ("S@3: within three", figures.success_3),
        ("S@10: within ten", figures.success_10),
        ("MRR@10: mean of 1/rank", figures.mrr_10),
        ("AUROC: answerable or not", figures.auroc),
    ):
        headline.add_row(label, *_cells(estimate))
    headline.add_row("Expected calibration error", percent(figures.calibration_error), "")
    headline.add_row("Brier score", "–" if figures.brier is None else f"{figures.brier:.3f}", "")
    console.print(headline, "")

    decided = _table("", "first is right", "another answers", "none answers")
    given = decisions.answered_right, decisions.answered_wrong, decisions.answered_unanswerable
    refused = decisions.abstained_right, decisions.abstained_wrong, decisions.abstained_unanswerable
    decided.add_row("answered", *map(str, given))
    decided.add_row("abstained", *map(str, refused))
    console.print(decided, "")
    for label, point in (("Answered", evaluation.taken), ("Best balance:", evaluation.best)):
        if point is not None:
            console.print(
                f"{label} from a confidence of {percent(point.threshold)} on: precision {percent(point.precision)},"
                f" recall {percent(point.recall)}, balance {percent(point.balance)}",
                soft_wrap=not on_screen,
            )
    console.print()
    console.print(_curve(evaluation.trade_off), "")

    for heading, groups in (("kind", evaluation.kinds), ("tag", evaluation.tags)):
        if groups:
            console.print(_grouped(heading, groups), "")
    console.print(
        "Answered right: the first sentence answers. Abstained right: no sentence answers.\n", soft_wrap=not on_screen
    )
    if evaluation.worst:
        console.print(f"The worst {len(evaluation.worst)}:")
    for number, outcome in enumerate(evaluation.worst, start=1):
        console.print(_told(number, outcome), soft_wrap=not on_screen)


def _table(first: str, *others: str) -> Table:
    table = Table(first, box=SIMPLE_HEAD, show_edge=False)
    for name in others:
        table.add_column(name, justify="right")
    return table


def _cells(estimate: Estimate | None, digits: int = 1) -> tuple[str, str]:
    return ("–", "") if estimate is None else (percent(estimate.value, digits), interval(estimate, digits))


def _curve(points: Sequence[TradeOff]) -> Table:
    """Return some points of the curve, evenly apart: all of them are in the page and in the JSON."""
    table = _table("threshold", "answered", "precision", "recall", "refused", "balance")
    for it in points[:: max(1, (len(points) - 1) // _POINTS)]:
        shares = it.answered, it.precision, it.recall, it.refused, it.balance
        table.add_row(percent(it.threshold, 0), *map(percent, shares))
    return table


def _grouped(heading: str, groups: Sequence[Group]) -> Table:
    # It has room on a screen of 80 columns: right and wrong share a column, and of few questions tenths say nothing.
    both = f"{'right':>{_COUNT}} {'wrong':>{_COUNT}}"
    decided = (f"{name:^{len(both)}}\n{both}" for name in ("answered", "abstained"))
    table = _table(heading, "asked", "S@1", "95 %\ninterval", "S@3", "AUROC", *decided)
    table.padding = (0, 1, 0, 0)
    for group in groups[:MOST_GROUPS]:
        figures, found = group.figures, verdicts(group.figures.decisions)
        table.add_row(
            Text(_clean(group.name)),
            str(figures.questions),
            *_cells(figures.success_1, 0),
            _cells(figures.success_3, 0)[0],
            _cells(figures.auroc, 0)[0],
            f"{found.answered_right:>{_COUNT}} {found.answered_wrong:>{_COUNT}}",
            f"{found.abstained_right:>{_COUNT}} {found.abstained_wrong:>{_COUNT}}",
        )
    if (more := len(groups) - MOST_GROUPS) > 0:
        table.add_row(f"and {more} more: see --json")
    return table


def _told(number: int, outcome: Outcome) -> Text:
    hit, gold = outcome.first, outcome.gold
    lines = [f"{verdict(outcome)}; confidence {percent(outcome.confidence)}"]
    if hit is not None:
        lines.append(f"returned: {hit.sentence.text} ({hit.document.id})")
    if gold is not None:
        lines.append(f"right:    {gold.text} ({gold.document_id})")
    told = Text(f"\n{number}. ").append(_clean(outcome.question.text), "bold")
    return told.append("".join(f"\n   {_clean(line)}" for line in lines))


def _clean(text: str) -> str:
    """Return a text on one line, without the controls that no terminal should get."""
    return " ".join(str(without_controls(text)).split())
