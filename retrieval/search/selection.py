"""How a search is restricted to what passes a query's filters: which documents pass, and the fastest way to score them.

An engine can leave out most of the others by itself, or none, so that more is requested of it; or the documents that
pass are so few that all are scored. Whatever is chosen, exactly the same texts compete.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.models import Filters, day_number
from retrieval.search.port import NOTHING_LEFT_OUT, EngineFilter
from retrieval.segments.document_filters import matching_sources
from retrieval.segments.open_collection import Ints, OpenCollection

# The time that a search takes, in sentences scored one by one (about a quarter of a microsecond each).
_OF_PROPOSED = 1.4
_OF_ENGINE_FILTER = 3000


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """What competes: the documents whose `passing` flag is set, by place.

    `engine_filter` is what the engine leaves out by itself: of the documents that pass only those of `left_out`. Of
    what it does not leave out, about one of `factor` passes. With `is_small`, scoring all that passes is faster than
    asking the engine.
    """

    passing: NDArray[np.bool_]
    engine_filter: EngineFilter
    left_out: Ints
    factor: float
    is_small: bool

    @classmethod
    def of(cls, collection: OpenCollection, filters: Filters, proposed: int) -> "Selection":
        """Choose how to search for what passes the filters, given the number of sentences that an engine proposes."""
        passing = collection.passing(filters).places
        sizes = np.diff(collection.first_sentence)
        count = int(sizes[passing].sum())
        factor = len(collection) / max(count, 1)
        best = _OF_PROPOSED * proposed * factor
        engine_filter, left_out = NOTHING_LEFT_OUT, np.empty(0, np.int64)
        if best > _OF_ENGINE_FILTER and (by_engine := _engine_filter(collection, filters)) != NOTHING_LEFT_OUT:
            themselves = collection.passing(Filters(filters.sources, filters.since, filters.until)).themselves
            others = np.flatnonzero(passing & ~themselves)
            its_factor = max(1.0, int(sizes[themselves].sum()) / max(count, 1))
            time = _OF_ENGINE_FILTER + _OF_PROPOSED * proposed * its_factor + int(sizes[others].sum())
            if time < best:
                best, factor, engine_filter, left_out = time, its_factor, by_engine, others
        return cls(passing, engine_filter, left_out, factor, is_small=count <= best)


def _engine_filter(collection: OpenCollection, filters: Filters) -> EngineFilter:
    sources = None
    if filters.sources:
        sources = frozenset(
            key
            for part in collection.collection.parts
            for key, matches in zip(
                part.segment.source_keys(), matching_sources(part.segment, filters.sources), strict=True
            )
            if matches
        )
    first, last = (None if day is None else day_number(day) for day in (filters.since, filters.until))
    return EngineFilter(sources, first, last)
