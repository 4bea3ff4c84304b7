"""Sentence boundaries outside English: Wikimedia's sentencex, and what its rules lack from our word data."""

import re
import unicodedata
from collections.abc import Iterator

from retrieval.analysis.blocks import blocks
from retrieval.analysis.languages.data import SentenceData
from retrieval.analysis.scripts import OF_CLUSTERS, pattern_of
from retrieval.analysis.sentences import LONGEST_SENTENCE

_MOST_AT_ONCE = 10_000
"""The most characters that sentencex is given: it takes quadratic time in quotes that are not closed."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_ALPHANUMERIC = re.compile(r"[^\W_]")
_LAST_WORD = re.compile(r"\S{1,24}$")
_NUMBER = re.compile(r"(?<!\w)\d{1,2}\.$")
_INITIAL = re.compile(r"(?<!\w)[^\W\d_]\.$")
_FIRST_WORD = re.compile(r"[\"'«»“„”(\[]*(\w+)")
_ENDS = re.compile(r"…{2,}|[។៕။]+|।")
_CLOSING = "\"'”’»)]」』】）》"
_OPENING = "\"'“„«([「『（《"
_OF_CLUSTERS = re.compile(f"[{pattern_of(OF_CLUSTERS)}]")

_LONG_CLAUSE = 70
"""The characters of a clause of Thai after which the next blank ends a sentence."""


def sentence_bounds(text: str, start: int, code: str, data: SentenceData) -> list[tuple[int, int, bool]]:
    """Return the spans of the sentences from `start` on, in order, each with whether it is for display only."""
    found = []
    for left, right, is_display in blocks(text, start):
        is_clustered = _OF_CLUSTERS.search(text, left, right) is not None
        for begin, end in _within(text, left, right, code, data):
            shows = is_display and not (is_clustered and end - begin > _LONG_CLAUSE // 2)
            found.append((begin, end, shows))
    return found


def _within(text: str, left: int, right: int, code: str, data: SentenceData) -> Iterator[tuple[int, int]]:
    """Yield the sentences of a block."""
    pending: tuple[int, int] | None = None
    for start, end in _pieces(text, left, right, code):
        if pending is None:
            pending = start, end
        elif end - pending[0] <= LONGEST_SENTENCE and _belongs_together(text, *pending, start, data):
            pending = pending[0], end
        else:
            yield from _trimmed(text, *pending)
            pending = start, end
    if pending is not None:
        yield from _trimmed(text, *pending)


def _pieces(text: str, left: int, right: int, code: str) -> Iterator[tuple[int, int]]:
    """Yield what sentencex takes for sentences, cut where a sentence ends by a mark that it does not know."""
    from sentencex import get_sentence_boundaries  # noqa: PLC0415  (English does not need it)

    while left < right:
        cut = right
        if right - left > _MOST_AT_ONCE:
            blank = max(text.rfind(" ", left, left + _MOST_AT_ONCE), text.rfind("\n", left, left + _MOST_AT_ONCE))
            cut = blank if blank > left else left + _MOST_AT_ONCE
        part = _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text[left:cut])
        spans = ((left + it["start_index"], left + it["end_index"]) for it in get_sentence_boundaries(code, part))
        if _ENDS.search(part) is None and _OF_CLUSTERS.search(part) is None:
            yield from spans
        else:
            for start, end in spans:
                yield from _cut(text, start, end)
        left = cut


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for mark in _ENDS.finditer(text, start, end):
        after = mark.end()
        while after < end and text[after] in _CLOSING:
            after += 1
        if after < end and after > start:
            yield start, after
            start = after
    if _OF_CLUSTERS.search(text, start, end):
        while end - start > _LONG_CLAUSE and 0 <= (blank := text.find(" ", start + _LONG_CLAUSE, end)) < end - 1:
            yield start, blank + 1
            start = blank + 1
    if start < end:
        yield start, end


def _belongs_together(text: str, start: int, end: int, after: int, data: SentenceData) -> bool:
    """Return whether a sentence was cut within."""
    left = text[max(start, end - 40) : end].rstrip()
    following = text[after : after + 40].lstrip()
    if not left or not following:
        return not left
    is_within_word = text[after - 1 : after + 1] == ".-"  # J.-C.
    if following[0].islower() or is_within_word or not _ALPHANUMERIC.search(left):
        return True
    if not left.endswith("."):
        return False
    if (last := _LAST_WORD.search(left)) and last[0].lstrip(_OPENING).lower() in data.abbreviations:
        return True
    first = _FIRST_WORD.match(following)
    is_start = first is not None and first[1].lower() in data.starters
    if _INITIAL.search(left):
        return first is not None and first[1][0].isupper() and not is_start
    return (
        data.has_ordinals
        and bool(_NUMBER.search(left))
        and not is_start
        and unicodedata.category(following[0])[0] in "LN"
    )


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the sentence without the blanks around it, cut into several if it is too long."""
    while end - start > LONGEST_SENTENCE:
        cut = max(text.rfind(it, start + 1, start + LONGEST_SENTENCE) for it in " \n，、；,;") + 1
        cut = cut if cut > start else start + LONGEST_SENTENCE
        yield from _trimmed(text, start, cut)
        start = cut
    sentence = text[start:end]
    if _ALPHANUMERIC.search(sentence):
        stripped = sentence.strip()
        start += sentence.index(stripped)
        yield start, start + len(stripped)
