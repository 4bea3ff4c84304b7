"""Features of how a sentence words what a question asks for: whether it defines it, or tells who has a role."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis import token_types
from retrieval.models import Query
from retrieval.query.roles import other_roles
from retrieval.ranking.candidate_words import CandidateWords, FeatureColumn
from retrieval.ranking.definitions import definitions
from retrieval.ranking.query_view import QueryView
from retrieval.ranking.roles import NO_ROLE, OTHER_ROLE, role_measures
from retrieval.segments.view import CandidateView


def wording_features(
    query: Query, question: QueryView, view: CandidateView, words: CandidateWords, found: NDArray[np.bool_]
) -> dict[str, FeatureColumn]:
    """Return the features of an English question's wording; `found` is of shape (terms, candidates)."""
    definition, role = np.zeros((2, words.candidates))
    if (wanted := definitions(query)) is not None:
        rows = [number for number, term in enumerate(question.terms) if term.term in wanted.terms]
        for place in np.flatnonzero(found[rows].all(axis=0)).tolist():
            definition[place] = wanted.measure(view.texts[place])
    if question.role is not None:
        types = view.words.token_types.astype(np.intp)
        is_name = token_types.IS_NAME[types] & ~question.is_content[words.numbers]
        parts = [it.alternatives for it in (*question.role.words, *question.role.owners)]
        role = role_measures(words, is_name, _slots(question, parts)[words.numbers], len(question.role.words))
    return {"definition": definition, "role": role}


def _slots(question: QueryView, parts: Sequence[tuple[str, ...]]) -> NDArray[np.intp]:
    """Return for each number of the question the index of the part that it is a form of, `NO_ROLE` or `OTHER_ROLE`."""
    slots = np.full(question.size, NO_ROLE)
    slots[question.known_numbers(other_roles())] = OTHER_ROLE
    slots[question.is_content] = NO_ROLE
    for slot, forms in enumerate(parts):
        slots[question.known_numbers(forms)] = slot
    return slots
