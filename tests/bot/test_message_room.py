"""An answer is one message: what does not fit is left to More."""

from dataclasses import replace

from hypothesis import example, given
from hypothesis import strategies as st

from bot.answer import Citation
from bot.grouping import up_to
from bot.keyboards import keyboard_of
from bot.message_room import fitting
from bot.rendering.html import messages
from bot.requests import Action
from retrieval.models import Span
from tests.bot.samples import TEMPLATES, answer, citation, citations
from tests.fakes.botapi.formatting import format_text
from tests.fakes.botapi.markup import parse_html

_LONG = st.builds(
    lambda it, times: (it * times).strip()[:1500] or "x", st.text("ab <&é😀", min_size=1), st.integers(1, 400)
)
_LINK = "https://example.org/" + "x" * 2000


@given(st.lists(citations(_LONG), min_size=1, max_size=20))
@example([citation("港" * 100, url=_LINK, document_id=str(it)) for it in range(20)])
@example([citation("Xi, " * 40, tuple(Span(at, at + 2) for at in range(0, 160, 4))) for _ in range(20)])
@example([citation("Q.", url=_LINK, published="2021-04-14T09:30:00Z", document_id=str(it)) for it in range(20)])
def test_what_fits_is_one_message_that_telegram_takes(cited: list[Citation]) -> None:
    told = answer(*(replace(it, matched=it.matched or (Span(0, 1),)) for it in cited))
    most = fitting(told.citations)
    [message] = messages(TEMPLATES.blocks(replace(told, groups=up_to(told.groups, most))))
    formatted = format_text(message.html, "HTML")
    assert formatted.violations == ()
    assert sum(len((it.url or "").encode()) for it in parse_html(message.html)[1]) < 9500


def test_more_begins_behind_what_fits() -> None:
    cited = [citation(it * 1500, (Span(0, 1),), document_id=it) for it in "abcde"]
    told = answer(*cited)
    assert fitting(told.citations) == 2
    keyboard = keyboard_of(told, "key")
    assert keyboard is not None
    [more] = [button for row in keyboard.rows for button in row if button.action is Action.QUOTES]
    assert more.place == 2
    assert [quote.citation.rank for group in up_to(told.groups, 2) for quote in group.quotes] == [1, 2]


def test_the_best_quote_is_shown_however_long_it_is() -> None:
    assert fitting([citation("a" * 9000), citation("b")]) == 1
    assert fitting([citation("a"), citation("b")]) == 2
    assert fitting([]) == 0
