"""What a candidate's own words, signs and place say for it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.indexes.base import Index
from retrieval.models import Sentence
from retrieval.ranking.asked import Asked
from retrieval.ranking.profile import SIGNS, Offered
from retrieval.ranking.words import Column, Words, numbered, sums

_PRIOR = 3
"""Added to a count of words before dividing by it, so that a short sentence is not all affinity."""


def own_features(
    asked: Asked,
    sentences: Sequence[Sentence],
    offered: Offered,
    words: Words,
    index: Index,
) -> dict[str, Column]:
    """Return the features that a sentence's own words and place give."""
    text_lengths = index.text_lengths(np.array([sentence.id for sentence in sentences], dtype=np.intp))
    starts = np.array([sentence.start for sentence in sentences], dtype=np.float64)
    is_asked = asked.is_content[words.numbers]
    columns = {
        "phrases": words.runs(asked, asked.pairs, 2) / (len(asked.pairs) or 1),
        "long_phrases": words.runs(asked, asked.triples, 3) / (len(asked.triples) or 1),
        "early": 1 / (1 + words.first(is_asked & words.is_content)),
        "length": np.log1p(offered.lengths),
        "says_nothing_new": words.count(words.is_content & ~is_asked) == 0,
        "place": np.log1p(starts),
        "place_relative": starts / np.maximum(text_lengths, 1),
        "pronoun": offered.begins_with_pronoun,
        "display": offered.is_bare | [sentence.is_display for sentence in sentences],
        "question": [sentence.text.endswith("?") for sentence in sentences],
        **_told(asked, offered, words),
    }
    return {name: np.asarray(column, dtype=np.float64) for name, column in columns.items()}


def _told(asked: Asked, offered: Offered, words: Words) -> dict[str, NDArray[Any]]:
    """Return what the distinct words and new signs of each candidate weigh."""
    candidates = words.candidates
    told = np.zeros((candidates, len(asked.numbers)), dtype=np.bool_)
    told[words.rows, words.numbers] = True
    signs = np.zeros((candidates, len(SIGNS)), dtype=np.bool_)
    is_new = ~asked.is_content[words.numbers[offered.sign_words]]
    signs[offered.rows[offered.sign_words[is_new]], offered.sign_codes[is_new]] = True
    rows, codes = np.nonzero(signs)
    told[rows, numbered(asked, SIGNS)[codes]] = True
    for row, marks in enumerate(offered.marks):
        if marks:
            told[row, numbered(asked, marks)] = True
    told[:, 0] = False  # the words that mean nothing to the question
    rows, numbers = np.divmod(np.flatnonzero(told), len(asked.numbers))
    shared = np.bincount(rows[asked.is_content[numbers]], minlength=candidates)
    distinct = np.zeros((candidates, len(offered.terms)), dtype=np.bool_)
    distinct[offered.rows, offered.numbers] = True
    tells = distinct.sum(axis=1) + [len(marks) for marks in offered.marks]
    sizes = _PRIOR + tells + signs.sum(axis=1) - shared
    affinity = sums(asked.affinity, numbers, rows, candidates)
    return {
        "affinity": affinity,
        "affinity_mean": affinity / sizes,
        "answer_kind": sums(asked.of_kind, numbers, rows, candidates) / sizes,
        "answer_sign": np.asarray(told[:, asked.signs].any(axis=1)),
    }
