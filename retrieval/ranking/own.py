"""What a candidate's own words, signs and place say for it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.indexes.base import Index
from retrieval.models import Sentence
from retrieval.ranking.asked import Asked
from retrieval.ranking.profile import Profile
from retrieval.ranking.words import Column, Words, numbered, sums

_PRIOR = 3
"""Added to a count of words before dividing by it, so that a short sentence is not all affinity."""


def own_features(
    asked: Asked,
    sentences: Sequence[Sentence],
    profiles: Sequence[Profile],
    words: Words,
    index: Index,
) -> dict[str, Column]:
    """Return the features that a sentence's own words and place give."""
    length_of = {it: len(index.document(it).text) for it in {sentence.document_id for sentence in sentences}}
    starts = np.array([sentence.start for sentence in sentences], dtype=np.float64)
    is_asked = asked.is_content[words.numbers]
    columns = {
        "phrases": words.runs(asked, asked.pairs, 2) / (len(asked.pairs) or 1),
        "long_phrases": words.runs(asked, asked.triples, 3) / (len(asked.triples) or 1),
        "early": 1 / (1 + words.first(is_asked & words.is_content)),
        "length": np.log1p([it.length for it in profiles]),
        "says_nothing_new": words.count(words.is_content & ~is_asked) == 0,
        "place": np.log1p(starts),
        "place_relative": starts / [length_of[sentence.document_id] or 1 for sentence in sentences],
        "pronoun": [it.begins_with_pronoun for it in profiles],
        "display": [sentence.is_display or it.is_bare for sentence, it in zip(sentences, profiles, strict=True)],
        "question": [sentence.text.endswith("?") for sentence in sentences],
        **_told(asked, profiles, words),
    }
    return {name: np.asarray(column, dtype=np.float64) for name, column in columns.items()}


def _told(asked: Asked, profiles: Sequence[Profile], words: Words) -> dict[str, NDArray[Any]]:
    """Return what the distinct words and new signs of each candidate weigh."""
    signs = [it.new_signs(asked.content) for it in profiles]
    candidates = len(profiles)
    told = np.zeros((candidates, len(asked.numbers)), dtype=np.bool_)
    told[words.rows, words.numbers] = True
    numbers, rows, _ = numbered(asked, [[*it.marks, *new] for it, new in zip(profiles, signs, strict=True)])
    told[rows, numbers] = True
    told[:, 0] = False  # the words that mean nothing to the question
    rows, numbers = np.divmod(np.flatnonzero(told), len(asked.numbers))
    shared = np.bincount(rows[asked.is_content[numbers]], minlength=candidates)
    sizes = _PRIOR + np.array([len(it.tells) + len(new) for it, new in zip(profiles, signs, strict=True)]) - shared
    affinity = sums(asked.affinity, numbers, rows, candidates)
    return {
        "affinity": affinity,
        "affinity_mean": affinity / sizes,
        "answer_kind": sums(asked.of_kind, numbers, rows, candidates) / sizes,
        "answer_sign": np.asarray(told[:, asked.signs].any(axis=1)),
    }
