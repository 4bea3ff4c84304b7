"""Reads a message into a question and its filters: by their syntax, by words of time, by sources that it names."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from retrieval.analysis import tokens
from retrieval.models import Filters, Span
from retrieval.query.filter_syntax import FilterKind, TypedFilter, typed_filters
from retrieval.query.named_sources import NO_SOURCES, SourceNames, SourcePatterns
from retrieval.query.periods import ALWAYS, Period
from retrieval.query.time_words import TimePatterns, TimeWords
from retrieval.query.written_dates import WrittenDates

_BY_DATE = "date"
_MOST_STEPS = 20
"""How often a message is read to find further filters in what is left: more than anything that people write needs."""
_PAUSES, _CLOSING = ",;:，；：、،؛", ".?!。？！؟"
_CUT, _KEPT = " ", "\ufffc"
"""What stands in place of words that are read already, and of phrases, while further words are looked for."""
_TITLE = re.compile("《[^《》]*》")
"""The title of a work in Chinese: no phrase to be searched, and no words of time."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """Another reading of a message, in which a date that belongs to the question is a filter, and no word of it."""

    question: str
    filters: Filters


@dataclass(frozen=True, slots=True)
class FilteredQuestion:
    """A message: the question without the words of its filters, and what they restrict it to.

    Phrases stay in the question. `newest_first` asks for an order by date. `suggested` is a reading that the message
    does not ask for, but might. `unread` are filters of the syntax without a value, or with one that means nothing, and
    `undated` words of time where no article has a date, and `unsourced` are words about a source where no article has
    one: all of them stay words of the question.
    """

    question: str
    filters: Filters = Filters()  # noqa: RUF009  (frozen)
    newest_first: bool = False
    suggested: Suggested | None = None
    unread: tuple[str, ...] = ()
    undated: tuple[str, ...] = ()
    unsourced: tuple[str, ...] = ()


@dataclass(slots=True)
class _Collected:
    """The filters of a message, as far as it is read."""

    sources: set[str] = field(default_factory=set)
    titles: list[str] = field(default_factory=list)
    without: list[str] = field(default_factory=list)
    typed: Period = ALWAYS
    said: Period | None = None
    newest_first: bool = False

    def filters(self, phrases: Iterable[str], *, in_sentence: bool) -> Filters:
        """Return what must hold together. Days that were said are alternatives, with what lies between."""
        days = self.typed if self.said is None else self.typed.and_within(self.said)
        return Filters(
            sources=frozenset(self.sources),
            since=_iso(days.first),
            until=_iso(days.last),
            titles=tuple(dict.fromkeys(self.titles)),
            without=tuple(dict.fromkeys(self.without)),
            phrases=tuple(dict.fromkeys(phrases)),
            in_sentence=in_sentence,
        )


@dataclass(slots=True)
class _Step:
    """What one reading of a text finds: where filters stand, the spans that stay, and what else is told of them."""

    cuts: list[Span] = field(default_factory=list)
    kept: list[Span] = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    undated: list[str] = field(default_factory=list)
    unsourced: list[str] = field(default_factory=list)
    event: TimeWords | None = None
    has_words: bool = False


class LanguageFilters:
    """The words by which filters are said in one language."""

    def __init__(self, language: str, words: Mapping[str, Any], locale: str | None = None) -> None:
        """Take an ISO 639 code, the language's word data, and the locale that tells when a week begins.

        Raises `KeyError` if something is missing in the word data. Its patterns are compiled when they are met.
        """
        self.language = language
        self.dates = WrittenDates(language, words)
        self.times = TimePatterns(words, self.dates, locale or language)
        self.sources = SourcePatterns(words)

    def prepare(self) -> None:
        """Compile all patterns, which takes up to 40 ms. Raises `ValueError` if one is wrong."""
        self.dates.forms  # noqa: B018  (compiles them)
        self.times.patterns  # noqa: B018


class FilterReader:
    """Reads the filters of messages, in the words of some languages: where two may be meant, in those of the first."""

    def __init__(self, first: LanguageFilters, *others: LanguageFilters, agencies: Iterable[str] = ()) -> None:
        """Take the words of the languages. A source's name may begin with an article of the first, or not.

        `agencies` are names that mean a source also where no article has one.
        """
        self._languages = (first, *others)
        self._agencies = SourceNames(agencies, first.sources.articles, are_whole=True)

    def prepare(self) -> None:
        """Compile all patterns. Raises `ValueError`, which names the language, if one is wrong."""
        for language in self._languages:
            try:
                language.prepare()
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise ValueError(f"{language.language}.toml: {error!r}") from error

    def source_names(self, names: Iterable[str]) -> SourceNames:
        """Return the names of a corpus's sources, prepared for `read`."""
        return SourceNames(names, self._languages[0].sources.articles)

    def read(
        self, message: str, day: date, sources: SourceNames = NO_SOURCES, *, has_dates: bool = True
    ) -> FilteredQuestion:
        """Read a message of this day. What is left of it has no further filters.

        `has_dates` tells whether any article has a date: where none has, words of time ask for nothing.
        """
        collected = _Collected()
        rest = message
        for _ in range(_MOST_STEPS):
            step = self._step(rest, day, sources, collected, has_dates=has_dates)
            if not step.cuts:
                break
            rest = _without(rest, step.cuts)  # what is left may make a filter only now: "last week last week"
        filters = collected.filters(step.phrases, in_sentence=bool(step.phrases) and not step.has_words)
        suggested = None
        if step.event is not None and filters.since is filters.until is None:
            days = step.event.period
            narrower = replace(filters, since=_iso(days.first), until=_iso(days.last))
            suggested = Suggested(_without(rest, [step.event.span]).strip(), narrower)
        return FilteredQuestion(
            rest.strip(),
            filters,
            collected.newest_first,
            suggested,
            tuple(step.unread),
            tuple(step.undated),
            tuple(step.unsourced),
        )

    def _step(self, text: str, day: date, sources: SourceNames, collected: _Collected, *, has_dates: bool) -> _Step:
        """Collect the filters of a text, and return where they stand and what else there is."""
        step = _Step()
        for item in typed_filters(text):
            if item.kind is FilterKind.PHRASE:
                step.phrases.append(item.value)
                step.kept.append(item.span)
            elif self._collect(item, day, sources, collected):
                step.cuts.append(item.span)
            elif item.kind is not FilterKind.SORT:
                step.unread.append(text[item.span.start : item.span.end])
                step.kept.append(item.span)
        text = unread = _masked(_masked(text, step.kept, _KEPT), step.cuts, _CUT)
        for language in self._languages:
            if sources.are_none:
                told = [it.span for it in language.sources.find(text, self._agencies)]
                step.unsourced += [text[it.start : it.end] for it in told]
                text = _masked(text, told, _CUT)
                continue
            for named in language.sources.find(text, sources):  # before words of time: it may be USA Today
                collected.sources.update(named.names)
                step.cuts.append(named.span)
            text = _masked(text, step.cuts, _CUT)
        titles = [Span(*it.span()) for it in _TITLE.finditer(text)]
        self._read_times(_masked(text, titles, _KEPT), day, collected, step, has_dates=has_dates)
        step.has_words = any(map(str.isalnum, _masked(unread, step.cuts, _CUT)))
        return step

    def _read_times(self, text: str, day: date, collected: _Collected, step: _Step, *, has_dates: bool) -> None:
        """Collect the days of a text's words of time, and note where these stand."""
        for language in self._languages:
            found = language.times.find(text, day)
            for words in found:
                if not words.is_filter:
                    step.event = step.event or (words if has_dates else None)
                elif has_dates:
                    collected.said = words.period if collected.said is None else collected.said.or_within(words.period)
                    step.cuts.append(words.span)
                else:
                    step.undated.append(text[words.span.start : words.span.end])
            text = _masked(text, (it.span for it in found), _CUT)

    def _collect(self, item: TypedFilter, day: date, sources: SourceNames, collected: _Collected) -> bool:
        """Collect a filter of the syntax that is no phrase; return False if its value means nothing."""
        match item.kind:
            case FilterKind.SOURCE:
                collected.sources.add(sources.as_named(item.value))
            case FilterKind.TITLE:
                collected.titles += [it.word for it in tokens(item.value)]
            case FilterKind.WITHOUT:
                collected.without.append(item.value)
            case FilterKind.AFTER | FilterKind.BEFORE:
                period = self._days_of(item.value, day)
                if period is None or period.first is None:
                    return False
                days = Period(period.first, None)
                if item.kind is FilterKind.BEFORE:
                    if period.first == date.min:
                        return False
                    days = Period(None, period.first - timedelta(1))
                collected.typed = collected.typed.and_within(days)
            case FilterKind.SORT if item.value.lower() == _BY_DATE:
                collected.newest_first = True
            case _:
                return False
        return True

    def _days_of(self, value: str, day: date) -> Period | None:
        """Return the days that a value means: a date, or words of time such as "yesterday"."""
        for language in self._languages:
            if (period := language.dates.read(value, day)) is not None:
                return period
            for it in language.times.find(value, day):
                if it.span == Span(0, len(value)):
                    return it.period
        return None


def with_phrases_of(question: str, filters: Filters) -> Filters:
    """Return the filters with the phrases that stand in a question instead of their own."""
    phrases = [it for it in typed_filters(question) if it.kind is FilterKind.PHRASE]
    has_words = any(map(str.isalnum, _masked(question, [it.span for it in phrases], _KEPT)))
    values = tuple(dict.fromkeys(it.value for it in phrases))
    return replace(filters, phrases=values, in_sentence=bool(phrases) and not has_words)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _masked(text: str, spans: Iterable[Span], by: str) -> str:
    """Return the text with each character of the spans replaced."""
    for span in spans:
        text = text[: span.start] + by * (span.end - span.start) + text[span.end :]
    return text


def _without(text: str, spans: Iterable[Span]) -> str:
    """Return the text without the spans, and without the blanks and commas that they leave."""
    before, place = "", 0
    for span in sorted(spans, key=lambda it: it.start):
        piece = text[place : span.start]
        before, place = _joined(before, piece) if place else piece, max(place, span.end)  # they may overlap
    return _joined(before, text[place:])


def _joined(before: str, after: str) -> str:
    """Join what stood around words that were cut out."""
    is_spaced = before[-1:].isspace() or after[:1].isspace()
    before, after = before.rstrip(), after.lstrip()
    if before[-1:].isalnum() and after[:1].isalnum() and not is_spaced:  # of a script without blanks
        return before + after
    if not before:
        return after.lstrip(_PAUSES + " ")
    if after[:1] in _PAUSES + _CLOSING:  # also at the end of the text
        return before.rstrip(_PAUSES) + after
    return f"{before} {after}"
