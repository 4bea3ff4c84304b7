"""Restores the source text of extracted paragraphs: an extractor may lose words or blanks within them."""

from collections.abc import Iterator, Sequence

# Letters at either end by which a paragraph is recognised.
_KNOWN_BY = 24
# Each unsuccessful search scans the whole page.
_MOST_MISSES = 200


def restore_source_text(extracted: str, page: str) -> str:
    """Return the extracted paragraphs as they are in the page, with a blank line between them.

    A paragraph that differs is replaced by the page's paragraph with the same beginning or end, or dropped if there is
    none. Both texts are cleaned; `page` is the whole visible text.
    """
    return "\n\n".join(_faithful(extracted.split("\n\n"), page))


def _faithful(blocks: Sequence[str], page: str) -> Iterator[str]:
    shown = " ".join(page.split())
    own: dict[str, str] | None = None
    place = misses = 0
    for block in blocks:
        words = " ".join(block.split())
        found = shown.find(words, place)  # nearly always in the order of the page
        if found < 0 and misses < _MOST_MISSES:
            found = shown.find(words)
        if found >= 0:
            place = found + len(words)
            yield block
            continue
        misses += 1
        own = _by_ends(page) if own is None else own
        letters = _letters(block)
        instead = own.get(letters[:_KNOWN_BY]) or own.get(letters[-_KNOWN_BY:])
        if instead is not None:
            for key in _keys(instead):
                own.pop(key, None)
            yield instead


def _by_ends(page: str) -> dict[str, str]:
    return {key: block for block in page.split("\n\n") for key in _keys(block)}


def _keys(block: str) -> tuple[str, str]:
    letters = _letters(block)
    return letters[:_KNOWN_BY], letters[-_KNOWN_BY:]


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))
