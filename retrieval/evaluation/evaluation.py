"""Evaluates a searcher on a labelled question set: all metrics, also by group of questions, and the worst outcomes."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from retrieval.evaluation.decisions import (
    Decisions,
    ReliabilityBin,
    TradeOff,
    calibration_error,
    decisions,
    operating_point,
    reliability,
    trade_off,
)
from retrieval.evaluation.languages import article_language, language_of, script_of
from retrieval.evaluation.metrics import Estimate, auroc, brier, reciprocal_rank, success
from retrieval.evaluation.outcomes import Outcome, outcome_of
from retrieval.evaluation.questions import Question
from retrieval.models import CorpusSummary
from retrieval.searcher import CANDIDATES, Searcher

UNTAGGED = "(no tag)"
_MOST_WORST = 20


@dataclass(frozen=True, slots=True)
class Figures:
    """The metrics of some outcomes; a metric is None if it is undefined for these questions."""

    questions: int
    answerable: int
    success_1: Estimate | None
    success_3: Estimate | None
    success_10: Estimate | None
    mrr_10: Estimate | None
    auroc: Estimate | None
    calibration_error: float | None
    brier: float | None
    decisions: Decisions


@dataclass(frozen=True, slots=True)
class Group:
    """The metrics of the questions of one answer type, language or script, or with one tag."""

    name: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The outcome of each question in the order of the set, and all metrics.

    `operating_point` is the point of the decisions as they were made, None without answers and threshold; `best` is the
    point of the curve with the best balance. `worst` are the outcomes of the largest loss, worst first: half of them of
    answerable questions and half of unanswerable ones if there are enough, since one would often crowd out the other.
    `languages` and `scripts` group by the article that the question is about, `asked_in` by the language of the
    question; each is empty unless there are several.
    """

    corpus: CorpusSummary
    outcomes: tuple[Outcome, ...]
    figures: Figures
    kinds: tuple[Group, ...]
    tags: tuple[Group, ...]
    languages: tuple[Group, ...]
    scripts: tuple[Group, ...]
    asked_in: tuple[Group, ...]
    reliability: tuple[ReliabilityBin, ...]
    trade_off: tuple[TradeOff, ...]
    operating_point: TradeOff | None
    best: TradeOff
    worst: tuple[Outcome, ...]


def evaluate(
    searcher: Searcher,
    questions: Sequence[Question],
    depth: int = CANDIDATES,
    on_progress: Callable[[int], None] | None = None,
) -> Evaluation:
    """Search the `depth` best sentences for every question and judge them.

    `on_progress` is called with the number of questions searched so far.
    """
    snapshot = searcher.snapshot
    outcomes = []
    for question in questions:
        result = searcher.search(question.text, depth)
        outcome = outcome_of(question, result.hits, result.confidence, answered=result.answered, kind=result.query.kind)
        language = article_language(question, snapshot.stored)
        outcomes.append(replace(outcome, language=language, asked_in=result.query.language))
        if on_progress is not None:
            on_progress(len(outcomes))
    return judge(snapshot.corpus, outcomes, searcher.threshold)


def judge(corpus: CorpusSummary, outcomes: Sequence[Outcome], threshold: float | None = None) -> Evaluation:
    """Return all metrics of the outcomes.

    `threshold` defaults to the lowest confidence of an answer.
    """
    if threshold is None:
        threshold = min((it.confidence for it in outcomes if it.answered), default=None)
    curve = trade_off(outcomes)
    return Evaluation(
        corpus=corpus,
        outcomes=tuple(outcomes),
        figures=figures(outcomes),
        kinds=_groups(outcomes, _kinds_of),
        tags=_groups(outcomes, _tags_of) if any(it.question.tags for it in outcomes) else (),
        languages=_several(_groups(outcomes, lambda it: _named(language_of(it)))),
        scripts=_several(_groups(outcomes, lambda it: _named(script_of(it)))),
        asked_in=_several(_groups(outcomes, lambda it: _named(it.asked_in))),
        reliability=reliability(outcomes),
        trade_off=curve,
        operating_point=None if threshold is None else operating_point(outcomes, threshold),
        best=max(curve, key=lambda it: it.balance),
        worst=_worst(outcomes),
    )


def figures(outcomes: Sequence[Outcome]) -> Figures:
    """Return the metrics of some outcomes."""
    return Figures(
        questions=len(outcomes),
        answerable=sum(it.question.answerable for it in outcomes),
        success_1=success(outcomes, 1),
        success_3=success(outcomes, 3),
        success_10=success(outcomes, 10),
        mrr_10=reciprocal_rank(outcomes, 10),
        auroc=auroc(outcomes),
        calibration_error=calibration_error(outcomes),
        brier=brier(outcomes),
        decisions=decisions(outcomes),
    )


def _worst(outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    # The sort is stable: equal losses stay in the order of the set.
    failed = sorted((it for it in outcomes if it.loss > 0), key=lambda it: -it.loss)
    missed = [it for it in failed if it.question.answerable]
    false_answers = [it for it in failed if not it.question.answerable]
    half = _MOST_WORST // 2
    most_missed = max(half, _MOST_WORST - len(false_answers))
    chosen = missed[:most_missed]
    chosen += false_answers[: _MOST_WORST - len(chosen)]
    return tuple(sorted(chosen, key=lambda it: -it.loss))


def _groups(outcomes: Sequence[Outcome], names_of: Callable[[Outcome], Sequence[str]]) -> tuple[Group, ...]:
    """Return the groups, the largest first, ties by name; an outcome may be in several."""
    grouped: defaultdict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        for name in names_of(outcome):
            grouped[name].append(outcome)
    ordered = sorted(grouped.items(), key=lambda it: (-len(it[1]), it[0]))
    return tuple(Group(name, figures(inside)) for name, inside in ordered)


def _several(groups: tuple[Group, ...]) -> tuple[Group, ...]:
    """Return the groups if there are several: a single one only repeats the figures of the set."""
    return groups if len(groups) > 1 else ()


def _kinds_of(outcome: Outcome) -> Sequence[str]:
    return _named(None if outcome.kind is None else outcome.kind.value)


def _named(name: str | None) -> Sequence[str]:
    return () if name is None else (name,)


def _tags_of(outcome: Outcome) -> Sequence[str]:
    return outcome.question.tags or (UNTAGGED,)
