"""Other words that stand for those of the question: those of one family, and likely translations."""

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from retrieval.ranking.asked import Asked
from retrieval.ranking.profile import Profile

_SHORTEST_STEM = 4
_SAME_FAMILY = 0.55


def stand_ins(asked: Asked, profiles: Sequence[Profile], has: NDArray[np.bool_]) -> dict[str, NDArray[np.float64]]:
    """Return how far other words stand for the missing ones: those of their family, and translations."""
    beginnings = tuple(term.term[:_SHORTEST_STEM] for term in asked.terms)
    there = frozenset[str]().union(*[it.content for it in profiles]) - asked.content
    words = [word for word in there if word.startswith(beginnings)]
    related, translation = np.zeros(len(profiles)), np.zeros(len(profiles))
    for term, own in zip(asked.terms, has, strict=True):
        family = frozenset([word for word in words if is_family(term.term, word)])
        translated = term.translated & there
        if not (family or translated):
            continue
        for number in np.flatnonzero(~own).tolist():
            terms = profiles[number].content
            if family and not family.isdisjoint(terms):
                related[number] += term.share
            if found := translated & terms:
                mass = math.fsum([term.translations[word] for word in found])
                translation[number] += term.share * math.log1p(100 * mass)
    return {"related": related, "translation": translation}


@lru_cache(maxsize=1 << 14)
def is_family(term: str, word: str) -> bool:
    """Tell whether two different terms share all but an ending: "invent" and "inventor", not "press", "president"."""
    shorter, longer = sorted((len(term), len(word)))
    if word == term or shorter < _SHORTEST_STEM or not (term.isalpha() and word.isalpha()):
        return False
    common = next((n for n, (a, b) in enumerate(zip(term, word, strict=False)) if a != b), shorter)
    return common >= min(shorter, max(_SHORTEST_STEM + 1, shorter - 1)) and common >= _SAME_FAMILY * longer
