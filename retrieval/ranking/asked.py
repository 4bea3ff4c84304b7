"""What a question looks for in any candidate, made ready once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain, count, pairwise
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

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
    """A term of the question, with what may stand for it. `share` is its part of the question's idf.

    `translations` are by the number of the answer's word, see `Asked.numbers`.
    """

    term: str
    share: float
    synonyms: tuple[str, ...]
    translations: Mapping[int, float]


class Asked:
    """The question, with all that is the same for each candidate.

    `numbers` has a number for every word and sign that means something to the question, and 0 for any other (of which
    "" is one), so that all candidates' words are looked up at once: `affinity`, `of_kind` and the flags are by number.
    The question's own content terms weigh nothing in the first two: it is not the candidate that tells them.
    """

    def __init__(self, query: Query, index: Index, weights: Weights, lexicon: Lexicon) -> None:
        """Look up what the index and the lexicon know of the question's terms."""
        idf = [index.idf(term.term) for term in query.terms]
        total = sum(idf) or 1.0
        self.synonym_weight = weights.synonym
        self.shares = np.array(idf) / total
        self.is_name = np.array([term.is_name for term in query.terms], dtype=np.bool_)
        self.content = frozenset(term.term for term in query.terms)
        affinities: dict[str, float] = {}
        for term in query.terms:
            for word, weight in lexicon.affinities(term.term).items():
                affinities[word] = affinities.get(word, 0.0) + weight
        of_kind = lexicon.of_kind(query.kind)
        translations = [lexicon.translations(term.term) for term in query.terms]
        signs = sorted(ANSWER_SIGNS.get(query.kind, ()))

        terms = [term.term for term in query.terms]
        known = of_kind.numbers
        further = dict.fromkeys(chain(query.sequence, terms, signs, affinities, *translations))
        further_words = [word for word in further if word not in known]
        self.numbers = {**known, **dict(zip(further_words, count(len(known)), strict=False))}
        self.is_content = self._flags(terms)
        self.is_translation = self._flags(chain.from_iterable(translations))
        self.is_sequence = self._flags(query.sequence)
        self.affinity, self.of_kind = np.zeros((2, len(self.numbers)))
        self.affinity[self._places(affinities)] = list(affinities.values())
        self.of_kind[: len(of_kind.weights)] = of_kind.weights
        self.affinity[self.is_content] = self.of_kind[self.is_content] = 0.0
        self.signs = self._places(signs)
        self.terms = [
            Term(
                term.term,
                rarity / total,
                term.synonyms,
                {self.numbers[word]: likely for word, likely in its.items() if word not in self.content},
            )
            for term, rarity, its in zip(query.terms, idf, translations, strict=True)
        ]
        sequence = [self.numbers[term] for term in query.sequence]
        self.pairs = frozenset(pairwise(sequence))
        self.triples = frozenset(zip(sequence, sequence[1:], sequence[2:], strict=False))

    def _flags(self, words: Iterable[str]) -> NDArray[np.bool_]:
        flags = np.zeros(len(self.numbers), dtype=np.bool_)
        flags[self._places(words)] = True
        return flags

    def _places(self, words: Iterable[str]) -> NDArray[np.intp]:
        return np.array([self.numbers[word] for word in words], dtype=np.intp)
