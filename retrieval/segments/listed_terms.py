"""A `TermTable` over a list of strings, for sentences that no segment holds."""

from collections.abc import Collection
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from retrieval.segments.segment import BEGINNING
from retrieval.segments.view import GrowingVocabulary


class ListedTerms(list[str]):
    """A list of terms, numbered by position."""

    def numbers_in(self, vocabulary: GrowingVocabulary, numbers: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return the terms' numbers in another vocabulary; see `TermTable.numbers_in`."""
        return np.fromiter(map(vocabulary.numbers.get, self, repeat(0)), np.intp, len(self))[numbers]

    def may_start_with(self, prefixes: Collection[str], numbers: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Flag the terms that have one of the prefixes; see `TermTable.may_start_with`."""
        wanted = frozenset(prefixes)
        return np.fromiter((it[:BEGINNING] in wanted for it in self), np.bool_, len(self))[numbers]
