"""Replies as the one result that `answerGuestQuery` takes."""

from collections.abc import Iterator
from dataclasses import replace

from telegram.constants import ParseMode

from bot.answer import Answer, CitationGroup
from bot.grouping import up_to
from bot.guest_replies import QuoteTooLong
from bot.keyboards import Keyboard
from bot.message_room import fitting
from bot.messages import Reply
from bot.rendering.html import messages
from bot.rendering.templates import Templates
from bot.telegram.keyboards import to_markup

_ID = "answer"
_TITLE = "Verbatim"
"""Nobody sees the title of a result that is sent at once, but it must not be empty."""


def to_result(reply: Reply, bot: str, templates: Templates, keyboard: Keyboard | None = None) -> dict[str, object]:
    """Return a reply as a result. It is one message: of an answer as many quotes as fit it, each of them whole.

    The keyboard stands below what is quoted.
    """
    markup = {}
    if keyboard is not None:
        markup = {"reply_markup": to_markup(keyboard, templates.text, templates.language)}
    for shown in (*_shorter(reply), QuoteTooLong(bot)):
        parts = messages(templates.blocks(shown))
        if len(parts) == 1:
            return {**_article(parts[0].html), **({} if isinstance(shown, QuoteTooLong) else markup)}
    raise ValueError(f"{type(reply).__name__} does not fit one message")  # only a text of the operator could be so long


def _shorter(reply: Reply) -> Iterator[Reply]:
    """Yield a reply, and if it is an answer again with the best quote alone."""
    if not isinstance(reply, Answer):
        yield reply
        return
    yield replace(reply, groups=up_to(reply.groups, fitting(reply.citations)))
    if reply.groups:
        yield replace(reply, groups=(CitationGroup(reply.groups[0].quotes[:1]),))


def _article(html: str) -> dict[str, object]:
    return {
        "type": "article",
        "id": _ID,
        "title": _TITLE,
        "input_message_content": {
            "message_text": html,
            "parse_mode": ParseMode.HTML,
            "link_preview_options": {"is_disabled": True},
        },
    }
