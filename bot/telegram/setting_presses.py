"""Presses of the buttons under the settings of a chat: they show choices, and store what is chosen."""

import logging
from dataclasses import replace

from telegram import CallbackQuery
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.chat_settings import ChatSettings, Setting
from bot.messages import AdministratorsUnknown, NotAdministrator, PressExpired, Reply, Toast
from bot.requests import SettingPress
from bot.settings_menu import is_offered, menu_of, page_of, with_choice
from bot.telegram.address import Address
from bot.telegram.job import Job
from bot.telegram.parts import Parts

_log = logging.getLogger(__name__)


class SettingPresses:
    """Carries out presses. The state is in the row of the chat, so that a press that is carried out twice is harmless.

    The data of a button say what is chosen, and never what is turned over.
    """

    def __init__(self, parts: Parts) -> None:
        """Take what is shared with messages."""
        self._parts = parts

    async def on_press(self, press: SettingPress, query: CallbackQuery, job: Job) -> None:
        """Carry out one press of somebody who may."""
        chat_id, message_id = press.origin.chat_id, press.origin.message_id
        if chat_id is None or message_id is None:
            return
        languages = self._parts.commands.result().languages

        def changed(settings: ChatSettings) -> ChatSettings:
            return with_choice(settings, press, languages) or settings

        if not is_offered(press, languages):
            await answer(self._parts, query, PressExpired())
            return
        if (refusal := await self._refusal(press)) is not None:
            await answer(self._parts, query, refusal)
            return
        settings = job.chosen
        if press.choice is not None:
            # Before it is shown: what people see holds for what they ask next.
            settings = await self._parts.chosen.choose(chat_id, changed, job.update.update_id)
        await answer(self._parts, query)
        await self._show(replace(press, origin=replace(press.origin, chosen=settings)), message_id, query, job)

    async def _refusal(self, press: SettingPress) -> Toast | None:
        """Return why a person may not change the settings here; None in private, and for an administrator."""
        origin = press.origin
        if not origin.is_group or origin.chat_id is None or origin.person_id is None:
            return None
        try:
            is_administrator = await self._parts.administrators.includes(
                origin.chat_id, origin.person_id, anew=press.choice is not None
            )
        except TelegramError as error:
            _log.warning("the administrators of group %d are not known, its settings stay: %s", origin.chat_id, error)
            return AdministratorsUnknown()
        return None if is_administrator else NotAdministrator()

    async def _show(self, press: SettingPress, message_id: int, query: CallbackQuery, job: Job) -> None:
        """Show the settings in the place of the message, on the page of what was chosen."""
        origin, page = press.origin, press.page
        if press.choice is not None and press.setting is Setting.TIME_ZONE:
            page = page_of(press.choice)
        card = self._parts.commands.result().settings_card(origin, press.setting, page)
        language = origin.chosen.language_or(query.from_user.language_code)
        to = Address(origin.chat_id or 0, origin.topic_id, language=language)
        try:
            await self._parts.sender.edit(to, message_id, card, job, menu_of(card))
        except (BadRequest, Forbidden) as error:  # it was deleted, or is too old to be edited
            _log.info("the message of update %d was not edited: %s", job.update.update_id, error)


async def answer(parts: Parts, query: CallbackQuery, toast: Reply | None = None) -> None:
    """Answer a press, in the language of the person, which others do not choose for them."""
    chosen = await parts.chosen.of(query.from_user.id)
    await parts.sender.queries.answer_press(query.id, toast, chosen.language_or(query.from_user.language_code))
