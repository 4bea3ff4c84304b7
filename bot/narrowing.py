"""Reads the filters of a message: what is asked, and of which articles."""

from dataclasses import replace
from datetime import date, tzinfo
from functools import partial
from typing import TYPE_CHECKING

from bot.asked import Alternative, Asked
from bot.chat_settings import AS_BY_DEFAULT, ChatSettings
from bot.clock import SYSTEM_CLOCK, Clock
from bot.service import Service
from bot.texts.marking import gettext_noop
from retrieval.models import Filters
from retrieval.query.filter_clues import FilterClues
from retrieval.query.filter_parts import followed
from retrieval.searcher import Searcher

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from retrieval.query.named_sources import SourceNames
    from retrieval.query.question_filters import FilteredQuestion, FilterReader

_ONLY = gettext_noop("Only articles of %(filters)s")
_MEANT = gettext_noop("Did you mean “%(filters)s”?")
_MOST_SOURCES = 2


class Narrowing:
    """Takes the filters out of messages. Words of time count from the day of the message in one time zone."""

    def __init__(
        self,
        service: Service,
        clues: FilterClues,
        make_reader: "Callable[[tuple[str, ...]], FilterReader]",
        zone: tzinfo,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        """Take the service, whose corpus has the sources; the clock dates messages that have no date.

        A message is read in English and in the languages whose `clues` it has. `make_reader` takes their codes. It is
        called by `prepare`, else for the first message that may have filters in them.
        """
        self._service = service
        self._clues = clues
        self._make_reader = make_reader
        self._zone = zone
        self._clock = clock
        self._readers: dict[tuple[str, ...], FilterReader] = {}
        self._sources: tuple[int, SourceNames] | None = None

    def prepare(self) -> None:
        """Do what the first message with filters would wait for. Raises `ValueError` if the word data are wrong."""
        self._clues.prepare()
        self._reader(self._clues.languages).prepare()

    def _reader(self, languages: "tuple[str, ...]" = ()) -> "FilterReader":
        if (reader := self._readers.get(languages)) is None:
            reader = self._readers[languages] = self._make_reader(languages)
        return reader

    async def read(self, text: str, sent_at: float | None = None, chosen: ChatSettings = AS_BY_DEFAULT) -> Asked:
        """Return what is searched for a message that was sent at a POSIX time, now if there is none.

        Its day is that of the time zone `chosen` for the chat, or else of the operator's.
        """
        if not self._clues.may_filter(text):
            return Asked(text.strip(), text)  # at once, without a hop to the thread of searches
        from retrieval.query.periods import day_at  # noqa: PLC0415  (few messages need it)

        day = day_at(self._clock.time() if sent_at is None else sent_at, chosen.zone_or(self._zone))
        read = await self._service.with_searcher(partial(self._read, text, day))
        suggestions = [*self._sources_meant(read, text)]
        if read.suggested is not None:
            filters = read.suggested.filters
            only = Asked(read.suggested.question, text, filters, read.newest_first)
            days = Filters(since=filters.since, until=filters.until)
            suggestions.append(Alternative(only, _ONLY, about=days))
        return Asked(
            read.question,
            text,
            read.filters,
            read.newest_first,
            suggestions=tuple(suggestions),
            unread=read.unread,
            undated=read.undated,
            unsourced=read.unsourced,
        )

    @staticmethod
    def of_following(question: str, own: Filters, earlier: Filters) -> Filters:
        """Return the filters of a question that follows another one, completed, which has filters of its `own`."""
        from retrieval.query.question_filters import with_phrases_of  # noqa: PLC0415  (a single question follows none)

        return with_phrases_of(question, followed(own, earlier))

    def _sources_meant(self, read: "FilteredQuestion", text: str) -> "Iterator[Alternative]":
        """Yield the message with sources of the corpus instead of one that it does not have, but has the words of."""
        sources = read.filters.sources
        for typed in sorted(sources):
            for name in self._sources[1].like(typed)[:_MOST_SOURCES] if self._sources else ():
                filters = replace(read.filters, sources=sources - {typed} | {name})
                meant = Asked(read.question, text, filters, read.newest_first)
                yield Alternative(meant, _MEANT, about=Filters(sources=frozenset({name})))

    def _read(self, text: str, day: date, searcher: Searcher) -> "FilteredQuestion":
        corpus = searcher.snapshot
        if self._sources is None or self._sources[0] != corpus.generation:
            self._sources = corpus.generation, self._reader().source_names(corpus.sources())
        _, names = self._sources
        reader = self._reader(self._clues.languages_in(text))
        read = reader.read(text, day, names, has_dates=corpus.corpus.newest is not None)
        return read if read.suggested is None or corpus.has(read.suggested.filters) else replace(read, suggested=None)
