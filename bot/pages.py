"""How many quotes an answer has, and where the pages of the others begin and end. Pure."""

from collections.abc import Callable, Iterator, Sequence

from bot.answer import Citation, CitationGroup, FurtherQuotes
from bot.grouping import group, shown_of
from bot.message_room import fitting
from bot.near_duplicates import SameSentence
from bot.requests import Origin

MOST_IN_GROUP = 2
"""The most quotes of an answer in a group, where many read it who did not ask: the best and one further."""

Fits = Callable[[Sequence[Citation]], int]
"""Returns how many of the first citations stand on one page: at least one, if there are any."""


def most_quotes(citations: int, origin: Origin) -> int:
    """Return how many quotes an answer has at most, given the operator's setting, where it is asked.

    What was chosen for the chat holds in a group as well, but not in a chat of which the bot is no member.
    """
    if origin.chosen.quotes is not None and not origin.is_guest:
        return origin.chosen.quotes
    return min(citations, MOST_IN_GROUP) if origin.is_group else citations


class Pages:
    """Turns the pages of an answer, from its beginning, so that a page is the same from wherever it is reached."""

    def __init__(self, size: int, is_same: SameSentence, fits: Fits = fitting) -> None:
        """Take the most quotes of a page behind the answer itself, and which sentences say the same."""
        self._size = size
        self._is_same = is_same
        self.fits = fits

    def at(self, place: int, quotes: Sequence[Citation], first: int) -> FurtherQuotes | None:
        """Return the page that has a place of the ranking, at least `first`, which is how many the answer itself shows.

        The quotes are all of the answer, as they rank. A page of nothing but repetitions of earlier quotes is skipped,
        and a place on it is taken for one on the next. None if there is no further page.
        """
        previous = 0
        pages = self._behind(first, quotes)
        for start, end, groups in pages:
            if place < end:
                following = next((it for it, _, _ in pages), None)
                return FurtherQuotes(groups[0].quotes[0].citation.rank - 1, groups, previous, following)
            previous = start
        return None

    def _behind(self, start: int, quotes: Sequence[Citation]) -> Iterator[tuple[int, int, tuple[CitationGroup, ...]]]:
        """Yield where each page from a place on begins and ends, and what it shows.

        Quotes that match by their context only help nobody, and are left out.
        """
        while start < len(quotes):
            end = start + self.fits(quotes[start : start + self._size])
            shown = [it for it in quotes[start:end] if it.matched]
            if groups := group(shown, self._is_same, shown_of(quotes[:start])):
                yield start, end, groups
            start = end
