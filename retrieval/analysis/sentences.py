"""Text to sentence spans: blocks by layout, sentences within a block by NLTK's Punkt.

Punkt (Kiss and Strunk 2006, "Unsupervised multilingual sentence boundary detection") is built here from our
own list of abbreviations: NLTK ships no trained model, and downloading one is no build step.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

from retrieval.models import Span

_TITLES = "adm brig capt col cmdr cpl dr fr gen gov hon lt maj messrs mr mrs ms mt prof rep reps rev sen sgt st"
# Abbreviations before a number only: elsewhere most of them are words, which may well end a sentence.
_BEFORE_NUMBERS = """
    art ch figs fig no nos p pp sec vol
    jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun
    """
_ABBREVIATIONS = frozenset(
    f"""
    {_TITLES}
    approx ave bros cf co corp dept est etc ft inc jr ltd sr vs v
    a.m p.m e.g i.e u.k u.n u.s u.s.a e.u d.c ph.d b.c a.d
    """.split(),
)
# A capitalised one of these after an abbreviation begins a sentence: "in the U.S. The talks …".
_SENTENCE_STARTERS = frozenset(
    """
    after although and as at before both but by despite during for from he her his however if in it its
    meanwhile of on she since that the their there these they this those though to we what when while with you
    """.split(),  # noqa: SIM905  (as a list it would be a page long)
)

_ENDS_IN_TITLE = re.compile(rf"\b(?:{'|'.join(_TITLES.split())})\.$", re.IGNORECASE)
_ENDS_BEFORE_NUMBER = re.compile(rf"\b(?:{'|'.join(_BEFORE_NUMBERS.split())})\.$", re.IGNORECASE)
_ENDS_IN_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}$")
_BREAK = r"(?>\r\n|[\n\r\f\v\x85\u2028\u2029])"  # atomic: "\r\n" is one line break, never two
_LINE_BREAK = re.compile(_BREAK)
_BLANK_LINE = re.compile(rf"{_BREAK}(?:[^\S\n\r]*{_BREAK})+")
# What layout puts before a line's words: headings, quotations, list items.
_MARKER = re.compile(r"\s*(?:#{1,6}\s+|>\s*|[-*+•–—]\s+|\(?\d{1,3}[.)]\s+)*")
_ENDS_SENTENCE = re.compile(r"[.!?:;…][\"'”’»)\]]*$")
_WRAP_WIDTH = range(40, 121)


def sentence_spans(text: str, start: int = 0) -> list[Span]:
    """Return the spans of the text's sentences from `start` on, in order, disjoint, no blank at either end.

    Every character that is not blank or a line's leading marker ("# ", "- ", "1. ") lies in a span, unless its
    sentence holds no letter or digit at all.
    """
    return [span for left, right in _blocks(text, start) for span in _sentences(text, left, right)]


def _sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the sentences of one block."""
    start = _MARKER.match(text, start, end).end()  # type: ignore[union-attr]  # the pattern matches nothing, too
    block = text[start:end]
    pending: Span | None = None
    for left, right in _punkt().span_tokenize(block):
        if pending is None:
            pending = Span(left, right)
        elif _belongs_together(block[pending.start : pending.end], block[left:right]):
            pending = Span(pending.start, right)
        else:
            yield from _trimmed(text, start + pending.start, start + pending.end)
            pending = Span(left, right)
    if pending is not None:
        yield from _trimmed(text, start + pending.start, start + pending.end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    sentence = text[start:end]
    if any(character.isalnum() for character in sentence):
        stripped = sentence.strip()
        start += sentence.index(stripped)
        yield Span(start, start + len(stripped))


def _belongs_together(left: str, right: str) -> bool:
    """Tell whether Punkt, untrained, has cut within a sentence."""
    if right[0].islower():
        return True  # "Really?” he asked", "approx. five"
    if _ENDS_IN_TITLE.search(left):
        return True  # "Gen. The Duc", which the list of sentence starters would cut
    if _ENDS_IN_INITIALS.search(left) and right.split(maxsplit=1)[0].lower() not in _SENTENCE_STARTERS:
        return True  # "J.K. Rowling"
    return right[0].isdigit() and bool(_ENDS_BEFORE_NUMBER.search(left))


def _blocks(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches of text that no sentence crosses: paragraphs, and lines that stand by themselves."""
    for blank in _BLANK_LINE.finditer(text, start):
        yield from _lines(text, start, blank.start())
        start = blank.end()
    yield from _lines(text, start, len(text))


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the lines of one paragraph, each joined with those that only continue it."""
    bounds: list[tuple[int, int]] = []
    for line_break in _LINE_BREAK.finditer(text, start, end):
        bounds.append((start, line_break.start()))
        start = line_break.end()
    bounds.append((start, end))
    lines = [text[left:right].strip() for left, right in bounds]
    wrapped = _is_wrapped(lines)
    left = bounds[0][0]
    for index in range(1, len(bounds)):
        if not _continues(lines[index - 1], lines[index], wrapped=wrapped):
            yield left, bounds[index - 1][1]
            left = bounds[index][0]
    yield left, bounds[-1][1]


def _is_wrapped(lines: list[str]) -> bool:
    """Tell whether the lines look broken by width: each would have run over with one word more."""
    width = max(len(line) for line in lines)
    return (
        len(lines) > 1
        and width in _WRAP_WIDTH
        and all(len(line) + 1 + _first_word_length(after) > width for line, after in pairwise(lines))
    )


def _continues(line: str, after: str, *, wrapped: bool) -> bool:
    if not line or not after or _MARKER.match(after).end():  # type: ignore[union-attr]
        return False
    if after[0].islower() and not _ENDS_SENTENCE.search(line):
        return True
    return wrapped and not line.startswith("#")


def _first_word_length(line: str) -> int:
    return len(line.split(maxsplit=1)[0]) if line else 0


@lru_cache(maxsize=1)
def _punkt() -> PunktSentenceTokenizer:
    parameters = PunktParameters()
    parameters.abbrev_types = set(_ABBREVIATIONS)
    parameters.sent_starters = set(_SENTENCE_STARTERS)
    return PunktSentenceTokenizer(parameters)
