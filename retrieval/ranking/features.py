"""What speaks for a candidate, given the question: one number for each reason that a person could be told."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from retrieval.indexes.base import Index
from retrieval.models import Candidate, Query, Sentence, Weights
from retrieval.ranking.asked import Asked
from retrieval.ranking.lexicon import Lexicon
from retrieval.ranking.profile import Profile, content, profile
from retrieval.ranking.standing_in import stand_ins

Matrix = NDArray[np.float64]
Column = NDArray[np.float64]

FEATURES: Mapping[str, str] = MappingProxyType(
    {
        "bm25": "BM25 of sentence, window and document",
        "sentence_bm25": "BM25 of the sentence alone",
        "document_bm25": "BM25 of its document",
        "coverage": "its words in the sentence, by rarity",
        "names": "its names in the sentence",
        "other_words": "its other words in the sentence",
        "matched": "how many of its words are there",
        "before": "missing words in the sentence before",
        "before_that": "missing words two sentences before",
        "after": "missing words in the sentence after",
        "after_that": "missing words two sentences after",
        "title": "its words in the title",
        "title_alone": "missing words in the title",
        "nowhere": "words found nowhere near",
        "phrases": "two of its words side by side",
        "long_phrases": "three of its words in a row",
        "early": "one of its words near the beginning",
        "length": "length",
        "says_nothing_new": "no other word than the question's",
        "place": "place from the document's beginning",
        "place_relative": "place as a share of the document",
        "pronoun": "a pronoun for a missing word before it",
        "related": "words of the same family",
        "translation": "likely words for the missing ones",
        "affinity": "words that go with the question's",
        "affinity_mean": "the same, on average",
        "answer_kind": "words and signs of the kind of answer",
        "answer_sign": "a sign of the kind of answer",
        "document_count": "other candidates from its document",
        "display": "a heading, caption or credit",
        "question": "itself a question",
    },
)
"""The features in the order of the matrix's columns, with their names for a person."""

_REACH = 2
_OFFSETS = (-1, -2, 1, 2)
_PRIOR = 3
"""Added to a count of words before dividing by it, so that a short sentence is not all affinity."""


def feature_matrix(
    query: Query,
    candidates: Sequence[Candidate],
    index: Index,
    weights: Weights,
    lexicon: Lexicon,
) -> Matrix:
    """Return a row for each candidate and a column for each of `FEATURES`, before standardising."""
    if not candidates:
        return np.zeros((0, len(FEATURES)))
    asked = Asked(query, index, weights, lexicon)
    windows = [index.window(candidate.sentence_id, _REACH) for candidate in candidates]
    around = {sentence.id: sentence for window in windows for sentence in window}
    sentences = [around[candidate.sentence_id] for candidate in candidates]
    columns = _scores(candidates, sentences, weights)
    profiles = [profile(sentence.text) for sentence in sentences]
    found = _found_around(asked, sentences, windows)
    columns |= _coverage(asked, found, sentences, index)
    columns |= _own(asked, sentences, profiles, index)
    columns |= stand_ins(asked, profiles, found[:, :, 0] > 0)
    columns["pronoun"] *= columns["before"]
    return np.column_stack([columns[name] for name in FEATURES])


def _scores(
    candidates: Sequence[Candidate],
    sentences: Sequence[Sentence],
    weights: Weights,
) -> dict[str, Column]:
    scores = np.array([(it.sentence, it.window, it.document) for it in candidates])
    blend = weights.blend(scores[:, 0], scores[:, 1], scores[:, 2])
    count = Counter(sentence.document_id for sentence in sentences)
    return {
        "bm25": blend / (blend.max() or 1.0),
        "sentence_bm25": scores[:, 0] / (scores[:, 0].max() or 1.0),
        "document_bm25": scores[:, 2] / (scores[:, 2].max() or 1.0),
        "document_count": np.log1p([count[sentence.document_id] for sentence in sentences]),
    }


def _coverage(
    asked: Asked,
    found: NDArray[np.float64],
    sentences: Sequence[Sentence],
    index: Index,
) -> dict[str, Column]:
    """Return where the question's words are found: in the sentence, else around it, else in the title."""
    own = seen = found[:, :, 0]
    columns = {"coverage": asked.shares @ own}
    for number, name in enumerate(("before", "before_that", "after", "after_that"), start=1):
        columns[name] = asked.shares @ np.maximum(found[:, :, number] - seen, 0)
        seen = np.maximum(seen, found[:, :, number])
    titles = {it: content(index.document(it).title) for it in {sentence.document_id for sentence in sentences}}
    in_title = np.empty(own.shape)
    for number, term in enumerate(asked.terms):
        in_title[number] = [term.term in titles[it.document_id] for it in sentences]
    columns["title"] = asked.shares @ in_title
    columns["title_alone"] = asked.shares @ np.maximum(in_title - own, 0)
    columns["nowhere"] = asked.shares @ (1 - np.maximum(seen, in_title))
    for name, which in (("names", asked.is_name), ("other_words", ~asked.is_name)):
        columns[name] = asked.shares[which] @ own[which] / (asked.shares[which].sum() or 1.0)
    columns["matched"] = (own > 0).sum(axis=0) / (len(asked.terms) or 1)
    return columns


def _found_around(
    asked: Asked,
    sentences: Sequence[Sentence],
    windows: Sequence[Sequence[Sentence]],
) -> NDArray[np.float64]:
    """Return how far each term is matched: by term, candidate, and offset, that of the sentence itself first."""
    place: dict[int, int] = {}
    terms = [frozenset[str]()]  # the first stands for what is beyond a document's ends
    for window in windows:
        for it in window:
            if it.id not in place:
                place[it.id] = len(terms)
                terms.append(content(it.text))
    match = np.empty((len(asked.terms), len(terms)))
    for number, term in enumerate(asked.terms):
        match[number] = [term.term in it for it in terms]
        if term.synonyms:
            instead = np.array([not term.synonyms.isdisjoint(it) for it in terms])
            match[number] = np.maximum(match[number], asked.synonym_weight * instead)
    wanted = np.array([sentence.id for sentence in sentences])[:, None] + np.array((0, *_OFFSETS))
    first, last = np.array([(window[0].id, window[-1].id) for window in windows]).T[:, :, None]
    known = np.array(list(place))
    order = np.argsort(known)
    around = 1 + order[np.minimum(np.searchsorted(known, wanted, sorter=order), len(known) - 1)]
    return match[:, np.where((first <= wanted) & (wanted <= last), around, 0)]


def _own(
    asked: Asked,
    sentences: Sequence[Sentence],
    profiles: Sequence[Profile],
    index: Index,
) -> dict[str, Column]:
    """Return the features that a sentence's own words and place give."""
    length_of = {it: len(index.document(it).text) for it in {sentence.document_id for sentence in sentences}}
    shared = [asked.content & it.tells for it in profiles]
    signs = [it.new_signs(asked.content) for it in profiles]
    affinity = np.array(_masses(asked.affinities, asked.has_affinity, profiles, signs))
    of_kind = np.array(_masses(asked.of_kind, asked.has_kind, profiles, signs))
    sizes = np.array(
        [_PRIOR + len(it.tells) - len(its) + len(new) for it, its, new in zip(profiles, shared, signs, strict=True)],
    )
    starts = np.array([sentence.start for sentence in sentences], dtype=np.float64)
    pairs = [len(asked.pairs.intersection(pairwise(it.sequence))) for it in profiles]
    triples = [  # none without two pairs
        len(asked.triples.intersection(zip(it.sequence, it.sequence[1:], it.sequence[2:], strict=False))) if many else 0
        for it, many in zip(profiles, [count > 1 for count in pairs], strict=True)
    ]
    firsts = [
        min([it.positions.get(term, math.inf) for term in its], default=math.inf)
        for it, its in zip(profiles, shared, strict=True)
    ]
    columns = {
        "phrases": np.array(pairs) / (len(asked.pairs) or 1),
        "long_phrases": np.array(triples) / (len(asked.triples) or 1),
        "early": 1 / (1 + np.array(firsts)),
        "length": np.log1p([it.length for it in profiles]),
        "says_nothing_new": [it.content <= asked.content for it in profiles],
        "place": np.log1p(starts),
        "place_relative": starts / [length_of[sentence.document_id] or 1 for sentence in sentences],
        "pronoun": [it.begins_with_pronoun for it in profiles],
        "affinity": affinity,
        "affinity_mean": affinity / sizes,
        "answer_kind": of_kind / sizes,
        "answer_sign": [
            not (asked.signs.isdisjoint(new) and asked.signs.isdisjoint(it.tells))
            for it, new in zip(profiles, signs, strict=True)
        ],
        "display": [sentence.is_display or it.is_bare for sentence, it in zip(sentences, profiles, strict=True)],
        "question": [sentence.text.endswith("?") for sentence in sentences],
    }
    return {name: np.asarray(column, dtype=np.float64) for name, column in columns.items()}


def _masses(
    weights: Mapping[str, float],
    weighed: frozenset[str],
    profiles: Sequence[Profile],
    signs: Sequence[Sequence[str]],
) -> list[float]:
    """Return for each sentence the weights of its words and new signs; in no matter which order."""
    return [
        math.fsum([weights[word] for word in (*(weighed & it.tells), *weighed.intersection(new))])
        for it, new in zip(profiles, signs, strict=True)
    ]
