"""Which buttons stand under a reply. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.answer import Answer, Citation, CitationGroup, FurtherQuotes, Quote, QuoteInContext, SourceCard, Why
from bot.asked import Alternative
from bot.dates import readable
from bot.message_room import fitting
from bot.messages import Ambiguous, Reply, Start
from bot.requests import Action
from bot.start_links import link_to_quote
from bot.texts.marking import gettext_noop
from bot.utf16 import utf16_length

_MOST_COPIED = 256
"""Telegram's limit for what a button copies, in UTF-16 units."""
_QUOTATION_MARKS = frozenset('"“”„‟«»‹›「」『』〝〞＂')


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a reply. It does an action, copies a text, or opens a `url`.

    `text` is a marked text; without one, the `alternative` that it asks has one. `shared` is what it types behind the
    bot's name, in a chat that the person chooses.
    """

    text: str
    action: Action | None = None
    place: int = 0
    copied: str | None = None
    alternative: Alternative | None = None
    url: str | None = None
    shared: str | None = None


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Keyboard:
    """Rows of buttons under a reply. `key` is that of the answer, or of the citation if a quote stands by itself."""

    key: str
    rows: Rows


KeyOf = Callable[[Citation], str | None]
"""Returns the key of a citation, None if it has none."""

BACK = gettext_noop("‹ Back")
_MORE = gettext_noop("More ›")
CONTEXT = gettext_noop("Context")
_WHY = gettext_noop("Why")
SOURCE = gettext_noop("Source")
_FILE = gettext_noop("Text as a file")
_COPY = gettext_noop("Copy")
_SHARE = gettext_noop("Share")
_LIKE, _DISLIKE = "👍", "👎"


def keyboard_of(
    reply: Reply, key: str, alternatives: Sequence[Alternative] = (), to_share: KeyOf | None = None
) -> Keyboard | None:
    """Return the buttons under a reply, given the key of its answer; None if it has none, as most.

    `alternatives` are those that are remembered of the answer: the buttons of its own name them by their places.
    Without `to_share`, no quote can be shared. It is asked for the quotes alone that buttons are about.
    """
    places = {alternative: place for place, alternative in enumerate(alternatives)}
    rows: Rows
    if isinstance(reply, Ambiguous | Start):
        rows = tuple((_ask(it, places),) for it in reply.offers)
    else:
        rows = _rows(reply, places, to_share)
    return Keyboard(key, rows) if rows else None


def _rows(reply: Reply, places: Mapping[Alternative, int], to_share: KeyOf | None) -> Rows:
    match reply:
        case Answer():
            return _under_answer(reply, places, to_share)
        case FurtherQuotes(place, (CitationGroup((Quote(first), *_)), *_), previous, following):
            back = Button(BACK, Action.QUOTES, previous)
            more = () if following is None else (Button(_MORE, Action.QUOTES, following),)
            return tuple(_about(place, first)), (back, *share(first, to_share), *more)
        case QuoteInContext(place, citation):
            return tuple(_instead_of(CONTEXT, place, citation, to_share))
        case Why(place, citation):
            return tuple(_instead_of(_WHY, place, citation, to_share))
        case SourceCard(place, has_file=has_file):
            return (under_card(place, has_file=has_file),)
        case _:
            return ()


def _under_answer(answer: Answer, places: Mapping[Alternative, int], to_share: KeyOf | None) -> Rows:
    offered = tuple((_ask(it, places),) for it in answer.offers if it in places)
    if not answer.answered or not answer.citations:
        closest = (row for it in answer.citations[:1] for row in (tuple(_about(0, it)), share(it, to_share)) if row)
        return (*closest, *offered)
    best = answer.citations[0]
    more = Button(_MORE, Action.QUOTES, fitting(answer.citations))
    votes = Button(_LIKE, Action.LIKE, 0), Button(_DISLIKE, Action.DISLIKE, 0)
    return tuple(_about(0, best)), (*share(best, to_share), more, *votes), *offered


def _instead_of(shown: str, place: int, citation: Citation, to_share: KeyOf | None) -> Iterator[tuple[Button, ...]]:
    """Yield the rows under a view of a quote, without the button that leads to it: at most four buttons in each."""
    others = tuple(it for it in _about(place, citation) if it.text != shown)
    back = Button(BACK, Action.QUOTES, place)
    if shared := share(citation, to_share):
        yield (*others, *shared)
        yield (back,)
    else:
        yield (*others, back)


def under_card(place: int, *, has_file: bool) -> tuple[Button, ...]:
    """Return the row under the card of an article."""
    file = (Button(_FILE, Action.FILE, place),) if has_file else ()
    return (*file, Button(BACK, Action.QUOTES, place))


def share(citation: Citation, to_share: KeyOf | None) -> tuple[Button, ...]:
    """Return the button that shares a quote, if it can be shared."""
    key = None if to_share is None else to_share(citation)
    return () if key is None else (Button(_SHARE, shared=link_to_quote(key)),)


def copy(citation: Citation) -> Button:
    """Return the button that copies a quote with its citation."""
    return Button(_COPY, copied=copied(citation))


def _ask(alternative: Alternative, places: Mapping[Alternative, int]) -> Button:
    """Return the button that asks something else."""
    return Button("", Action.ASK, places[alternative], alternative=alternative)


def _about(place: int, citation: Citation) -> Iterator[Button]:
    """Yield the buttons about one quote."""
    yield Button(CONTEXT, Action.CONTEXT, place)
    yield Button(_WHY, Action.WHY, place)
    yield Button(SOURCE, Action.SOURCE, place)
    yield copy(citation)


def copied(citation: Citation) -> str:
    """Return a quote with its citation, in at most 256 UTF-16 units: the quote is cut at a word, the citation never.

    Only a citation that is longer than that by itself is cut. A quote with quotation marks of its own gets no others:
    two beside each other are no marks of any language, and other ones would change what is quoted.
    """
    cited = " · ".join(it for it in (citation.title, citation.source, readable(citation.published)) if it)
    tail = f"\n— {_cut(cited, _MOST_COPIED // 2)}"
    quote = _cut(" ".join(citation.text.split()), _MOST_COPIED - utf16_length(tail) - 2)
    return f"“{quote}”{tail}" if _QUOTATION_MARKS.isdisjoint(quote) else f"{quote}{tail}"


def _cut(text: str, most: int) -> str:
    """Return the text in at most `most` UTF-16 units, cut at a word with an ellipsis."""
    if utf16_length(text) <= most:
        return text
    while utf16_length(text) > most - 2:
        text = text[:-1] if " " not in text else text.rpartition(" ")[0]
    return f"{text} …"
