"""What ranking needs of a query: term weights, n-grams, and lexicon entries, looked up once for all candidates."""

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
"""For each answer type, the signs of which an answer has at least one that is not in the question."""

_SIGN_BITS: Mapping[AnswerKind, int] = MappingProxyType(
    {kind: sum(1 << SIGNS.index(sign) for sign in signs) for kind, signs in ANSWER_SIGNS.items()},
)


@dataclass(frozen=True, slots=True)
class WeightedTerm:
    """A term of the query: `share` is its idf over the query's, `translations` are probabilities by number."""

    term: str
    share: float
    synonyms: tuple[str, ...]
    translations: Mapping[int, float]


class QueryView:
    """The parts of a query that are the same for every candidate.

    `numbers` numbers the words and signs that matter to the query below `size`, and 0 stands for all others. By number
    are the flags `is_content`, `is_translation` and `is_sequence`, and the lexicon's weights: `affinity` for the terms,
    `of_kind` for the answer type. Both are 0 for the query's own content terms, which tell nothing new.
    `sign_numbers` are the numbers of `SIGNS`; `signs` are the expected signs of the answer type, as bits.
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

        vocabulary = lexicon.vocabulary()
        entries = [vocabulary.entry(term) for term in terms]
        kind = vocabulary.entry(f"#{query.kind.value}")
        content, sequence = vocabulary.numbers_of(terms), vocabulary.numbers_of(query.sequence)
        self.sign_numbers = np.array(vocabulary.numbers_of(SIGNS))
        self._vocabulary = vocabulary
        self.numbers = vocabulary.numbers
        self.size = len(self.numbers)
        self.is_content, self.is_translation, self.is_sequence = np.zeros((3, self.size), dtype=np.bool_)
        self.affinity, self.of_kind = np.zeros((2, self.size))
        self.is_content[content] = True
        self.is_sequence[sequence] = True
        for entry in entries:
            self.is_translation[entry.translation_numbers] = True
            self.affinity[entry.affinity_numbers] += entry.affinities
        self.of_kind[kind.affinity_numbers] = kind.affinities
        self.affinity[content] = self.of_kind[content] = 0.0
        self.signs = np.uint32(_SIGN_BITS.get(query.kind, 0))
        own = frozenset(content)
        self.terms = [
            WeightedTerm(term.term, rarity / total, term.synonyms, entry.translations_without(own))
            for term, rarity, entry in zip(query.terms, idf, entries, strict=True)
        ]
        self.pairs = frozenset(pairwise(sequence))
        self.triples = frozenset(zip(sequence, sequence[1:], sequence[2:], strict=False))

    def numbers_of(self, terms: TermTable, numbers: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return the query's numbers of terms, given their numbers in a table."""
        found = terms.numbers_in(self._vocabulary, numbers)
        found[found >= self.size] = 0  # added meanwhile by another question
        return found
