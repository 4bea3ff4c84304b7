"""Features for words related to missing query terms: words of the same family, and likely translations."""

import math
from collections import defaultdict
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from retrieval.ranking.answer_cues import AnswerCues
from retrieval.ranking.candidate_words import CandidateWords
from retrieval.ranking.query_view import QueryView
from retrieval.segments.segment import BEGINNING

_SAME_FAMILY = 0.55
_SHORTEST_PART = 5
"""The letters of the shortest part by which a compound is recognised."""


def related_word_features(
    question: QueryView, cues: AnswerCues, words: CandidateWords, has: NDArray[np.bool_]
) -> dict[str, NDArray[np.float64]]:
    """Return the features of related words, given which terms each candidate has, of shape (terms, candidates)."""
    return {"related": _related(question, cues, has), "translation": _translation(question, words, has)}


def _related(question: QueryView, cues: AnswerCues, has: NDArray[np.bool_]) -> NDArray[np.float64]:
    related = np.zeros(cues.sentences)
    (at,) = cues.is_content.nonzero()
    if not question.has_compounds:
        # Words of one family share a prefix, by which most candidate words are ruled out without decoding them.
        at = at[cues.terms.may_start_with([term.term[:BEGINNING] for term in question.terms], cues.numbers[at])]
    numbers, rows = cues.numbers[at], cues.rows[at]
    alike = [(number, cues.terms[number]) for number in set(numbers.tolist())]
    alike = [(number, word) for number, word in alike if word not in question.content]
    for term, its in zip(question.terms, has, strict=True):
        family = [number for number, word in alike if word[:1] == term.term[:1] and is_family(term.term, word)]
        if question.has_compounds:
            family += [number for number, word in alike if are_part_and_compound(term.term, word)]
        if family:
            holds = np.zeros(cues.sentences, dtype=np.bool_)
            for number in family:
                holds[rows[numbers == number]] = True
            related[holds & ~its] += term.share
    return related


def _translation(question: QueryView, words: CandidateWords, has: NDArray[np.bool_]) -> NDArray[np.float64]:
    translation = np.zeros(words.candidates)
    which = words.is_content & question.is_translation[words.numbers]
    found: defaultdict[int, set[int]] = defaultdict(set)
    for row, number in zip(words.rows[which].tolist(), words.numbers[which].tolist(), strict=True):
        found[row].add(number)
    for term, its in zip(question.terms, has.tolist(), strict=True):
        for row, numbers in found.items():
            if not its[row] and not numbers.isdisjoint(term.translations):
                mass = math.fsum([term.translations.get(number, 0.0) for number in numbers])
                translation[row] += term.share * math.log1p(100 * mass)
    return translation


def are_part_and_compound(term: str, word: str) -> bool:
    """Tell whether one of two terms begins or ends with the other: "meister" and "weltmeister"."""
    shorter, longer = (term, word) if len(term) < len(word) else (word, term)
    return len(shorter) >= _SHORTEST_PART and (longer.startswith(shorter) or longer.endswith(shorter))


@lru_cache(maxsize=1 << 14)
def is_family(term: str, word: str) -> bool:
    """Tell whether two terms differ only in their endings: "invent" and "inventor", but not "press" and "president"."""
    shorter, longer = sorted((len(term), len(word)))
    if word == term or shorter < BEGINNING or not (term.isalpha() and word.isalpha()):
        return False
    common = next((n for n, (a, b) in enumerate(zip(term, word, strict=False)) if a != b), shorter)
    return common >= min(shorter, max(BEGINNING + 1, shorter - 1)) and common >= _SAME_FAMILY * longer
