"""The words of a corpus: those of its segments together."""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache, partial

from retrieval.segments.word_counts import SegmentWords
from retrieval.vocabulary.port import Phrase, least_frequency

_TERMS_REMEMBERED, _LENGTHS_REMEMBERED = 1 << 14, 1 << 7


class CorpusWords:
    """The port `WordCounts` over segments: nothing depends on which of them a word came from."""

    def __init__(self, segments: Sequence[SegmentWords]) -> None:
        """Take the words of each segment."""
        self._segments = tuple(segments)
        self._least = least_frequency(sum(it.sentences for it in self._segments))
        self._longest_phrase = max((it.longest_phrase for it in self._segments), default=0)
        # Not the methods are remembered: the files would then stay open until the garbage is collected.
        self._telling = lru_cache(_TERMS_REMEMBERED)(partial(_telling, self._segments))
        self._initials = lru_cache(_LENGTHS_REMEMBERED)(partial(_initials, self._segments))

    @property
    def longest_phrase(self) -> int:
        """How many terms the longest phrase has that an acronym stands for; 0 where there is none."""
        return self._longest_phrase

    def case_counts(self, term: str) -> tuple[int, int] | None:
        """Return how often the term is capitalised and in lower case where that tells; None for one never seen."""
        return self._telling(term)

    def frequency(self, plain: str) -> int | None:
        """Return how often a plain form was seen; None where it is too rare to correct another word to it."""
        seen = sum(it.seen(plain) for it in self._segments)
        return seen if seen >= self._least else None

    def spelling(self, plain: str) -> str:
        """Return how a plain form is most often written: of several the first by the alphabet."""
        counts: Counter[str] = Counter()
        for segment in self._segments:
            for number, word in segment.plain.of(plain):
                counts[word] += int(segment.form_counts[number])
        return min((-count, word) for word, count in counts.items())[1] if counts else plain

    def beginning_with(self, letter: str, length: int) -> Sequence[str]:
        """Return the plain forms with this first letter and length that one segment at least has often enough.

        All that the corpus has often enough are among them; `frequency` tells which they are.
        """
        if len(self._segments) == 1:
            return self._segments[0].frequent(letter, length)
        return sorted({word for it in self._segments for word in it.frequent(letter, length)})

    def initials(self, length: int) -> Sequence[str]:
        """Return the letters that begin such plain forms of this length."""
        return self._initials(length)

    def acronyms(self, phrase: Phrase) -> tuple[str, ...]:
        """Return the terms of the acronyms that the corpus explains by the phrase, sorted."""
        key = " ".join(phrase)
        return tuple(
            sorted(
                {
                    acronym
                    for segment in self._segments
                    for number, acronym in segment.phrases.of(key)
                    if segment.alias_counts[number]
                }
            )
        )


def _telling(segments: Sequence[SegmentWords], term: str) -> tuple[int, int] | None:
    found = [it.telling(term) for it in segments]
    if not any(seen for seen, _, _ in found):
        return None
    return sum(capitalised for _, capitalised, _ in found), sum(lower for _, _, lower in found)


def _initials(segments: Sequence[SegmentWords], length: int) -> Sequence[str]:
    return sorted({letter for it in segments for letter in it.initials(length)})
