"""How rare a term is in English: what a corpus of a few articles cannot tell."""

import math
from collections import Counter

from retrieval.training.pairs import Pairs

_LEAST = 20
"""The least frequency of a term whose rarity is told; all others are as rare as one with it."""


def rarities(pairs: Pairs) -> dict[str, float]:
    """Return ln(N / n) / ln(N / 20) for each term that is in n >= 20 of the N sentences: from 0 to 1.

    It is the idf of Sparck Jones (1972), scaled.
    """
    counts = Counter(term for sentence in pairs.sentences for term in sentence.content)
    total = len(pairs.sentences)
    scale = math.log(total / _LEAST) if total > _LEAST else 1.0
    return {term: math.log(total / count) / scale for term, count in counts.items() if count > _LEAST}
