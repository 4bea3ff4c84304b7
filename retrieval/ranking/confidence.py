"""How sure we are that the first hit answers the question."""

from retrieval.ranking.features import Features


def confidence(first: Features | None) -> float:
    """Return a figure within 0..1 from the first hit's features; 0 where there is no hit.

    It is the mean of the idf coverages of the question in the sentence and in its window: the best single
    sign of an answer that was measured, and not yet calibrated to be a probability.
    """
    if first is None:
        return 0.0
    return (first.sentence_coverage + first.window_coverage) / 2
