"""Evaluations as the JSON objects of `verbatim evaluate --json`."""

from collections.abc import Mapping
from dataclasses import asdict

from retrieval.evaluation import Estimate, Evaluation, Figures, Group, ListEvaluation, Outcome

_DIGITS = 6


def to_json(evaluation: Evaluation) -> dict[str, object]:
    """Return all figures as an object for `json.dumps`; those that could not be measured are null."""
    corpus = evaluation.corpus
    return {
        "corpus": {"documents": corpus.documents, "sentences": corpus.sentences, "fingerprint": corpus.fingerprint},
        **_figures(evaluation.figures),
        "taken": None if evaluation.operating_point is None else _rounded(asdict(evaluation.operating_point)),
        "best": _rounded(asdict(evaluation.best)),
        "kinds": [_group(it) for it in evaluation.kinds],
        "tags": [_group(it) for it in evaluation.tags],
        "languages": [_group(it) for it in evaluation.languages],
        "scripts": [_group(it) for it in evaluation.scripts],
        "asked_in": [_group(it) for it in evaluation.asked_in],
        "reliability": [_rounded(asdict(it)) for it in evaluation.reliability],
        "trade_off": [_rounded(asdict(it)) for it in evaluation.trade_off],
        "worst": [_shown(it) for it in evaluation.worst],
        "outcomes": [_outcome(it) for it in evaluation.outcomes],
    }


def lists_to_json(evaluation: ListEvaluation) -> dict[str, object]:
    """Return all figures of ranked lists; `ranked` has the numbers of a list's candidates, from 0, best first."""
    return {
        "questions": len(evaluation.lists),
        "counted": evaluation.counted,
        "without_relevant": evaluation.without_relevant,
        "without_irrelevant": evaluation.without_irrelevant,
        "map": _estimate(evaluation.mean_average_precision),
        "mrr": _estimate(evaluation.mean_reciprocal_rank),
        "lists": [
            {
                "id": it.id,
                "counted": it.counts,
                "average_precision": _rounded(it.average_precision),
                "reciprocal_rank": _rounded(it.reciprocal_rank),
                "ranked": it.places,
            }
            for it in evaluation.lists
        ],
    }


def _estimate(estimate: Estimate | None) -> object:
    return None if estimate is None else _rounded(asdict(estimate))


def _figures(figures: Figures) -> dict[str, object]:
    return {name: _rounded(value) for name, value in asdict(figures).items()}


def _group(group: Group) -> dict[str, object]:
    return {"name": group.name, **_figures(group.figures)}


def _outcome(outcome: Outcome) -> dict[str, object]:
    return {
        "id": outcome.question.id,
        "answerable": outcome.question.answerable,
        "kind": None if outcome.kind is None else outcome.kind.value,
        "language": outcome.language,
        "asked_in": outcome.asked_in,
        "rank": outcome.rank,
        "answered": outcome.answered,
        "confidence": _rounded(outcome.confidence),
    }


def _shown(outcome: Outcome) -> dict[str, object]:
    hit, gold = outcome.first, outcome.gold
    return {
        **_outcome(outcome),
        "loss": _rounded(outcome.loss),
        "question": outcome.question.text,
        "returned": None
        if hit is None
        else {
            "document_id": hit.document.id,
            "title": hit.document.title,
            "start": hit.sentence.start,
            "end": hit.sentence.end,
            "text": hit.sentence.text,
        },
        "gold": None if gold is None else _rounded(asdict(gold)),
    }


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return round(value, _DIGITS)
    if isinstance(value, Mapping):
        return {key: _rounded(it) for key, it in value.items()}
    return value
