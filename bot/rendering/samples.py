"""Sample replies, made from the annotations of their classes, by which the templates are checked."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from bot.answer import Answer, Citation, CitationGroup, Quote
from bot.asked import Asked
from bot.chat_settings import Setting
from bot.messages import DeadUpdates, Notice, Reply
from retrieval.models import Filters

_FILTERS = Filters(frozenset({"a", "aa"}), "2026-01-01", "2026-01-31")

_VALUES: dict[Any, tuple[object, object]] = {
    str: ("https://example.org/", "a"),
    int: (2, 0),
    float: (2.5, 0.0),
    bool: (True, False),
    datetime: (datetime(2026, 1, 31, tzinfo=UTC),) * 2,
    Filters: (_FILTERS, Filters()),
    Setting: (Setting.TIME_ZONE,) * 2,
    Asked: (
        Asked(
            *("a", "a", _FILTERS),
            newest_first=True,
            unread=("a",),
            undated=("a",),
            unsourced=("a",),
            is_completed=True,
            has_lost_turn=True,
            has_no_turn=True,
        ),
        Asked.plainly("a"),
    ),
}
"""Two values of each type: the first for replies that have all parts, the second for bare ones."""


def sample_replies() -> Iterator[Reply]:
    """Yield replies of each class: one with all its optional parts, and one with none."""
    for is_bare in (False, True):
        citation = replace(_sample(Citation, is_bare=is_bare), rank=1)
        quote = Quote(citation, also_in=() if is_bare else ("a",) * 12)
        groups = (CitationGroup((quote,)),) if is_bare else (CitationGroup((quote, quote)),) * 2
        answer = replace(_sample(Answer, is_bare=is_bare), citations=(citation,), groups=groups)
        yield replace(answer, answered=True)
        yield replace(answer, answered=False)
        for notice in get_args(Notice):
            yield _sample(notice, is_bare=is_bare and notice is not DeadUpdates)  # it always has some


def _sample(kind: Any, *, is_bare: bool) -> Any:  # noqa: ANN401  (of any type)
    if kind in _VALUES:
        return _VALUES[kind][is_bare]
    arguments = get_args(kind)
    if get_origin(kind) is UnionType:
        return None if is_bare else _sample(arguments[0], is_bare=False)
    if get_origin(kind) is Collection or (get_origin(kind) is tuple and arguments[-1] is Ellipsis):
        return () if is_bare else (_sample(arguments[0], is_bare=False),) * 12  # more than is listed
    if get_origin(kind) is tuple:
        return tuple(_sample(it, is_bare=is_bare) for it in arguments)
    return kind(**{name: _sample(it, is_bare=is_bare) for name, it in get_type_hints(kind).items()})
