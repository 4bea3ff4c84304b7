"""Which documents pass the filters by source, day and title: exactly, and for all documents at once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis.languages import terms_of_filter
from retrieval.models import Filters, day_number, source_key
from retrieval.segments.arrays import is_any
from retrieval.segments.collection import Collection
from retrieval.segments.segment import Segment

_Flags = NDArray[np.bool_]

_END_OF_WORD = re.compile(r"[^\w\s]*(?:\s|$)")


@dataclass(frozen=True, slots=True)
class PassingDocuments:
    """The documents that pass: `numbers` flags, by number, those that do so themselves, duplicates too.

    By place, `themselves` flags those of them that are searched, and `places` also those of which a duplicate passes.
    """

    numbers: _Flags
    themselves: _Flags
    places: _Flags

    @classmethod
    def of(cls, collection: Collection, filters: Filters) -> "PassingDocuments":
        """Apply the filters by source, day and title; they must hold together of the same document."""
        numbers = np.zeros(len(collection.place_of), np.bool_)
        titles = terms_of_filter(" ".join(filters.titles), collection.languages()) if filters.titles else []
        for part in collection.parts:
            numbers[part.first : part.end] = _passing(part.segment, filters, titles)
        themselves = numbers[collection.order]
        places = themselves.copy()
        copies, kept = collection.duplicates
        places[collection.place_of[kept[numbers[copies]]]] = True
        return cls(numbers, themselves, places)


def sources_of(collection: Collection) -> frozenset[str]:
    """Return the sources of all documents that can be found, duplicates too, as `source_key` gives them."""
    found: set[str] = set()
    findable = np.zeros(len(collection.place_of), np.bool_)
    findable[collection.order] = True
    findable[collection.duplicates[0]] = True
    for part in collection.parts:
        names = part.segment.source_keys()
        numbers = part.segment.source_numbers[findable[part.first : part.end]]
        found.update(names[number] for number in np.unique(numbers).tolist() if number)
    return frozenset(found)


def matching_sources(segment: Segment, sources: frozenset[str]) -> list[bool]:
    """Tell for each source of a segment, by number, whether it or its first words are one of these."""
    wanted = [key for key in map(source_key, sources) if key]
    return [any(_begins_with(its, key) for key in wanted) for its in segment.source_keys()]


def _begins_with(source: str, first_words: str) -> bool:
    return source.startswith(first_words) and _END_OF_WORD.match(source, len(first_words)) is not None


def _passing(segment: Segment, filters: Filters, titles: Sequence[frozenset[str]]) -> _Flags:
    """Flag the documents of a segment that pass; `titles` are the terms that each word of a title may have."""
    passing = np.ones(len(segment), np.bool_)
    if filters.sources:
        passing &= np.array(matching_sources(segment, filters.sources), np.bool_)[segment.source_numbers]
    if filters.since is not None or filters.until is not None:
        passing &= segment.days >= (1 if filters.since is None else day_number(filters.since))
    if filters.until is not None:
        passing &= segment.days <= day_number(filters.until)
    for alternatives in titles:
        passing &= _in_title(segment, sorted(alternatives))
    return passing


def _in_title(segment: Segment, alternatives: Sequence[str]) -> _Flags:
    """Flag the documents whose titles have one of some terms."""
    numbers = [number for number in map(segment.terms.get, alternatives) if number >= 0]
    (at,) = is_any(segment.title_words, numbers).nonzero()
    found = np.zeros(len(segment), np.bool_)
    found[segment.first_title_word.view(np.int64).searchsorted(at, "right") - 1] = True
    return found
