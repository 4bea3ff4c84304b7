"""The ranking: a weighted sum of features, so that every answer can say why it stands where it does."""

from collections.abc import Sequence

from retrieval.models import Candidate
from retrieval.ranking.features import Features

# How much each feature adds to a candidate's score. Set by hand on a sample of SQuAD's training questions and
# rounded; training them is work to come.
WEIGHTS = Features(
    bm25=1.0,
    sentence_coverage=0.3,
    window_coverage=0.6,
    kind=0.2,
    fragment=-0.3,
    display=-0.3,
)


def score(features: Features) -> float:
    """Return the weighted sum of a candidate's features."""
    return sum(weight * value for weight, value in zip(WEIGHTS, features, strict=True))


def rank(candidates: Sequence[Candidate], features: Sequence[Features]) -> list[tuple[Candidate, Features, float]]:
    """Return the candidates with their features and scores, best first, ties by sentence id."""
    scored = [(candidate, found, score(found)) for candidate, found in zip(candidates, features, strict=True)]
    return sorted(scored, key=lambda it: (-it[2], it[0].sentence_id))
