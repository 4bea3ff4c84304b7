"""Text to sentence spans: blocks by layout, sentences within a block by NLTK's Punkt.

Punkt (Kiss and Strunk 2006, "Unsupervised multilingual sentence boundary detection") is built here from our
own list of abbreviations: NLTK ships no trained model, and downloading one is no build step.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from retrieval.analysis.layout import blocks
from retrieval.analysis.nltk_parts import PunktSentenceTokenizer
from retrieval.analysis.punkt import tokenizer
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
LONGEST = 1000
"""The most characters of a sentence: what is longer (a transcript, a table) is no sentence, and is cut."""

_TAIL = 40
_NUMBERED = re.compile(r"\(?\d{1,3}[.)]")


@dataclass(frozen=True, slots=True)
class SentenceSpan(Span):
    """The span of a sentence; `is_display` where it stands in a heading, a caption or the like."""

    is_display: bool


def sentence_spans(text: str, start: int = 0) -> list[SentenceSpan]:
    """Return the spans of the text's sentences from `start` on, in order, disjoint, no blank at either end.

    Every character that is not blank or a marker of layout ("# ", "> ", the "- " or "1. " of a list) lies in a
    span, unless its sentence holds no letter or digit at all.
    """
    return [
        SentenceSpan(span.start, span.end, is_display=block.is_display)
        for block in blocks(text, start)
        for span in _sentences(text, block.start, block.end)
    ]


def _sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the sentences of one block."""
    block = text[start:end]
    pending: Span | None = None
    for left, right in _punkt().span_tokenize(block):
        if pending is None:
            pending = Span(left, right)
        elif right - pending.start <= LONGEST and _belongs_together(_tail(block, pending), block[left:right]):
            pending = Span(pending.start, right)
        else:
            yield from _trimmed(text, start + pending.start, start + pending.end)
            pending = Span(left, right)
    if pending is not None:
        yield from _trimmed(text, start + pending.start, start + pending.end)


def _tail(block: str, span: Span) -> str:
    """Return the end of a sentence: all that tells whether it goes on."""
    return block[max(span.start, span.end - _TAIL) : span.end]


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the sentence without the blanks around it; one that is over-long in pieces, cut at blanks."""
    while end - start > LONGEST:
        cut = max(text.rfind(" ", start + 1, start + LONGEST), text.rfind("\n", start + 1, start + LONGEST))
        cut = cut if cut > start else start + LONGEST
        yield from _trimmed(text, start, cut)
        start = cut
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
    if _NUMBERED.fullmatch(left):
        return True  # "14. April", "(2) The"
    return right[0].isdigit() and bool(_ENDS_BEFORE_NUMBER.search(left))


@lru_cache(maxsize=1)
def _punkt() -> PunktSentenceTokenizer:
    return tokenizer(_ABBREVIATIONS, _SENTENCE_STARTERS)
