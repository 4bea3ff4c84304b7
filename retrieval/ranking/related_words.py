"""Other words that stand for those of the question: those of one family, and likely translations."""

import math
from collections import defaultdict
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from retrieval.ranking.answer_cues import Offered
from retrieval.ranking.candidate_words import Words
from retrieval.ranking.query_view import Asked
from retrieval.segments.segment import BEGINNING

_SAME_FAMILY = 0.55


def stand_ins(
    asked: Asked,
    offered: Offered,
    words: Words,
    has: NDArray[np.bool_],
) -> dict[str, NDArray[np.float64]]:
    """Return how far other words stand for the missing ones: those of their family, and translations."""
    return {"related": _related(asked, offered, has), "translation": _translation(asked, words, has)}


def _related(asked: Asked, offered: Offered, has: NDArray[np.bool_]) -> NDArray[np.float64]:
    related = np.zeros(offered.sentences)
    (content,) = offered.is_content.nonzero()
    # Words of a family have the same beginning, which is seen without their text.
    begins = offered.terms.may_start_with([term.term[:BEGINNING] for term in asked.terms], offered.numbers[content])
    at = content[begins]
    numbers, rows = offered.numbers[at], offered.rows[at]
    alike = [(number, offered.terms[number]) for number in set(numbers.tolist())]
    alike = [(number, word) for number, word in alike if word not in asked.content]
    for term, own in zip(asked.terms, has, strict=True):
        if family := [number for number, word in alike if is_family(term.term, word)]:
            holds = np.zeros(offered.sentences, dtype=np.bool_)
            for number in family:
                holds[rows[numbers == number]] = True
            related[holds & ~own] += term.share
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
