"""What a candidate's own words, signs and place say for it."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis.sentence_flags import QUESTION
from retrieval.ranking.answer_cues import SIGNS, Offered
from retrieval.ranking.candidate_words import Column, Words, sums
from retrieval.ranking.query_view import Asked
from retrieval.segments.view import CandidateView

_PLACES = np.arange(len(SIGNS), dtype=np.uint32)
_PRIOR = 3
"""Added to a count of words before dividing by it, so that a short sentence is not all affinity."""


def own_features(asked: Asked, view: CandidateView, offered: Offered, words: Words) -> dict[str, Column]:
    """Return the features that a sentence's own words and place give."""
    starts = view.starts.astype(np.float64)
    is_asked = asked.is_content[words.numbers]
    columns = {
        "phrases": words.runs(asked, asked.pairs, 2) / (len(asked.pairs) or 1),
        "long_phrases": words.runs(asked, asked.triples, 3) / (len(asked.triples) or 1),
        "early": 1 / (1 + words.first(is_asked & words.is_content)),
        "length": np.log1p(offered.lengths),
        "says_nothing_new": words.count(words.is_content & ~is_asked) == 0,
        "place": np.log1p(starts),
        "place_relative": starts / np.maximum(view.text_lengths, 1),
        "pronoun": offered.begins_with_pronoun,
        "display": offered.is_bare | view.is_display,
        "question": view.shown & QUESTION > 0,
        **_told(asked, offered, words),
    }
    return {name: np.asarray(column, dtype=np.float64) for name, column in columns.items()}


def _told(asked: Asked, offered: Offered, words: Words) -> dict[str, NDArray[Any]]:
    """Return what the distinct words and new signs of each candidate weigh."""
    candidates = words.candidates
    rows, terms = offered.distinct
    numbers = asked.numbers_of(offered.terms, terms)
    tells = np.bincount(rows, minlength=candidates)
    (meaning,) = numbers.nonzero()
    numbers, rows = numbers[meaning], rows[meaning]
    shared = np.bincount(rows[asked.is_content[numbers]], minlength=candidates)
    new = offered.signs_of(~asked.is_content[words.numbers]) | offered.marks
    of_sentences, codes = np.nonzero(new[:, None] >> _PLACES & 1)
    sizes = _PRIOR + tells + np.bincount(of_sentences, minlength=candidates) - shared
    numbers = np.concatenate((numbers, asked.sign_numbers[codes]))
    rows = np.concatenate((rows, of_sentences))
    affinity = sums(asked.affinity, numbers, rows, candidates)
    return {
        "affinity": affinity,
        "affinity_mean": affinity / sizes,
        "answer_kind": sums(asked.of_kind, numbers, rows, candidates) / sizes,
        "answer_sign": new & asked.signs > 0,
    }
