"""Which buttons stand under a reply. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.answer import Answer, Citation, CitationGroup, FurtherQuotes, Quote, QuoteInContext, SourceCard, Why
from bot.asked import Alternative
from bot.dates import readable
from bot.message_room import fitting
from bot.messages import Ambiguous, Reply, Start
from bot.requests import Action
from bot.texts.marking import gettext_noop
from bot.utf16 import utf16_length

_MOST_COPIED = 256
"""Telegram's limit for what a button copies, in UTF-16 units."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a reply. It does an action or copies a text.

    `text` is a marked text; without one, the `alternative` that it asks has one.
    """

    text: str
    action: Action | None = None
    place: int = 0
    copied: str | None = None
    alternative: Alternative | None = None


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Keyboard:
    """Rows of buttons under the reply to a question. `key` is that of the answer."""

    key: str
    rows: Rows


_BACK = gettext_noop("‹ Back")
_MORE = gettext_noop("More ›")
_CONTEXT = gettext_noop("Context")
_WHY = gettext_noop("Why")
_SOURCE = gettext_noop("Source")
_FILE = gettext_noop("Text as a file")
_COPY = gettext_noop("Copy")
_LIKE, _DISLIKE = "👍", "👎"


def keyboard_of(reply: Reply, key: str, alternatives: Sequence[Alternative] = ()) -> Keyboard | None:
    """Return the buttons under a reply, given the key of its answer; None if it has none, as most.

    `alternatives` are those that are remembered of the answer: the buttons of its own name them by their places.
    """
    places = {alternative: place for place, alternative in enumerate(alternatives)}
    rows: Rows
    if isinstance(reply, Ambiguous | Start):
        rows = tuple((_ask(it, places),) for it in reply.offers)
    else:
        rows = _rows(reply, places)
    return Keyboard(key, rows) if rows else None


def _rows(reply: Reply, places: Mapping[Alternative, int]) -> Rows:
    match reply:
        case Answer():
            return _under_answer(reply, places)
        case FurtherQuotes(place, (CitationGroup((Quote(first), *_)), *_), previous, following):
            back = Button(_BACK, Action.QUOTES, previous)
            more = () if following is None else (Button(_MORE, Action.QUOTES, following),)
            return tuple(_about(place, first)), (back, *more)
        case QuoteInContext(place, citation):
            return ((*(it for it in _about(place, citation) if it.text != _CONTEXT), _back_to(place)),)
        case Why(place, citation):
            return ((*(it for it in _about(place, citation) if it.text != _WHY), _back_to(place)),)
        case SourceCard(place, has_file=has_file):
            return ((*((Button(_FILE, Action.FILE, place),) if has_file else ()), _back_to(place)),)
        case _:
            return ()


def _under_answer(answer: Answer, places: Mapping[Alternative, int]) -> Rows:
    offered = [it for it in answer.offers if it in places]
    if not answer.answered or not answer.citations:
        closest = tuple(tuple(_about(0, it)) for it in answer.citations[:1])
        return (*closest, *((_ask(it, places),) for it in offered))
    orders = [it for it in offered if it.asked == replace(answer.asked, newest_first=it.asked.newest_first)]
    more = Button(_MORE, Action.QUOTES, fitting(answer.citations))
    return (
        (*_about(0, answer.citations[0]), more),
        (*(_ask(it, places) for it in orders), Button(_LIKE, Action.LIKE, 0), Button(_DISLIKE, Action.DISLIKE, 0)),
        *((_ask(it, places),) for it in offered if it not in orders),
    )


def _ask(alternative: Alternative, places: Mapping[Alternative, int]) -> Button:
    """Return the button that asks something else."""
    return Button("", Action.ASK, places[alternative], alternative=alternative)


def _back_to(place: int) -> Button:
    return Button(_BACK, Action.QUOTES, place)


def _about(place: int, citation: Citation) -> Iterator[Button]:
    """Yield the buttons about one quote."""
    yield Button(_CONTEXT, Action.CONTEXT, place)
    yield Button(_WHY, Action.WHY, place)
    yield Button(_SOURCE, Action.SOURCE, place)
    yield Button(_COPY, copied=copied(citation))


def copied(citation: Citation) -> str:
    """Return a quote with its citation, in at most 256 UTF-16 units: the quote is cut at a word, the citation never.

    Only a citation that is longer than that by itself is cut.
    """
    cited = " · ".join(it for it in (citation.title, citation.source, readable(citation.published)) if it)
    tail = f"\n— {_cut(cited, _MOST_COPIED // 2)}"
    room = _MOST_COPIED - utf16_length(tail) - 2
    return f"“{_cut(' '.join(citation.text.split()), room)}”{tail}"


def _cut(text: str, most: int) -> str:
    """Return the text in at most `most` UTF-16 units, cut at a word with an ellipsis."""
    if utf16_length(text) <= most:
        return text
    while utf16_length(text) > most - 2:
        text = text[:-1] if " " not in text else text.rpartition(" ")[0]
    return f"{text} …"
