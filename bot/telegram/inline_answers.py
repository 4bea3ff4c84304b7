"""Pages of quotes as the parameters of `answerInlineQuery`."""

from telegram.constants import ParseMode

from bot.inline_replies import HowToAsk, InlineQuote, InlineReply, NothingQuoted, QuotePage
from bot.messages import Notice
from bot.quote_keyboards import quote_keyboard
from bot.rendering.explanation import shortened
from bot.rendering.html import messages
from bot.rendering.templates import Templates, without_controls
from bot.start_links import link_to_question
from bot.telegram.keyboards import to_markup
from bot.texts.marking import gettext_noop

CACHE_SECONDS = 10
"""How long Telegram may answer the same query of the same person by itself: short, since the articles may change."""

START_PARAMETER = "inline"
"""What `/start` is sent with by somebody who comes from the list of results."""

_LONGEST_TITLE, _LONGEST_DESCRIPTION = 128, 256

_HOW = gettext_noop("Type a question")
_WHAT = gettext_noop("Quotes from the articles appear here: tap one to send it.")
_IN_PRIVATE = gettext_noop("Ask me in private")
_NOTHING = gettext_noop("No quote: ask me in private")


def to_answer(reply: InlineReply, templates: Templates) -> dict[str, object]:
    """Return what is shown of a page, for one person: results, the next offset and a button to the private chat."""
    shown: dict[str, object] = {"is_personal": True, "cache_time": CACHE_SECONDS, "next_offset": ""}
    match reply:
        case QuotePage(fingerprint, quotes, bot, following):
            results = (_quote(it, fingerprint, bot, templates) for it in quotes)
            return {**shown, "results": [it for it in results if it is not None], "next_offset": following}
        case HowToAsk():
            texts = templates.text(_HOW), templates.text(_WHAT)
            return {
                **shown,
                "results": [it for it in (_article("hint", *texts, reply, templates),) if it is not None],
                "button": _button(templates.text(_IN_PRIVATE)),
            }
        case NothingQuoted(link):
            parameter = link_to_question(link) if link else START_PARAMETER
            return {**shown, "results": [], "button": _button(templates.text(_NOTHING), parameter)}


def _button(text: str, parameter: str = START_PARAMETER) -> dict[str, object]:
    return {"text": text, "start_parameter": parameter}


def _quote(quote: InlineQuote, fingerprint: str, bot: str, templates: Templates) -> dict[str, object] | None:
    """Return a quote as a result; its id is of the articles, so that no other page of theirs has it."""
    cited = quote.citation
    title = cited.title.strip() or cited.document_id
    result = _article(f"{fingerprint}:{cited.rank}", title, cited.text, quote, templates)
    keyboard = quote_keyboard(quote, quote.key, shares=True, through=bot)
    if result is None or keyboard is None:
        return result
    return {**result, "reply_markup": to_markup(keyboard, templates.text, templates.language)}


def _article(
    result_id: str, title: str, description: str, message: Notice, templates: Templates
) -> dict[str, object] | None:
    """Return a result, or None if what it would send does not fit one message: a quote is sent whole."""
    parts = messages(templates.blocks(message))
    if len(parts) != 1:
        return None
    return {
        "type": "article",
        "id": result_id,
        "title": shortened(_line(title), _LONGEST_TITLE),
        "description": shortened(_line(description), _LONGEST_DESCRIPTION),
        "input_message_content": {
            "message_text": parts[0].html,
            "parse_mode": ParseMode.HTML,
            "link_preview_options": {"is_disabled": True},
        },
    }


def _line(text: str) -> str:
    """Return a text on one line, without what would change the direction of what stands beside it."""
    return " ".join(str(without_controls(text)).split())
