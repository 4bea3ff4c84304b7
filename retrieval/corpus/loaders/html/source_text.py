"""Restores the source text of extracted paragraphs: an extractor may lose words, blanks and kinds within them."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby

from retrieval.corpus.loaders.blocks import TextBlock
from retrieval.models import SentenceKind

# Letters at either end by which a paragraph is recognised.
_KNOWN_BY = 24
# Each unsuccessful search scans the whole page.
_MOST_MISSES = 200
# A word such as "in" may stand within other words many times before it stands alone.
_MOST_WITHIN_WORDS = 20


def restore_source_text(extracted: Sequence[str], page: Sequence[TextBlock]) -> list[TextBlock]:
    """Return the extracted paragraphs as they are in the page, with the kinds that they have there.

    A paragraph that differs is replaced by the page's paragraph with the same beginning or end, or dropped if there is
    none. Both are cleaned; `page` is the whole visible text.
    """
    return list(_faithful(extracted, _Page(page)))


def _faithful(blocks: Sequence[str], page: "_Page") -> Iterator[TextBlock]:
    own: dict[str, TextBlock] | None = None
    place = misses = 0
    waiting = list(reversed(blocks))
    while waiting:
        block = waiting.pop()
        words = " ".join(block.split())
        found = page.find(words, place)  # nearly always in the order of the page
        if found < 0 and misses < _MOST_MISSES:
            found = page.find(words, 0)
        if found >= 0:
            place = found + len(words)
            yield from page.blocks_at(block, found, place)
            continue
        misses += 1
        if "\n\n" in block:  # paragraphs between two line breaks, which the page has something between
            waiting.extend(reversed(block.split("\n\n")))
            continue
        own = page.by_ends() if own is None else own
        letters = _letters(block)
        instead = own.get(letters[:_KNOWN_BY]) or own.get(letters[-_KNOWN_BY:])
        if instead is not None:
            for key in _keys(instead.text):
                own.pop(key, None)
            yield instead


class _Page:
    """The blocks of a page, and their words one after the other with single blanks between them."""

    def __init__(self, blocks: Sequence[TextBlock]) -> None:
        self._blocks = blocks
        self._starts: list[int] = []
        self._ends: list[int] = []
        words = [" ".join(it.text.split()) for it in blocks]
        start = 0
        for it in words:
            self._starts.append(start)
            self._ends.append(start + len(it))
            start += len(it) + 1
        self._words = " ".join(words)

    def find(self, words: str, start: int) -> int:
        """Return where whole words stand from an offset on, else where they stand within others; -1 if nowhere."""
        first = found = self._words.find(words, start)
        for _ in range(_MOST_WITHIN_WORDS):
            if found < 0 or self._is_whole(found, found + len(words)):
                break
            found = self._words.find(words, found + 1)
        return first if found < 0 else found

    def _is_whole(self, start: int, end: int) -> bool:
        return (not start or self._words[start - 1] == " ") and self._words[end : end + 1] in {"", " "}

    def blocks_at(self, extracted: str, start: int, end: int) -> Iterator[TextBlock]:
        """Yield what was extracted from a range of the words, divided where the page's blocks are of other kinds.

        A block that is no prose is yielded as the page has it if all of it was extracted: with its line breaks.
        """
        numbers = range(bisect_right(self._starts, start) - 1, bisect_left(self._starts, end))
        kinds = {self._blocks[it].kind for it in numbers}
        if kinds == {SentenceKind.PROSE}:
            yield TextBlock(extracted)
            return
        for kind, some in groupby(numbers, lambda it: self._blocks[it].kind):
            if kind == SentenceKind.PROSE:
                run = list(some)
                yield TextBlock(self._words[max(start, self._starts[run[0]]) : min(end, self._ends[run[-1]])], kind)
                continue
            for it in some:
                if start <= self._starts[it] and self._ends[it] <= end:
                    yield self._blocks[it]
                else:
                    yield TextBlock(self._words[max(start, self._starts[it]) : min(end, self._ends[it])], kind)

    def by_ends(self) -> dict[str, TextBlock]:
        """Return the paragraphs of the blocks by the letters at either end of them."""
        paragraphs = (TextBlock(it, block.kind) for block in self._blocks for it in block.text.split("\n\n"))
        return {key: paragraph for paragraph in paragraphs for key in _keys(paragraph.text)}


def _keys(block: str) -> tuple[str, str]:
    letters = _letters(block)
    return letters[:_KNOWN_BY], letters[-_KNOWN_BY:]


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))
