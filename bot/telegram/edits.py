"""Edited messages: an edited question edits its answer."""

import logging

from telegram import Message, Update
from telegram.error import BadRequest, Forbidden

from bot.answer import Answer
from bot.asked import Asked
from bot.given_answer import GivenAnswer
from bot.messages import Reply
from bot.requests import Question
from bot.storage import AnswerRow
from bot.telegram.address import Address
from bot.telegram.asked import asked_in
from bot.telegram.job import Job, JobContext
from bot.telegram.parts import Parts
from bot.throttle import Throttle, Verdict
from bot.views import remembered

_log = logging.getLogger(__name__)

EDITS_PER_MINUTE = 30
"""The most edited questions of a person that are answered anew; further ones wait."""


class Edits:
    """Answers edited questions anew, in the place of the answer before. An edited command does nothing."""

    def __init__(self, parts: Parts) -> None:
        """Take what is shared with messages."""
        self._parts = parts
        self._throttle = Throttle(EDITS_PER_MINUTE, parts.clock.monotonic)

    async def on_edit(self, update: Update, context: JobContext) -> None:
        """Answer one edited message, if its question has an answer and its text has changed.

        Telegram reports an edit for a reaction or a preview as well.
        """
        message, job = update.edited_message, context.current
        if message is None or job.is_notice_only:
            return
        request = asked_in(message, job)
        if not isinstance(request, Question) or not self._parts.access.may_talk(request.origin):
            return
        if (row := await self._changed_by(request, message, job)) is None:
            return
        await self._wait_for_turn(job.update.asker or message.chat_id, job)
        await self._parts.locks.take(row.key, job)
        # What was pressed meanwhile has changed the row; a later edit may have come.
        if (row := await self._changed_by(request, message, job)) is None:
            return
        async for reply in self._parts.commands.result().run(request):
            await self._show(reply, request.text, row, message, job)

    async def _changed_by(self, request: Question, message: Message, job: Job) -> AnswerRow | None:
        """Return the answer that an edit changes, if there is one, not to this text already, and no later edit."""
        if self._may_be_left_out(job):
            return None
        row = await self._parts.commands.result().views.find_by_question(message.chat_id, message.message_id)
        return None if row is None or row.given.asked.typed == request.text else row

    @staticmethod
    def _may_be_left_out(job: Job) -> bool:
        """Tell whether a later edit replaces this one.

        An edit that the program had begun before it ended may be shown already, while the answer before it is recorded.
        It is done again: a later edit back to the recorded text would find nothing to change otherwise.
        """
        return job.is_superseded and not job.was_begun

    async def _wait_for_turn(self, person: int, job: Job) -> None:
        """Wait until the person may edit once more. None is dropped but for a later one: of several the last counts."""
        while not self._may_be_left_out(job) and self._throttle.admit(person) is not Verdict.PASS:
            await job.wait_without_slot(self._parts.clock.sleep(self._throttle.wait(person)))

    async def _show(self, reply: Reply, text: str, row: AnswerRow, message: Message, job: Job) -> None:
        # Also without an answer: a later edit finds the message all the same.
        kept = remembered(reply) or GivenAnswer.without_quotes(Asked.plainly(text))
        try:
            keyboard = self._parts.keyboard(reply, row.key, kept.alternatives, job.chosen)
            await self._parts.sender.edit(Address.of(message, job.chosen), row.message_id, reply, job, keyboard)
        except (BadRequest, Forbidden) as error:  # it was deleted, or is too old to be edited
            _log.info("the answer to the edited message of update %d was not edited: %s", job.update.update_id, error)
            return
        job.writes.append(lambda tables: tables.edit(row.key, kept))
        if isinstance(reply, Answer):
            self._parts.outcomes.count(reply, row.key, job)
        else:  # it is a question no more
            job.writes.append(lambda tables: tables.questions.remove(row.key))
