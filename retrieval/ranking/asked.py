"""What a question looks for in any candidate, made ready once."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

import numpy as np

from retrieval.indexes.base import Index
from retrieval.models import AnswerKind, Query, Weights
from retrieval.ranking.lexicon import Lexicon

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


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the question, with what may stand for it. `share` is its part of the question's idf."""

    term: str
    share: float
    synonyms: frozenset[str]
    translations: Mapping[str, float]
    translated: frozenset[str]


class Asked:
    """The question, with all that is the same for each candidate."""

    def __init__(self, query: Query, index: Index, weights: Weights, lexicon: Lexicon) -> None:
        """Look up what the index and the lexicon know of the question's terms."""
        idf = [index.idf(term.term) for term in query.terms]
        total = sum(idf) or 1.0
        self.synonym_weight = weights.synonym
        self.shares = np.array(idf) / total
        self.is_name = np.array([term.is_name for term in query.terms], dtype=np.bool_)
        self.terms = []
        self.affinities: dict[str, float] = {}
        for term, rarity in zip(query.terms, idf, strict=True):
            translations = lexicon.translations(term.term)
            synonyms = frozenset(term.synonyms)
            self.terms.append(Term(term.term, rarity / total, synonyms, translations, frozenset(translations)))
            for word, weight in lexicon.affinities(term.term).items():
                self.affinities[word] = self.affinities.get(word, 0.0) + weight
        self.of_kind = lexicon.affinities(f"#{query.kind.value}")
        self.signs = ANSWER_SIGNS.get(query.kind, frozenset())
        self.content = frozenset(term.term for term in query.terms)
        self.has_affinity = frozenset(self.affinities) - self.content
        self.has_kind = frozenset(self.of_kind) - self.content
        self.pairs = frozenset(pairwise(query.sequence))
        self.triples = frozenset(zip(query.sequence, query.sequence[1:], query.sequence[2:], strict=False))
