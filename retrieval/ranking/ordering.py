"""The order of candidates: by score, but a heading or a lead-in never comes first while a full sentence competes."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis.sentence_flags import LEAD_IN
from retrieval.models import SentenceKind
from retrieval.ranking.features import FEATURES, Matrix
from retrieval.ranking.linear import best_first
from retrieval.segments.view import CandidateView

_COMPETING = 0.5
"""The least share of the first's words of the question that a full sentence, with its title, has to compete with it."""
_COVERAGE, _TITLE_ALONE = (list(FEATURES).index(name) for name in ("coverage", "title_alone"))


def in_order(
    scores: NDArray[np.float64], sentence_ids: Sequence[int], features: Matrix, view: CandidateView
) -> list[int]:
    """Return the candidates' places: the best first, if it is a full sentence or no full sentence competes with it.

    Else the best of the full sentences that compete comes before it.
    """
    order = best_first(scores, sentence_ids)
    if not order or not _are_fragments(view.flags[order[:1]], view.kinds[order[:1]]).any():
        return order
    is_fragment = _are_fragments(view.flags, view.kinds)
    has = features[:, _COVERAGE] + features[:, _TITLE_ALONE]
    competes = ~is_fragment & (has > 0) & (has >= _COMPETING * has[order[0]])
    first = next((place for place in order if competes[place]), None)
    return order if first is None else [first, *(place for place in order if place != first)]


def _are_fragments(flags: NDArray[np.uint8], kinds: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Tell which sentences are headings, fields, code, or sentences that end in a colon."""
    is_fragment: NDArray[np.bool_] = (flags & LEAD_IN > 0) | (kinds > SentenceKind.DISPLAY)
    return is_fragment
