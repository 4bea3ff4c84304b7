"""Evaluations as the JSON object of `verbatim evaluate --json`."""

from collections.abc import Mapping
from dataclasses import asdict

from retrieval.evaluation import Evaluation, Figures, Group, Outcome

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
        "reliability": [_rounded(asdict(it)) for it in evaluation.reliability],
        "trade_off": [_rounded(asdict(it)) for it in evaluation.trade_off],
        "worst": [_shown(it) for it in evaluation.worst],
        "outcomes": [_outcome(it) for it in evaluation.outcomes],
    }


def _figures(figures: Figures) -> dict[str, object]:
    return {name: _rounded(value) for name, value in asdict(figures).items()}


def _group(group: Group) -> dict[str, object]:
    return {"name": group.name, **_figures(group.figures)}


def _outcome(outcome: Outcome) -> dict[str, object]:
    return {
        "id": outcome.question.id,
        "answerable": outcome.question.answerable,
        "kind": None if outcome.kind is None else outcome.kind.value,
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
