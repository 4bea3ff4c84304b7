"""Terms in a list, as `Terms` that are looked up one by one."""

from collections.abc import Collection, Iterable, Sequence
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from retrieval.segments.segment import BEGINNING
from retrieval.segments.view import Known


class ListedTerms(list[str]):
    """The `Terms` of a list, whose numbers are its places."""

    def __init__(self, terms: Iterable[str]) -> None:
        """Take terms."""
        super().__init__(terms)
        self._found: tuple[Sequence[str], int, NDArray[np.intp]] | None = None

    def known_as(self, known: Known, numbers: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return the numbers of known words; see `Terms.known_as`."""
        found, size = self._found, len(known.words)
        if found is None or found[0] is not known.words or found[1] != size:
            by_place = np.fromiter(map(known.numbers.get, self, repeat(0)), np.intp, len(self))
            self._found = found = (known.words, size, by_place)  # a question asks twice
        return found[2][numbers]

    def may_begin(self, beginnings: Collection[str], numbers: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Tell which may begin so; see `Terms.may_begin`."""
        wanted = frozenset(beginnings)
        if len(numbers) < len(self):  # as the words of one sentence that is shown
            return np.fromiter((self[it][:BEGINNING] in wanted for it in numbers.tolist()), np.bool_, len(numbers))
        return np.fromiter((it[:BEGINNING] in wanted for it in self), np.bool_, len(self))[numbers]
