"""Other words that stand for those of the question: those of one family, and likely translations."""

import math
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from retrieval.ranking.asked import Asked
from retrieval.ranking.profile import BEGINNING, Profile
from retrieval.ranking.words import Words

_SAME_FAMILY = 0.55


def stand_ins(
    asked: Asked,
    profiles: Sequence[Profile],
    words: Words,
    has: NDArray[np.bool_],
) -> dict[str, NDArray[np.float64]]:
    """Return how far other words stand for the missing ones: those of their family, and translations."""
    return {"related": _related(asked, profiles, has), "translation": _translation(asked, words, has)}


def _related(asked: Asked, profiles: Sequence[Profile], has: NDArray[np.bool_]) -> NDArray[np.float64]:
    related = np.zeros(len(profiles))
    for term, own in zip(asked.terms, has.tolist(), strict=True):
        beginning = term.term[:BEGINNING]
        for row, (it, has_it) in enumerate(zip(profiles, own, strict=True)):
            if beginning in it.beginnings and not has_it:
                others = [word for word in it.content - asked.content if word.startswith(beginning)]
                if any(is_family(term.term, word) for word in others):
                    related[row] += term.share
    return related


def _translation(asked: Asked, words: Words, has: NDArray[np.bool_]) -> NDArray[np.float64]:
    translation = np.zeros(words.candidates)
    which = words.is_content & asked.is_translation[words.numbers]
    found: defaultdict[int, set[int]] = defaultdict(set)
    for row, number in zip(words.rows[which].tolist(), words.numbers[which].tolist(), strict=True):
        found[row].add(number)
    for term, own in zip(asked.terms, has.tolist(), strict=True):
        for row, numbers in found.items():
            if not own[row] and not numbers.isdisjoint(term.translations):
                mass = math.fsum([term.translations.get(number, 0.0) for number in numbers])
                translation[row] += term.share * math.log1p(100 * mass)
    return translation


@lru_cache(maxsize=1 << 14)
def is_family(term: str, word: str) -> bool:
    """Tell whether two different terms share all but an ending: "invent" and "inventor", not "press", "president"."""
    shorter, longer = sorted((len(term), len(word)))
    if word == term or shorter < BEGINNING or not (term.isalpha() and word.isalpha()):
        return False
    common = next((n for n, (a, b) in enumerate(zip(term, word, strict=False)) if a != b), shorter)
    return common >= min(shorter, max(BEGINNING + 1, shorter - 1)) and common >= _SAME_FAMILY * longer
