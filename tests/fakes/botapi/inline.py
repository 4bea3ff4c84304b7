"""Inline mode: what people type behind the bot's name in any chat, the answers to it, and what they send of them."""

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from .chats import user
from .entities import Entity
from .formatting import FormattedText, format_text
from .keyboards import checked, markup_of
from .params import Params
from .presses import TOO_OLD
from .records import Answer, bad_request, not_modified

LONGEST_QUERY = 256
"""Telegram cuts what is longer."""

_MOST_RESULTS = 50
_LONGEST_ID, _LONGEST_OFFSET = 64, 64
_START_PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_ANSWER_SECONDS = 10.0
"""How long after its arrival a query may be answered."""


@dataclass(frozen=True, slots=True)
class InlineAnswer:
    """What a person sees of an answer: the results as the bot sent them, and what comes with them."""

    results: Sequence[Mapping[str, object]]
    next_offset: str
    cache_time: int
    is_personal: bool
    button: Mapping[str, object] | None


@dataclass(frozen=True, slots=True)
class InlineMessage:
    """A result that was sent, as it stands now: a message of the person, through the bot.

    `edits` are its earlier texts, the oldest first. Only with a keyboard can it be edited.
    """

    inline_message_id: str
    text: str
    html: str
    entities: tuple[Entity, ...]
    has_preview: bool
    reply_markup: Mapping[str, object] | None = None
    edits: tuple[str, ...] = ()


@dataclass(slots=True)
class InlineMode:
    """The queries that can still be answered, the answers to them, and what was sent."""

    is_on: bool = False
    answers: dict[str, InlineAnswer] = field(default_factory=dict)
    messages: dict[str, InlineMessage] = field(default_factory=dict)
    passed: float = 0.0
    """Seconds that a test lets pass beside those of the clock."""
    _arrived: dict[str, float] = field(default_factory=dict)
    _typed: dict[str, tuple[int, str]] = field(default_factory=dict)
    _sent: int = 0

    def update(self, user_id: int, text: str, offset: str, language: str = "en") -> tuple[str, dict[str, object]]:
        """Make the id and the update of a query."""
        query_id = str(7_000_000 + len(self._typed) + 1)
        self._arrived[query_id] = self._now()
        self._typed[query_id] = user_id, text[:LONGEST_QUERY]
        query = {"id": query_id, "from": user(user_id, language), "query": text[:LONGEST_QUERY], "offset": offset}
        return query_id, {"inline_query": query}

    def answer(self, params: Params) -> Answer:
        """Answer a query in time. Raises `ApiError` in Telegram's words."""
        results = params.json("results")
        if not isinstance(results, list) or not all(isinstance(it, dict) for it in results):
            raise bad_request("can't parse results: expected an Array of InlineQueryResult")
        if len(results) > _MOST_RESULTS:
            raise bad_request("RESULTS_TOO_MUCH", f"{len(results)} results, at most {_MOST_RESULTS}")
        next_offset = params.text("next_offset")
        if len(next_offset.encode()) > _LONGEST_OFFSET:
            raise bad_request("NEXT_OFFSET_INVALID", f"next_offset has {len(next_offset.encode())} bytes")
        violations = [it for result in results for it in content_of(result).violations]
        for result in results:
            _keyboard(result)
        check_ids([str(it.get("id", "")) for it in results])
        button = _button(params.json("button"))
        query_id = params.text("inline_query_id")
        arrived = self._arrived.pop(query_id, None)
        if arrived is None or self._now() - arrived > _ANSWER_SECONDS:
            raise bad_request(TOO_OLD)
        cache_time = params.integer("cache_time")
        self.answers[query_id] = InlineAnswer(
            results, next_offset, 300 if cache_time is None else cache_time, params.boolean("is_personal"), button
        )
        return Answer(True, tuple(violations))  # noqa: FBT003  (the Bot API's result)

    def choose(self, query_id: str, result_id: str) -> tuple[InlineMessage, dict[str, object]]:
        """Send a result, and make the update about it."""
        result = next(it for it in self.answers[query_id].results if it["id"] == result_id)
        self._sent += 1
        sent = sent_as(result, f"inline-{self._sent}")
        self.messages[sent.inline_message_id] = sent
        user_id, text = self._typed[query_id]
        chosen: dict[str, object] = {"result_id": result_id, "from": user(user_id), "query": text}
        if sent.reply_markup:  # only then can the message be edited
            chosen["inline_message_id"] = sent.inline_message_id
        return sent, {"chosen_inline_result": chosen}

    def edit(self, params: Params) -> Answer:
        """Change the text and the keyboard of a message, which Telegram confirms without it."""
        formatted = format_text(params.text("text"), params.text("parse_mode"), too_long="MESSAGE_TOO_LONG")
        markup = markup_of(params, has_inline_mode=self.is_on)
        sent = self.messages.get(params.text("inline_message_id"))
        if sent is None or sent.reply_markup is None:
            raise bad_request("MESSAGE_ID_INVALID")
        changed = replace(
            sent, text=formatted.text, html=params.text("text"), entities=formatted.entities, reply_markup=markup
        )
        if changed == replace(sent, html=changed.html):
            raise not_modified()
        self.messages[sent.inline_message_id] = replace(changed, edits=(*sent.edits, sent.text))
        return Answer(True, formatted.violations)  # noqa: FBT003  (the Bot API's result)

    def _now(self) -> float:
        return time.monotonic() + self.passed


def check_ids(ids: Sequence[str]) -> None:
    """Raise `ApiError` if these cannot be the ids of the results of one answer."""
    if not all(1 <= len(it.encode()) <= _LONGEST_ID for it in ids):
        raise bad_request("RESULT_ID_INVALID", "the id of a result has not 1 to 64 bytes")
    if len(set(ids)) != len(ids):
        raise bad_request("RESULT_ID_DUPLICATE", "two results have the same id")


def content_of(result: Mapping[str, object]) -> FormattedText:
    """Return the text that a result sends. Raises `ApiError` where Telegram could not parse it."""
    content = result.get("input_message_content")
    if result.get("type") != "article" or not isinstance(content, dict):
        raise bad_request("can't parse inline query result: only articles with a text are known here")
    if not str(result.get("title", "")).strip():
        raise bad_request("ARTICLE_TITLE_EMPTY", "an article has no title")
    return format_text(str(content.get("message_text", "")), str(content.get("parse_mode", "")))


def sent_as(result: Mapping[str, object], inline_message_id: str) -> InlineMessage:
    """Return the message that a result becomes. Raises `ApiError` where Telegram could not parse it."""
    formatted = content_of(result)
    content = result["input_message_content"]
    assert isinstance(content, dict)
    options = content.get("link_preview_options") or {}
    return InlineMessage(
        inline_message_id,
        formatted.text,
        str(content["message_text"]),
        formatted.entities,
        has_preview=not options.get("is_disabled", False),
        reply_markup=_keyboard(result),
    )


def _keyboard(result: Mapping[str, object]) -> Mapping[str, object] | None:
    markup = result.get("reply_markup")
    return None if markup is None else checked(markup, has_inline_mode=True)


def _button(button: object) -> Mapping[str, object] | None:
    if button is None:
        return None
    if not isinstance(button, dict) or not button.get("text"):
        raise bad_request("can't parse inline query results button")
    if not _START_PARAMETER.fullmatch(str(button.get("start_parameter", ""))):
        raise bad_request("START_PARAM_INVALID", "the start_parameter is none")
    return button
