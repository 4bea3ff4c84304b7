"""The presses of buttons: each is answered in passing, and what it shows replaces the message of the button."""

import logging
from dataclasses import replace
from functools import partial

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatType
from telegram.error import BadRequest, Forbidden

from bot.answer import Answer
from bot.given_answer import GivenAnswer
from bot.messages import PressExpired
from bot.requests import Action, Origin, Press, QuotePress, SettingPress
from bot.storage import Tables
from bot.telegram.address import Address, topic_of
from bot.telegram.job import Job, JobContext
from bot.telegram.parts import Parts
from bot.telegram.quote_presses import QuotePresses
from bot.telegram.setting_presses import SettingPresses, answer
from bot.throttle import Throttle, Verdict
from bot.views import Pressed

_log = logging.getLogger(__name__)

PRESSES_PER_MINUTE = 60
"""The most presses of a person that are carried out; further ones do nothing."""


class Presses:
    """Carries out presses. They count neither as questions nor as open ones, but have a limit of their own.

    A press of somebody who may not talk to the bot is answered without a word, as their messages are not answered.
    """

    def __init__(self, parts: Parts) -> None:
        """Take what is shared with messages."""
        self._parts = parts
        self._of_quotes = QuotePresses(parts)
        self._throttle = Throttle(PRESSES_PER_MINUTE, parts.clock.monotonic)
        self._settings = SettingPresses(parts)

    async def on_press(self, update: Update, context: JobContext) -> None:
        """Carry out one press."""
        query, job = update.callback_query, context.current
        if query is None or job.is_notice_only:
            return
        origin = _origin_of(query, job)
        is_refused = not self._parts.access.may_talk(origin)
        if is_refused or job.is_excess or self._throttle.admit(query.from_user.id) is not Verdict.PASS:
            await self._parts.sender.queries.answer_press(query.id)  # without it, apps show that they wait
            return
        match job.update.request:
            case SettingPress() as press if origin.chat_id is not None:
                await self._settings.on_press(replace(press, origin=origin), query, job)
            case QuotePress() as press:
                await self._of_quotes.on_press(replace(press, origin=origin), query, job)
            case Press() as press if origin.chat_id is not None:
                language = job.chosen.language_or(query.from_user.language_code)
                address = Address(origin.chat_id, origin.topic_id, language=language)
                await self._carry_out(replace(press, origin=origin), query, address, job)
            case _:
                await answer(self._parts, query, PressExpired())

    async def _carry_out(self, press: Press, query: CallbackQuery, address: Address, job: Job) -> None:
        """Carry out a press under an answer, in its message."""
        pressed = await self._pressed(press, query, job)
        if pressed.given is None:
            return
        if press.origin.is_group:  # where others read it as well
            address = replace(address, language=job.chosen.language_or(pressed.language) or address.language)
        try:
            is_shown = await self._show(press, pressed, address, job)
        except (BadRequest, Forbidden) as error:  # it was deleted, or is too old to be edited
            _log.info("the message of update %d was not edited: %s", job.update.update_id, error)
            return
        if is_shown:
            job.writes.append(partial(_store_shown, press, pressed.given))
            self._count(press, pressed, job)

    async def _show(self, press: Press, pressed: Pressed, address: Address, job: Job) -> bool:
        """Send or edit what a press shows; return False if the chat takes no file from the bot, as if blocked."""
        message_id, given = press.origin.message_id, pressed.given
        if message_id is None or given is None:
            return False
        if pressed.file is not None:
            sent = await self._parts.sender.send_file(address, pressed.file, job, reply_to=message_id)
            if sent is None:
                return False
        if pressed.reply is not None:
            keyboard = self._parts.keyboard(pressed.reply, press.key, given.alternatives)
            await self._parts.sender.edit(address, message_id, pressed.reply, job, keyboard)
        return True

    def _count(self, press: Press, pressed: Pressed, job: Job) -> None:
        if press.action is Action.ASK and isinstance(pressed.reply, Answer):
            self._parts.outcomes.count(pressed.reply, press.key, job)

    async def _pressed(self, press: Press, query: CallbackQuery, job: Job) -> Pressed:
        """Return what a press shows, and answer it in passing: at once if its answer is being changed by another job.

        What changes the answer waits for its turn; a vote does not.
        """
        is_vote = press.action in {Action.LIKE, Action.DISLIKE}
        must_wait = not is_vote and self._parts.locks.is_taken(press.key)
        if must_wait:
            await self._parts.sender.queries.answer_press(query.id)
        if not is_vote:
            await self._parts.locks.take(press.key, job)
        pressed = await self._parts.commands.result().views.press(press)
        if not must_wait:
            toast = None if pressed.given is not None else pressed.reply
            await answer(self._parts, query, toast)
        return pressed


def _store_shown(press: Press, given: GivenAnswer, tables: Tables) -> None:
    tables.show(press.key, press.shows, given)


def _origin_of(query: CallbackQuery, job: Job) -> Origin:
    """Return the origin of a press. A message that the bot cannot access any more has a chat, but no topic."""
    message = query.message
    topic_id = topic_of(message) if isinstance(message, Message) else None
    return Origin(
        person_id=query.from_user.id,
        chat_id=None if message is None else message.chat.id,
        topic_id=topic_id,
        message_id=None if message is None else message.message_id,
        update_id=job.update.update_id,
        is_private=message is not None and message.chat.type == ChatType.PRIVATE,
        chosen=job.chosen,
    )
