"""What a bot with embeddings does by default: every sentence and the question to vectors, compared by cosine.

Each module needs packages that the project does not: it can be imported where they are installed.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.retrieval.rankings import Ranking, by_scores, sentences_of
from retrieval.searcher import Snapshot

Vectors = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Vectors]
"""Gives a vector of length 1 for each text, in order."""


def dense(snapshot: Snapshot, embed: Embed) -> Ranking:
    """Rank every sentence of the corpus by its cosine with the question."""
    vectors = embed([sentence.text for sentence in sentences_of(snapshot)])
    return by_scores(snapshot, lambda question: vectors @ embed([question])[0])
