"""What a question looks for in any candidate, made ready once."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from retrieval.models import AnswerKind, Query, Weights
from retrieval.ranking.answer_cues import SIGNS
from retrieval.ranking.lexicon import Lexicon
from retrieval.search.port import Retriever
from retrieval.segments.view import TermTable

_NUMBERS = frozenset({"<number>", "<spelled number>", "<magnitude>"})
_DATES = frozenset({"<year>", "<month>", "<weekday>"})
ANSWER_SIGNS: Mapping[AnswerKind, frozenset[str]] = MappingProxyType(
    {
        AnswerKind.DATE: _DATES,
        AnswerKind.YEAR: frozenset({"<year>"}),
        AnswerKind.DURATION: frozenset({"<duration>", "<period>", "<weekday>"}),  # "through Friday"
        AnswerKind.NUMBER: _NUMBERS,
        AnswerKind.MEASURE: _NUMBERS | {"<measure>"},
        AnswerKind.MONEY: frozenset({"<money>"}),
        AnswerKind.PERCENT: frozenset({"<percent>"}),
        AnswerKind.PERSON: frozenset({"<name>", "<name first>", "<by name>"}),
        AnswerKind.PLACE: frozenset({"<place>", "<name>", "<name first>"}),
        AnswerKind.ORGANISATION: frozenset({"<name>", "<name first>"}),
    },
)
"""The signs of which an answer of a kind has one, and that the question does not hold."""


_SIGN_BITS: Mapping[AnswerKind, int] = MappingProxyType(
    {kind: sum(1 << SIGNS.index(sign) for sign in signs) for kind, signs in ANSWER_SIGNS.items()},
)


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the question, with what may stand for it. `share` is its part of the question's idf.

    `translations` are by the number of the answer's word, see `Asked.numbers`.
    """

    term: str
    share: float
    synonyms: tuple[str, ...]
    translations: Mapping[int, float]


class Asked:
    """The question, with all that is the same for each candidate.

    `numbers` has a number below `size` for every word and sign that means something to the question, so that all
    candidates' words are looked up at once: `affinity`, `of_kind` and the flags are by number. It may have others,
    which mean nothing, as 0 does. `sign_numbers` are those of `SIGNS`; `signs` has the bits of the signs that the
    answer should have. The question's own content terms weigh nothing: it is not the candidate that tells them.
    """

    def __init__(self, query: Query, retriever: Retriever, weights: Weights, lexicon: Lexicon) -> None:
        """Look up what the corpus and the lexicon know of the question's terms."""
        idf = [retriever.idf(term.term) for term in query.terms]
        total = sum(idf) or 1.0
        self.synonym_weight = weights.synonym
        self.shares = np.array(idf) / total
        self.is_name = np.array([term.is_name for term in query.terms], dtype=np.bool_)
        terms = [term.term for term in query.terms]
        self.content = frozenset(terms)

        numbering = lexicon.numbering()
        entries = [numbering.entry(term) for term in terms]
        kind = numbering.entry(f"#{query.kind.value}")
        content, sequence = numbering.of(terms), numbering.of(query.sequence)
        self.sign_numbers = np.array(numbering.of(SIGNS))
        self._numbering = numbering
        self.numbers = numbering.numbers
        self.size = len(self.numbers)
        self.is_content, self.is_translation, self.is_sequence = np.zeros((3, self.size), dtype=np.bool_)
        self.affinity, self.of_kind = np.zeros((2, self.size))
        self.is_content[content] = True
        self.is_sequence[sequence] = True
        for entry in entries:
            self.is_translation[entry.translated] = True
            self.affinity[entry.told] += entry.affinities
        self.of_kind[kind.told] = kind.affinities
        self.affinity[content] = self.of_kind[content] = 0.0
        self.signs = np.uint32(_SIGN_BITS.get(query.kind, 0))
        own = frozenset(content)
        self.terms = [
            Term(term.term, rarity / total, term.synonyms, entry.translations_but(own))
            for term, rarity, entry in zip(query.terms, idf, entries, strict=True)
        ]
        self.pairs = frozenset(pairwise(sequence))
        self.triples = frozenset(zip(sequence, sequence[1:], sequence[2:], strict=False))

    def numbers_of(self, terms: TermTable, numbers: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return terms, given by their own numbers, as the question's."""
        found = terms.numbers_in(self._numbering, numbers)
        found[found >= self.size] = 0  # of another question's, which was asked meanwhile
        return found
