"""Chooses the fastest way to score what passes some filters.

An engine can leave out much of the rest by itself, or nothing, so that more is requested of it; or what passes is so
little that all of it is scored. Whatever is chosen, the same sentences compete.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod

import numpy as np
from numpy.typing import NDArray

from retrieval.models import Filters, day_number
from retrieval.search.bm25 import DOCUMENT, SENTENCE
from retrieval.search.port import EngineFilter
from retrieval.segments.document_filters import matching_sources
from retrieval.segments.open_collection import Ints, OpenCollection
from retrieval.segments.sentence_filters import Terms, without_words

_PROPOSED = 250
"""About how many sentences that pass are requested of an engine."""

# The time that a search takes, in sentences scored one by one (about a quarter of a microsecond each).
_OF_PROPOSED = 1.4
_OF_CONDITIONS = 3000

_FEW_LEFT = 0.4
"""The share of sentences without the excluded words below which an engine leaves out the others: it takes longer."""

_SAMPLED = 512
"""Sentences by which the share that passes is estimated."""

_NOWHERE = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Passing:
    """What passes some filters: sentences of the flagged `documents`, by place; with `among` only these ids, ascending.

    `required` are words that all of these sentences have, and `excluded` words of which no sentence may have all.
    """

    documents: NDArray[np.bool_]
    among: Ints | None
    required: Terms
    excluded: Sequence[Terms]


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    """The way that was chosen, and its `time`.

    `engine_filter` is what the engine leaves out by itself: of the documents that pass only those of `left_out`, given
    by place. Of what it does not leave out, about one sentence of `sentences` passes, and one document of `documents`.
    With `is_exhaustive`, scoring all that passes is faster than asking the engine.
    """

    engine_filter: EngineFilter
    left_out: Ints
    sentences: float
    documents: float
    time: float
    is_exhaustive: bool = False


def fastest_route(collection: OpenCollection, filters: Filters, passing: Passing) -> Route:
    """Return the route that is likely to take least time. It depends on the corpus and the filters alone."""
    sizes = np.diff(collection.first_sentence)
    share = prod(1 - _share(collection, terms) for terms in passing.excluded)
    by_words = EngineFilter(required=tuple(passing.required))
    if share < _FEW_LEFT:
        by_words = replace(by_words, excluded=tuple(passing.excluded))
    else:
        share = 1.0
    frequencies = [frequencies_of(collection, alternatives) for alternatives in passing.required]
    least = [min((its[level] for its in frequencies), default=len(collection)) for level in (SENTENCE, DOCUMENT)]
    count = max(_count(collection, passing), 1.0)
    documents = max(int(np.count_nonzero(passing.documents)), 1)

    def route(conditions: EngineFilter, left_out: Ints, of_sentences: int, of_documents: int, time: float) -> Route:
        factor = max(1.0, min(of_sentences, least[0]) * share / count)
        of_documents = min(of_documents, least[1])
        time += _OF_PROPOSED * _PROPOSED * factor
        return Route(conditions, left_out, factor, max(1.0, of_documents / documents), time)

    best = route(by_words, _NOWHERE, len(collection), len(sizes), 0)
    of_documents = Filters(filters.sources, filters.since, filters.until)
    if best.time > _OF_CONDITIONS and not of_documents.is_empty:
        themselves = collection.passing(of_documents).themselves
        left_out = np.flatnonzero(passing.documents & ~themselves)
        by_documents = route(
            _with_documents_of(by_words, collection, of_documents),
            left_out,
            int(sizes[themselves].sum()),
            int(np.count_nonzero(themselves)),
            _OF_CONDITIONS + int(sizes[left_out].sum()),
        )
        best = min(best, by_documents, key=lambda it: it.time)
    return replace(best, is_exhaustive=int(sizes[passing.documents].sum()) <= best.time)


def _with_documents_of(words: EngineFilter, collection: OpenCollection, filters: Filters) -> EngineFilter:
    sources = None
    if filters.sources:
        found = [
            zip(part.segment.source_keys(), matching_sources(part.segment, filters.sources), strict=True)
            for part in collection.collection.parts
        ]
        sources = frozenset(key for pairs in found for key, matches in pairs if matches)
    first, last = (None if day is None else day_number(day) for day in (filters.since, filters.until))
    return replace(words, sources=sources, first_day=first, last_day=last)


def frequencies_of(collection: OpenCollection, alternatives: frozenset[str]) -> tuple[int, ...]:
    """Return how many sentences, windows and documents contain one of some terms, at most."""
    return tuple(map(sum, zip(*(collection.term(term).frequencies for term in alternatives), strict=True)))


def _share(collection: OpenCollection, terms: Terms) -> float:
    """Return which share of the sentences contains some words, if they are independent of each other."""
    return prod(frequencies_of(collection, its)[SENTENCE] / max(len(collection), 1) for its in terms)


def _count(collection: OpenCollection, passing: Passing) -> float:
    """Return about how many sentences pass."""
    first = collection.first_sentence
    if passing.among is None:
        places = np.flatnonzero(passing.documents)
        ends: Ints = (first[places + 1] - first[places]).cumsum()
        count = int(ends[-1]) if len(places) else 0
    else:
        count = len(passing.among)
    if not passing.excluded or not count:
        return count
    sample: Ints = np.linspace(0, count - 1, _SAMPLED).astype(np.int64)
    if passing.among is not None:
        sample = passing.among[sample]
    else:
        at = ends.searchsorted(sample, "right")
        sample = first[places[at] + 1] - (ends[at] - sample)
    return count * float(without_words(collection, passing.excluded, sample).mean())
