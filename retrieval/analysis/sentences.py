"""Splits text into sentences: blocks by layout, then sentences within a block by a regular expression or Punkt.

The regular expression decides the unambiguous full stops in linear time. Only where it cannot, NLTK's Punkt (Kiss and
Strunk 2006, "Unsupervised multilingual sentence boundary detection") splits the block. It uses our own list of
abbreviations, since NLTK ships no trained model and downloading one is no build step.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from retrieval.analysis.blocks import blocks, simple_blocks
from retrieval.models import Span

if TYPE_CHECKING:
    from nltk.tokenize.punkt import PunktSentenceTokenizer

_TITLES = "adm brig capt col cmdr cpl dr fr gen gov hon lt maj messrs mr mrs ms mt prof rep reps rev sen sgt st"
# Abbreviations only before a number: elsewhere most of them are words, which may end a sentence.
_BEFORE_NUMBERS = """
    art ch figs fig no nos p pp sec vol
    jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun
    """
_ABBREVIATIONS = frozenset(
    f"""
    {_TITLES}
    approx ave bros cf co corp dept est etc ft inc jr ltd sr vs v
    a.m p.m e.g i.e u.k u.n u.s u.s.a e.u d.c ph.d b.c a.d
    """.split()
)
# A capitalised one of these after an abbreviation begins a sentence: "in the U.S. The talks …".
_SENTENCE_STARTERS = frozenset(
    """
    after although and as at before both but by despite during for from he her his however if in it its
    meanwhile of on she since that the their there these they this those though to we what when while with you
    """.split()  # noqa: SIM905  (as a list it would be a page long)
)
# Words after which a full stop does not certainly end the sentence.
_NO_END = {*_ABBREVIATIONS, *_BEFORE_NUMBERS.split()}
_BLANK = r"[ \t\r\n]"
_CLOSING = r"\"'’”»)\]"
_OPENING = r"\"'‘’“”«(\["
_PART = r")\";}\]*:@'({\[‘’“”«»?!"
"""The marks that Punkt splits from a word. A full stop ends a sentence only before one of these or a blank."""

_ENDS_IN_TITLE = re.compile(rf"\b(?:{'|'.join(_TITLES.split())})\.$", re.IGNORECASE)
_ENDS_BEFORE_NUMBER = re.compile(rf"\b(?:{'|'.join(_BEFORE_NUMBERS.split())})\.$", re.IGNORECASE)
_ENDS_IN_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}$")
LONGEST_SENTENCE = 1000
"""The most characters of a sentence: anything longer (a transcript, a table) is cut."""

_TAIL = 40
_NUMBERED = re.compile(r"\(?\d{1,3}[.)]")


def _behind(words: Iterable[str], *, negative: bool = False) -> str:
    """Return a look-behind pattern for one of the words with its full stop, or for none of them."""
    by_length = [
        [re.escape(word) for word in words if len(word) == length] for length in sorted({len(word) for word in words})
    ]
    if negative:
        return "".join(rf"(?<!\b(?i:{'|'.join(group)})\.)" for group in by_length)
    return "(?:" + "|".join(rf"(?<=\b(?i:{'|'.join(group)})\.)" for group in by_length) + ")"


# An unambiguous full stop, question or exclamation mark. The first group is the blank between two sentences. Without it
# the mark stands within a sentence, even if Punkt splits there (see `_belongs_together`).
_CERTAIN_MARK = re.compile(
    rf"""
    [.?!]
    (?:
      (?: (?<=[?!]) | (?<=[0-9%)\]"'’”]\.) | (?<=[A-Za-z0-9][A-Za-z]\.) {_behind(_NO_END, negative=True)} )
      [{_CLOSING}]{{0,2}} ({_BLANK}+) (?= [A-Z0-9] | [{_OPENING}][A-Za-z0-9] )
    | (?= [{_CLOSING}]* (?: {_BLANK}+ [a-z] | \s* \Z ) )
    | (?! [\s{_PART}] )                             # Punkt passes over it: "2.5", "example.com"
    | {_behind(_TITLES.split())} (?= {_BLANK}[^\s{_PART}{_CLOSING}] )           # "Gen. The Duc"
    | {_behind(_BEFORE_NUMBERS.split())} (?= {_BLANK}[0-9] )                     # "Jan. 6"
    | (?<=\b[^\W\d_]\.[^\W\d_]\.) (?= {_BLANK}[^\s{_PART}{_CLOSING}] )
      (?! {_BLANK}(?i:{"|".join(_SENTENCE_STARTERS)})(?:\s|\Z) )                 # "U.S. President"
    | (?: (?<={_BLANK}[A-Za-z]\.) | (?<=\A[A-Za-z]\.) ) (?= {_BLANK}[A-Z](?:[a-z]+,?|\.)[ \n] )     # "J. K. Rowling"
    )
    """,
    re.VERBOSE,
)
_MARK = re.compile(r"[.?!]")
_ALPHANUMERIC = re.compile(r"[^\W_]")
_SHORTEST = 6  # characters; anything shorter may be the number of a list item


@dataclass(frozen=True, slots=True)
class SentenceSpan(Span):
    """The span of a sentence; `is_display` if it is in a heading, a caption or the like."""

    is_display: bool


def sentence_spans(text: str, start: int = 0) -> list[SentenceSpan]:
    """Return the spans of the sentences from `start` on, in order and disjoint, without blanks at either end.

    Every character is in a span, except blanks, layout markers ("# ", "> ", the "- " or "1. " of a list) and sentences
    without a letter or digit.
    """
    return [
        SentenceSpan(left, right, is_display=is_display) for left, right, is_display in sentence_bounds(text, start)
    ]


def sentence_bounds(text: str, start: int = 0) -> list[tuple[int, int, bool]]:
    """Return the spans of `sentence_spans` as cheap tuples of start, end and `is_display`."""
    found: list[tuple[int, int, bool]] = []
    simple, start = simple_blocks(text, start)
    has_all_marks = "?" in text or "!" in text
    for left, right, is_display in simple:
        certain = certain_sentences(text, left, right, has_all_marks=has_all_marks)
        if certain is None:
            certain = [(left + begin, left + end) for begin, end in sentences_by_punkt(text[left:right])]
        for begin, end in certain:
            found.append((begin, end, is_display))
    for left, right, is_display in blocks(text, start) if start < len(text) else ():
        block = text[left:right]
        bounds = certain_sentences(block, 0, len(block.rstrip()), has_all_marks="?" in block or "!" in block)
        for begin, end in sentences_by_punkt(block) if bounds is None else bounds:
            found.append((left + begin, left + end, is_display))
    return found


def certain_sentences(text: str, start: int, end: int, *, has_all_marks: bool = True) -> list[tuple[int, int]] | None:
    """Return the sentences of one block as Punkt would, or None if a boundary is ambiguous.

    The block must not begin or end with a blank, and must follow a line feed or begin the text. Without `has_all_marks`
    it must have no question or exclamation mark.
    """
    bounds = []
    for place in _marks(text, start, end - 1) if has_all_marks else _full_stops(text, start, end - 1):
        mark = _CERTAIN_MARK.match(text, place, end)
        if mark is None:
            return None
        right, after = mark.span(1)
        if right < 0:
            continue  # within a sentence
        if place - start < _SHORTEST or right - start > LONGEST_SENTENCE:
            return None
        if text[start].isalnum() or _ALPHANUMERIC.search(text, start, right):
            bounds.append((start, right))
        start = after
    if end - start > LONGEST_SENTENCE:
        return None
    if text[start : start + 1].isalnum() or _ALPHANUMERIC.search(text, start, end):
        bounds.append((start, end))
    return bounds


def _marks(text: str, start: int, end: int) -> list[int]:
    """Return the offsets of full stops, question and exclamation marks in a range of a text."""
    return [mark.start() for mark in _MARK.finditer(text, start, max(end, start))]


def _full_stops(text: str, start: int, end: int) -> list[int]:
    """Return the offsets of full stops only, which is several times as fast."""
    places = []
    place = text.find(".", start, end)
    while place >= 0:
        places.append(place)
        place = text.find(".", place + 1, end)
    return places


def sentences_by_punkt(block: str) -> Iterator[tuple[int, int]]:
    """Yield the sentences of one block as Punkt finds them, with its errors on abbreviations corrected."""
    pending: tuple[int, int] | None = None
    for left, right in _punkt().span_tokenize(block):
        if pending is None:
            pending = left, right
        elif right - pending[0] <= LONGEST_SENTENCE and _belongs_together(_tail(block, *pending), block[left:right]):
            pending = pending[0], right
        else:
            yield from _trimmed(block, *pending)
            pending = left, right
    if pending is not None:
        yield from _trimmed(block, *pending)


def _tail(block: str, start: int, end: int) -> str:
    """Return the end of a sentence, which decides whether the sentence continues."""
    return block[max(start, end - _TAIL) : end]


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the sentence without the blanks around it, cut at blanks into several if it is too long."""
    while end - start > LONGEST_SENTENCE:
        cut = max(
            text.rfind(" ", start + 1, start + LONGEST_SENTENCE), text.rfind("\n", start + 1, start + LONGEST_SENTENCE)
        )
        cut = cut if cut > start else start + LONGEST_SENTENCE
        yield from _trimmed(text, start, cut)
        start = cut
    sentence = text[start:end]
    if _ALPHANUMERIC.search(sentence):
        stripped = sentence.strip()
        start += sentence.index(stripped)
        yield start, start + len(stripped)


def _belongs_together(left: str, right: str) -> bool:
    """Return whether the untrained Punkt has cut within a sentence."""
    if right[0].islower():
        return True  # "Really?” he asked", "approx. five"
    if _ENDS_IN_TITLE.search(left):
        return True  # "Gen. The Duc", which the list of sentence starters would cut
    if _ENDS_IN_INITIALS.search(left) and right.split(maxsplit=1)[0].lower() not in _SENTENCE_STARTERS:
        return True  # "J.K. Rowling"
    if _NUMBERED.fullmatch(left):
        return True  # "14. April", "(2) The"
    return right[0].isdigit() and bool(_ENDS_BEFORE_NUMBER.search(left))


@lru_cache(maxsize=1)
def _punkt() -> "PunktSentenceTokenizer":
    from retrieval.analysis.punkt import tokenizer  # noqa: PLC0415  (NLTK is slow to import, and questions do not need it)

    return tokenizer(_ABBREVIATIONS, _SENTENCE_STARTERS)
