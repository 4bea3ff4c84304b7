"""Sentences that tell who has a role: all its words together, in any order, beside a name."""

import numpy as np
from numpy.typing import NDArray

from retrieval.ranking.candidate_words import CandidateWords, FeatureColumn

NO_ROLE, OTHER_ROLE = -1, -2
"""Stand for the index of a word of the role: the word is none of them, or makes another role of it."""

_NEAR = 3
"""The most words between the words of a role, or between them and the name of who has it."""


def role_measures(
    words: CandidateWords, is_name: NDArray[np.bool_], slots: NDArray[np.intp], roles: int
) -> FeatureColumn:
    """Return how much each candidate tells who has the role, from 0 to 1.

    `slots` has for each word the index of the word of the question that it matches, `NO_ROLE` or `OTHER_ROLE`. The
    first `roles` indexes are the words of the role, the others of whose it is. `is_name` flags the words that may name
    who has it. It is 1 if all words of the role stand together beside a name, and beside a word of whose it is.
    """
    measures = np.zeros(words.candidates)
    (at,) = np.nonzero(slots >= 0)
    rows, positions = words.rows[at].tolist(), words.positions[at].tolist()
    begin = 0
    for end in range(1, len(rows) + 1):
        if end < len(rows) and rows[end] == rows[begin] and positions[end] - positions[end - 1] <= _NEAR + 1:
            continue
        measure = _measure(words, is_name, slots, at[begin:end], roles)
        measures[rows[begin]] = max(measures[rows[begin]], measure)
        begin = end
    return measures


def _measure(
    words: CandidateWords, is_name: NDArray[np.bool_], slots: NDArray[np.intp], run: NDArray[np.intp], roles: int
) -> float:
    """Return the measure of a run of words of the question in one candidate."""
    found = slots[run]
    of_role = run[found < roles]
    if not len(of_role):
        return 0.0
    first, last = int(of_role[0]), int(of_role[-1])
    row = words.rows[first]
    if first and words.rows[first - 1] == row and slots[first - 1] == OTHER_ROLE:
        return 0.0
    around = np.arange(max(first - _NEAR, 0), min(last + _NEAR + 1, len(slots)))
    is_beside = bool((is_name[around] & (words.rows[around] == row) & (slots[around] < 0)).any())
    share = len(set(found[found < roles].tolist())) / roles
    if share == 1 and is_beside:
        return 1.0 if (found >= roles).any() else 0.5
    return share / 4
