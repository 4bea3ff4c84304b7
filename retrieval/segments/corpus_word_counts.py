"""The word counts of a corpus: the sums over its segments."""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache, partial

from retrieval.segments.word_counts import SegmentWords
from retrieval.vocabulary.port import Words, least_frequency

_TERMS_CACHED, _LENGTHS_CACHED = 1 << 14, 1 << 7


class CorpusWords:
    """Implements `WordCounts` over several segments, as if they were one."""

    def __init__(self, segments: Sequence[SegmentWords]) -> None:
        """Take the words of each segment."""
        self._segments = tuple(segments)
        self._least = least_frequency(sum(it.sentences for it in self._segments))
        self._longest_phrase = max((it.longest_phrase for it in self._segments), default=0)
        # Caching methods would keep the files open until the garbage collector runs.
        self._case_counts = lru_cache(_TERMS_CACHED)(partial(_case_counts, self._segments))
        self._initials = lru_cache(_LENGTHS_CACHED)(partial(_initials, self._segments))

    @property
    def longest_phrase(self) -> int:
        """The number of terms of the longest phrase with an acronym; 0 if there is none."""
        return self._longest_phrase

    def case_counts(self, term: str) -> tuple[int, int] | None:
        """Return how often the term is informatively capitalised and in lower case; None if it does not occur."""
        return self._case_counts(term)

    def frequency(self, plain: str) -> int | None:
        """Return the frequency of a plain form; None if it is too rare to correct another word to it."""
        seen = 0
        for segment in self._segments:  # dozens of words are looked up for each typo: a generator takes longer
            seen += segment.frequency(plain)
        return seen if seen >= self._least else None

    def spelling(self, plain: str) -> str:
        """Return the most frequent spelling of a plain form, the alphabetically first of several."""
        counts: Counter[str] = Counter()
        for segment in self._segments:
            for number, word in segment.plain.of(plain):
                counts[word] += int(segment.form_counts[number])
        return min((-count, word) for word, count in counts.items())[1] if counts else plain

    def beginning_with(self, letter: str, length: int) -> Sequence[str]:
        """Return the plain forms with this first letter and length that are frequent enough in some segment.

        They include all that are frequent enough in the corpus, which `frequency` tells.
        """
        if len(self._segments) == 1:
            return self._segments[0].frequent(letter, length)
        return sorted({word for it in self._segments for word in it.frequent(letter, length)})

    def initials(self, length: int) -> Sequence[str]:
        """Return the first letters of such plain forms of this length."""
        return self._initials(length)

    def acronyms(self, phrase: Words) -> tuple[str, ...]:
        """Return the acronyms, as terms, that the corpus explains by the phrase, sorted."""
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


def _case_counts(segments: Sequence[SegmentWords], term: str) -> tuple[int, int] | None:
    found = [it.case_counts(term) for it in segments]
    if not any(seen for seen, _, _ in found):
        return None
    return sum(capitalised for _, capitalised, _ in found), sum(lower for _, _, lower in found)


def _initials(segments: Sequence[SegmentWords], length: int) -> Sequence[str]:
    return sorted({letter for it in segments for letter in it.initials(length)})
