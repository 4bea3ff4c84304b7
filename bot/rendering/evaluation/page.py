"""Evaluations as one self-contained HTML page, with inline styles and SVG plots."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log10
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.rendering.templates import count, emphasised, without_controls
from retrieval.evaluation import Decisions, Estimate, Evaluation, Outcome, TradeOff

MOST_GROUPS = 30
"""How many answer types, tags or languages are shown, the largest first; the JSON has all."""

_COLUMNS = 20
_TICKS = 4

# What each curve over all thresholds shows: its name, meaning and value.
_CURVES: Sequence[tuple[str, str, Callable[[TradeOff], float | None]]] = (
    ("precision", "right answers / answers", lambda it: it.precision),
    ("answered", "answers / questions", lambda it: it.answered),
    ("recall", "right answers / answerable questions", lambda it: it.recall),
    ("balance", "harmonic mean of precision and recall", lambda it: it.balance),
)


@dataclass(frozen=True, slots=True)
class Column:
    """A histogram bar: the questions with a confidence from `start` to `end`, by the quality of the first hit."""

    start: float
    end: float
    right: int
    wrong: int
    unanswerable: int

    @property
    def count(self) -> int:
        """The number of questions."""
        return self.right + self.wrong + self.unanswerable


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Counts of right and wrong decisions.

    Answering is right if the first sentence answers. Abstaining is right if no sentence of the corpus answers.
    """

    answered_right: int
    answered_wrong: int
    abstained_right: int
    abstained_wrong: int


@dataclass(frozen=True, slots=True)
class Plot:
    """A coordinate system: maps values (x in 0..1, y in 0..`most`) to SVG units."""

    most: float = 1
    width: int = 420
    height: int = 270
    left: int = 48
    right: int = 10
    top: int = 10
    bottom: int = 38

    def x(self, value: float) -> float:
        """Return the x coordinate of a value."""
        return round(self.left + value * (self.width - self.left - self.right), 1)

    def y(self, value: float) -> float:
        """Return the y coordinate of a value."""
        return round(self.top + (1 - value / self.most) * (self.height - self.top - self.bottom), 1)

    def line(self, trade_off: Sequence[TradeOff], measure: Callable[[TradeOff], float | None]) -> str:
        """Return the points of the SVG polyline of a measure by threshold, without those that have no value."""
        points = ((it.threshold, measure(it)) for it in trade_off)
        return " ".join(f"{self.x(threshold)},{self.y(value)}" for threshold, value in points if value is not None)


def to_html(evaluation: Evaluation, name: str) -> str:
    """Return the page; `name` is the name of the question set."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=without_controls,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "count": count,
        "percent": percent,
        "interval": interval,
        "verdict": verdict,
        "verdicts": verdicts,
        "quote": _quote,
    }
    columns = histogram(evaluation.outcomes)
    ticks = _ticks(max(column.count for column in columns))
    groups = [
        (heading, shown[:MOST_GROUPS], len(shown) - MOST_GROUPS)
        for heading, shown in (
            ("By answer type", evaluation.kinds),
            ("By tag", evaluation.tags),
            ("By language of the article", evaluation.languages),
            ("By script of the article", evaluation.scripts),
            ("By language of the question", evaluation.asked_in),
        )
        if shown
    ]
    return environment.get_template("page.html.j2").render(
        name=name,
        evaluation=evaluation,
        figures=evaluation.figures,
        decisions=evaluation.figures.decisions,
        unit=Plot(),
        counts=Plot(most=ticks[-1]),
        columns=columns,
        ticks=ticks,
        curves=_CURVES,
        groups=groups,
    )


def histogram(outcomes: Sequence[Outcome]) -> list[Column]:
    """Return the histogram of confidences in columns of equal width."""
    counts = [[0, 0, 0] for _ in range(_COLUMNS)]
    for it in outcomes:
        which = 2 if not it.question.answerable else 0 if it.is_right else 1
        counts[min(int(it.confidence * _COLUMNS), _COLUMNS - 1)][which] += 1
    return [Column(number / _COLUMNS, (number + 1) / _COLUMNS, *found) for number, found in enumerate(counts)]


def verdicts(decisions: Decisions) -> Verdicts:
    """Count the right and wrong decisions."""
    return Verdicts(
        answered_right=decisions.answered_right,
        answered_wrong=decisions.answered_wrong + decisions.answered_unanswerable,
        abstained_right=decisions.abstained_unanswerable,
        abstained_wrong=decisions.abstained_right + decisions.abstained_wrong,
    )


def percent(value: float | None, digits: int = 1) -> str:
    """Return "71.8 %", or a dash for None."""
    return "–" if value is None else f"{value * 100:.{digits}f}\N{NO-BREAK SPACE}%"


def interval(estimate: Estimate, digits: int = 1) -> str:
    """Return the confidence interval in percent, "68.7–74.8"."""
    return f"{estimate.low * 100:.{digits}f}–{estimate.high * 100:.{digits}f}"


def verdict(outcome: Outcome) -> str:
    """Return in a few words why an outcome is wrong."""
    if not outcome.question.answerable:
        fault = "no sentence of the articles answers this"
    elif outcome.rank is None:
        fault = "the right sentence was not found"
    else:
        fault = f"the right sentence stands at rank {outcome.rank}"
    return f"{'answered' if outcome.answered else 'abstained'}; {fault}"


def _quote(outcome: Outcome) -> object:
    return None if outcome.first is None else emphasised(outcome.first.sentence.text, outcome.first.matched)


def _ticks(most: int) -> list[int]:
    """Return evenly spaced round numbers from 0 to at least `most`."""
    rough = max(most, 1) / _TICKS
    power = 10 ** max(0, int(log10(rough))) if rough > 1 else 1
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
    return [step * number for number in range(-(-max(most, 1) // step) + 1)]
