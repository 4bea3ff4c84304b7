"""The parts of filters that a person knows as one filter each: by source, by date, by title, by word, by phrase."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from retrieval.models import Filters

_NONE = Filters()
_DAYS = ("since", "until")
_PHRASES = ("phrases", "in_sentence")
_PARTS = (("sources",), _DAYS, ("titles",), ("without",), _PHRASES)


def parts_of(filters: Filters) -> Iterator[Filters]:
    """Yield each part by itself. Days are one part, unless the first comes after the last."""
    contradict = filters.since is not None and filters.until is not None and filters.since > filters.until
    for names in _PARTS:
        for own in [(it,) for it in names] if contradict and names == _DAYS else [names]:
            part = Filters(**{name: getattr(filters, name) for name in own})
            if part != _NONE:
                yield part


def followed(own: Filters, earlier: Filters) -> Filters:
    """Return the filters of a question that follows another: of each part that it does not state, the earlier ones.

    Phrases are no such part: they are words of a question.
    """
    inherited = {
        name: getattr(earlier, name)
        for names in _PARTS
        if all(getattr(own, name) == getattr(_NONE, name) for name in names)
        for name in names
        if names != _PHRASES
    }
    return replace(own, **inherited)


def without_part(filters: Filters, part: Filters) -> Filters:
    """Return the filters without one of their parts."""
    empty: dict[str, Any] = {
        name: getattr(_NONE, name) for names in _PARTS for name in names if getattr(part, name) != getattr(_NONE, name)
    }
    return replace(filters, **empty)
