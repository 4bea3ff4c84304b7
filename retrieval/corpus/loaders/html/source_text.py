"""What was extracted of a page, in the page's own words: an extractor may lose some within a paragraph, or blanks."""

from collections.abc import Iterator, Sequence

# Of letters, by which a paragraph is known again.
_KNOWN_BY = 24
# Looking for what is not there costs the whole page each time.
_MOST_MISSES = 200


def restore_source_text(extracted: str, page: str) -> str:
    """Return the extracted paragraphs that the page has, to the letter, with a blank line between them.

    In place of one that it has otherwise stands its own that begins or ends alike, or nothing where there is none.
    Both texts are cleaned, `page` is all that the page shows.
    """
    return "\n\n".join(_faithful(extracted.split("\n\n"), page))


def _faithful(blocks: Sequence[str], page: str) -> Iterator[str]:
    shown = " ".join(page.split())
    own: dict[str, str] | None = None
    place = misses = 0
    for block in blocks:
        words = " ".join(block.split())
        found = shown.find(words, place)  # they come in the page's order, nearly always
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
