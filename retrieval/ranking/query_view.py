"""The parts of a query that ranking uses: term weights, n-grams and lexicon entries, looked up once per query."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain, pairwise
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from retrieval.models import AnswerKind, Query, Weights
from retrieval.query.roles import Role, asked_role, other_roles
from retrieval.ranking.answer_cues import CUES
from retrieval.ranking.lexicon import NO_ENTRY, Lexicon
from retrieval.search.port import Retriever
from retrieval.segments.view import TermTable

_NUMBERS = frozenset({"<number>", "<spelled number>", "<magnitude>"})
_DATES = frozenset({"<year>", "<month>", "<weekday>"})
ANSWER_CUES: Mapping[AnswerKind, frozenset[str]] = MappingProxyType(
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
    }
)
"""The cues of each answer type: an answer has at least one of them that is not in the question."""

_CUE_BITS: Mapping[AnswerKind, int] = MappingProxyType(
    {kind: sum(1 << CUES.index(cue) for cue in cues) for kind, cues in ANSWER_CUES.items()}
)


_OF_NAMES = frozenset({AnswerKind.PERSON, AnswerKind.PLACE, AnswerKind.ORGANISATION})


def expected_cues(query: Query) -> int:
    """Return the cues of the query's answer type as bits; none of names in a script without capitals."""
    return 0 if query.kind in _OF_NAMES and not query.has_cases else _CUE_BITS.get(query.kind, 0)


@dataclass(frozen=True, slots=True)
class WeightedTerm:
    """A term of the query: `share` is its idf over the query's, `translations` are probabilities by number."""

    term: str
    share: float
    synonyms: tuple[str, ...]
    translations: Mapping[int, float]
    forms: tuple[str, ...] = ()


def rarities(query: Query, retriever: Retriever) -> list[float]:
    """Return the idf of each term of a query, of its most frequent form."""
    return [min(map(retriever.idf, term.own)) for term in query.terms]


class QueryView:
    """The parts of a query that are the same for every candidate.

    `numbers` maps words and cues to numbers below `size`; 0 stands for every word that the query does not need. Arrays
    indexed by number: the flags `is_content`, `is_translation` and `is_sequence`, and the lexicon's affinities to the
    query's terms (`affinity`) and to its answer type (`type_affinity`). Both are 0 for the query's content terms.
    `has_compounds` is whether words are related to compounds with them. `cue_numbers` are the numbers of `CUES`;
    `expected_cues` are the cues of the answer type, as bits. `role` is the role that is asked for, if any.
    """

    def __init__(self, query: Query, retriever: Retriever, weights: Weights, lexicon: Lexicon) -> None:
        """Look up the query's terms in the corpus and the lexicon."""
        idf = rarities(query, retriever)
        total = sum(idf) or 1.0
        self.synonym_weight = weights.synonym
        self.shares = np.array(idf) / total
        self.is_name = np.array([term.is_name for term in query.terms], dtype=np.bool_)
        terms = [term.term for term in query.terms]
        self.content = frozenset(terms)

        vocabulary = lexicon.vocabulary()
        is_english = query.ranked_as == "english"
        entries = [vocabulary.entry(term) if is_english else NO_ENTRY for term in terms]
        kind = vocabulary.entry(f"#{query.kind.value}")
        self.role: Role | None = asked_role(query)
        if self.role is not None:
            asked = (it.alternatives for it in (*self.role.words, *self.role.owners))
            vocabulary.numbers_of([*chain.from_iterable(asked), *other_roles()])
        content, sequence = vocabulary.numbers_of(terms), vocabulary.numbers_of(query.sequence)
        self.cue_numbers = np.array(vocabulary.numbers_of(CUES))
        self._vocabulary = vocabulary
        self.numbers = vocabulary.numbers
        self.size = len(self.numbers)
        self.is_content, self.is_translation, self.is_sequence = np.zeros((3, self.size), dtype=np.bool_)
        self.affinity, self.type_affinity = np.zeros((2, self.size))
        self.is_content[content] = True
        self.is_sequence[sequence] = True
        for entry in entries:
            self.is_translation[entry.translation_numbers] = True
            self.affinity[entry.affinity_numbers] += entry.affinities
        self.type_affinity[kind.affinity_numbers] = kind.affinities
        self.affinity[content] = self.type_affinity[content] = 0.0
        self.has_compounds = query.has_compounds
        self.expected_cues = np.uint32(expected_cues(query))
        own = frozenset(content)
        self.terms = [
            WeightedTerm(term.term, rarity / total, term.synonyms, entry.translations_without(own), term.forms)
            for term, rarity, entry in zip(query.terms, idf, entries, strict=True)
        ]
        self.pairs = frozenset(pairwise(sequence))
        self.triples = frozenset(zip(sequence, sequence[1:], sequence[2:], strict=False))

    def known_numbers(self, terms: Iterable[str]) -> NDArray[np.intp]:
        """Return the numbers of those of the terms that have one."""
        return np.array([number for it in terms if (number := self.numbers.get(it, 0)) and number < self.size], np.intp)

    def numbers_of(self, terms: TermTable, numbers: NDArray[np.intp]) -> NDArray[np.intp]:
        """Convert term numbers of a table to the query's numbers."""
        found = terms.numbers_in(self._vocabulary, numbers)
        found[found >= self.size] = 0  # another question has added the word meanwhile
        return found
