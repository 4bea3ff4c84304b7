"""The syntax of filters: `source:`, `after:`, `before:`, `title:`, `sort:date`, `-word` and `"exact phrase"`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from retrieval.analysis import is_stopword, tokens
from retrieval.models import Span
from retrieval.query.filter_clues import may_have_filters

_QUOTES = tuple(map(tuple, ('""', "＂＂", "“”", "„“", "„”", "””", "«»", "»«", "「」", "『』")))
"""The pairs of marks that quote. An apostrophe quotes nothing."""

# Behind "und" and "oder" a dash stands for the first part of a German word: "Privatpersonen und -organisationen".
# A mark behind a letter opens nothing: it may stand for inches. Those of scripts without blanks do.
_QUOTED = "|".join(("" if it[0] in "「『" else r"(?<!\w)") + f"{it[0]}[^{it[0]}{it[1]}]*+{it[1]}" for it in _QUOTES)
_VALUE = rf"(?: {_QUOTED} | [^\s\"＂“”„«»「」『』]++ )"
_ITEM = re.compile(
    rf"""
      (?<!\S) (?P<prefix> source | after | before | title | sort ) : (?P<value> {_VALUE} )
    | (?P<valueless> (?<!\S) (?: source | after | before | title ) : \S*+ )
    | (?P<excluded_filter> (?<!\S) - (?: source | after | before | title ) : {_VALUE} )
    | (?<!\S) (?<! \bund\s ) (?<! \boder\s ) - (?P<word> [^\W\d_] [^\s"＂“”„«»]*+ )
    | (?P<excluded> (?<!\S) - (?: {_QUOTED} ) )
    | (?P<phrase> {_QUOTED} )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ENDS = " \t\r\n.,;:!?…()"


class FilterKind(Enum):
    """What a filter of the syntax restricts. The value of a prefix is the word before its colon."""

    SOURCE = "source"
    AFTER = "after"
    BEFORE = "before"
    TITLE = "title"
    SORT = "sort"
    WITHOUT = "-"
    PHRASE = '"'
    NOTHING = ""
    """What looks like a filter and is none: a prefix without a value, a dash before another filter or a phrase."""


@dataclass(frozen=True, slots=True)
class TypedFilter:
    """A filter as it was typed, and its place in the text.

    `value` has neither quotation marks nor a full stop; of what is no filter, it is all that was typed.
    """

    kind: FilterKind
    value: str
    span: Span


def typed_filters(text: str) -> Iterator[TypedFilter]:
    """Yield the filters in the text, in order; whether a value means something is for others to say.

    Anything else is text: other words before a colon, a dash inside a word or before a number, a function word with a
    dash, a quotation mark without its counterpart.
    """
    for found in _ITEM.finditer(text) if may_have_filters(text) else ():
        span = Span(*found.span())
        match found.lastgroup:
            case "value":
                kind = FilterKind(found["prefix"].lower())
                value = _plain(found["value"])
                if kind is not FilterKind.SORT and not any(map(str.isalnum, value)):
                    kind, value = FilterKind.NOTHING, found[0]
            case "word":
                kind, value = FilterKind.WITHOUT, _one_word(found["word"])
            case "valueless" | "excluded_filter" | "excluded":
                kind, value = FilterKind.NOTHING, found[0]
            case _:
                kind, value = FilterKind.PHRASE, _plain(found["phrase"])
        if any(map(str.isalnum, value)):
            yield TypedFilter(kind, value, span)


def phrase_spans(text: str) -> list[Span]:
    """Return where phrases stand in a text, with their quotation marks."""
    return [it.span for it in typed_filters(text) if it.kind is FilterKind.PHRASE]


def widened(text: str, span: Span) -> Span:
    """Return a span of a text that has both marks of a phrase, or neither.

    It gets both if it has one of them, or all the words between them.
    """
    for phrase in phrase_spans(text):
        start, end = span.start, span.end
        if end <= phrase.start or start >= phrase.end:
            continue
        is_within = start > phrase.start and end < phrase.end
        is_part = any(map(str.isalnum, text[phrase.start : start] + text[end : phrase.end]))
        if not (is_within and is_part):
            span = Span(min(start, phrase.start), max(end, phrase.end))
    return span


def _plain(value: str) -> str:
    """Return what stands between quotation marks, or a bare value, with single blanks and without marks at its ends."""
    if (value[0], value[-1]) in _QUOTES:
        value = value[1:-1]
    return " ".join(value.split()).strip(_ENDS)


def _one_word(typed: str) -> str:
    """Return the word without marks behind it; nothing if it is several words, or a function word."""
    for word in (typed, typed.rstrip(_ENDS)):
        if [it.word for it in tokens(word)] == [word]:
            return "" if is_stopword(word) else word
    return ""
