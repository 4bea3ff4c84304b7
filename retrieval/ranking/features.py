"""What speaks for a candidate, given the question: one number for each reason that a person could be told."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from retrieval.analysis import content_terms, is_stopword, stem, tokens
from retrieval.indexes.base import Index
from retrieval.models import AnswerKind, Candidate, Query, Weights

_DATE = re.compile(
    r"""\b(?: (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day | yesterday | today | tonight | tomorrow
      | (?:Jan|Febr)uary | March | April | May | June | July | August | (?:Septem|Octo|Novem|Decem)ber
      | (?:day|week|month|year|decade)s? | spring | summer | autumn | winter | century | [12]\d{3}s? )\b""",
    re.VERBOSE,
)
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|dozen|hundred|thousand|million|billion|half)\b",
    re.IGNORECASE,
)
_SHORT = 3


class Features(NamedTuple):
    """The evidence for one candidate; each is within 0..1.

    `bm25` is the blended BM25 score over the best one among the candidates. The coverages are the share of
    the question's idf that the sentence, or its window, matches; a synonym counts as weighted. `kind` is 1
    where the sentence holds the kind of thing asked for, and it is not in the question already. `fragment`
    is 1 where fewer than three content words are not the question's: such a sentence says nothing new.
    `display` is 1 for headings, captions and credits: paragraphs that do not end like a sentence.
    """

    bm25: float
    sentence_coverage: float
    window_coverage: float
    kind: float
    fragment: float
    display: float


def features(query: Query, candidates: Iterable[Candidate], index: Index, weights: Weights) -> list[Features]:
    """Return the features of each candidate, in order."""
    candidates = list(candidates)
    blends = [weights.blend(it.sentence, it.window, it.document) for it in candidates]
    best = max(blends, default=0.0) or 1.0
    asked = {term.term for term in query.terms}
    coverage = _Coverage(query, index, weights)
    result = []
    for candidate, blend in zip(candidates, blends, strict=True):
        sentence = index.sentence(candidate.sentence_id)
        own = _term_set(sentence.text)
        window = frozenset().union(*(_term_set(it.text) for it in index.window(sentence.id)))
        result.append(
            Features(
                bm25=blend / best,
                sentence_coverage=coverage.of(own),
                window_coverage=coverage.of(window),
                kind=float(not _things(query.kind, sentence.text) <= asked),
                fragment=float(len(own - asked) < _SHORT),
                display=float(sentence.is_display),
            ),
        )
    return result


class _Coverage:
    """The share of the question's idf that some text's terms match."""

    def __init__(self, query: Query, index: Index, weights: Weights) -> None:
        self._synonym_weight = weights.synonym
        self._terms = [(index.idf(term.term), term.term, frozenset(term.synonyms)) for term in query.terms]
        self._total = sum(idf for idf, _, _ in self._terms) or 1.0

    def of(self, terms: frozenset[str]) -> float:
        covered = 0.0
        for idf, term, synonyms in self._terms:
            if term in terms:
                covered += idf
            elif not synonyms.isdisjoint(terms):
                covered += idf * self._synonym_weight
        return covered / self._total


@lru_cache(maxsize=1 << 15)
def _term_set(text: str) -> frozenset[str]:
    return frozenset(content_terms(text))


@lru_cache(maxsize=1 << 15)
def _things(kind: AnswerKind, text: str) -> frozenset[str]:
    """Return the terms of those words of the text that are of the kind asked for."""
    match kind:
        case AnswerKind.DATE:
            return frozenset(stem(found) for found in _DATE.findall(text))
        case AnswerKind.NUMBER:
            return frozenset(token.term for token in tokens(text) if _NUMBER.match(token.word))
        case AnswerKind.NAME:
            behind_first = list(tokens(text))[1:]  # whose capital says nothing
            return frozenset(it.term for it in behind_first if it.word[0].isupper() and not is_stopword(it.word))
        case AnswerKind.OTHER:
            return frozenset()
