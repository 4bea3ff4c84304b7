"""Dense retrieval as a baseline: sentences and the question are embedded and compared by cosine.

The modules need packages that the project does not, and raise `ImportError` without them.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.retrieval.rankings import Ranking, by_scores, sentences_of
from retrieval.searcher import Snapshot

Vectors = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Vectors]
"""Returns a vector of length 1 for each text, in order."""


def dense(snapshot: Snapshot, embed: Embed) -> Ranking:
    """Rank every sentence by the cosine of its vector and the question's."""
    vectors = embed([sentence.text for sentence in sentences_of(snapshot)])
    return by_scores(snapshot, lambda question: vectors @ embed([question])[0])
