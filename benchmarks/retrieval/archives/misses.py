"""Describes a question that was missed: what was quoted, what should have been, and by which features."""

from retrieval.evaluation import Outcome
from retrieval.models import Hit
from retrieval.searcher import CANDIDATES, Searcher

_MOST = 3
_LONGEST = 240


def miss(searcher: Searcher, outcome: Outcome) -> str:
    """Return a paragraph with the first three quotes and the right one, their scores and features."""
    question = outcome.question
    result = searcher.search(question.text, CANDIDATES)
    rank = f"rank {outcome.rank}" if outcome.rank else "not among the candidates"
    answered = "answered" if result.answered else "refused"
    kind = result.query.kind.value
    lines = [f"{question.text}   [{answered}, confidence {result.confidence:.2f}, {kind}, the right sentence: {rank}]"]
    lines += [f"  right: {it.document_id}: {_cut(it.text)}" for it in question.gold]
    lines += [_described(number, hit) for number, hit in enumerate(result.hits[:_MOST], start=1)]
    if outcome.rank is not None and outcome.rank > _MOST:
        lines.append(_described(outcome.rank, result.hits[outcome.rank - 1]))
    return "\n".join([*lines, ""])


def _described(rank: int, hit: Hit) -> str:
    parts = sorted(hit.explanation.contributions, key=lambda it: -abs(it.amount))
    features = ", ".join(f"{it.feature} {it.amount:+.2f} ({it.value:.2f})" for it in parts if round(it.amount, 2))
    return f"  {rank}. {hit.score:.2f} {hit.sentence.document_id}: {_cut(hit.sentence.text)}\n     {features}"


def _cut(text: str) -> str:
    return " ".join(text.split())[:_LONGEST]
