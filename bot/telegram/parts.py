"""The parts that messages, edits and presses pass through alike."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from telegram import Bot

from bot.access import Access
from bot.answer import Answer
from bot.asked import Alternative
from bot.chat_settings import AS_BY_DEFAULT, ChatSettings
from bot.clock import SYSTEM_CLOCK, Clock
from bot.commands import Commands
from bot.inline_replies import InlineQuote
from bot.keyboards import Keyboard, keyboard_of
from bot.messages import Reply, SettingsCard
from bot.quote_keyboards import quote_keyboard
from bot.settings_menu import SettingsMenu, menu_of
from bot.storage import Keys
from bot.telegram.administrators import Administrators
from bot.telegram.answer_locks import AnswerLocks
from bot.telegram.chosen import Chosen
from bot.telegram.outcomes import Outcomes
from bot.telegram.passing_turns import PassingTurns
from bot.telegram.question_links import QuestionLinks
from bot.telegram.sender import Sender
from bot.telegram.twins import Twins


@dataclass(frozen=True, slots=True)
class Parts:
    """What answers an update, beside its handler.

    `commands` must be done before the first job that is not `is_notice_only`. `keys` makes the keys of answers. `bot`
    is what Telegram knows of the bot, after the start. What lapses is searched in turns of `passing`, one at a time:
    the thread that searches never has more than one of them before a question of the inbox.
    """

    commands: asyncio.Future[Commands]
    access: Access
    sender: Sender
    outcomes: Outcomes
    keys: Keys
    chosen: Chosen
    administrators: Administrators
    bot: Bot
    links: QuestionLinks
    clock: Clock = SYSTEM_CLOCK
    locks: AnswerLocks = field(default_factory=AnswerLocks)
    passing: PassingTurns = field(default_factory=PassingTurns)
    twins: Twins = field(default_factory=Twins)

    @property
    def shares(self) -> bool:
        """Whether people can share quotes: only a bot with inline mode has buttons for that."""
        return bool(self.bot.supports_inline_queries)

    def keyboard(
        self,
        reply: Reply,
        key: str,
        alternatives: Sequence[Alternative] = (),
        chosen: ChatSettings = AS_BY_DEFAULT,
    ) -> Keyboard | SettingsMenu | None:
        """Return the buttons under a reply in a chat of the bot, as `keyboard_of` does.

        Where the chat wants none, answers have none; what asks something has.
        """
        if isinstance(reply, SettingsCard):
            return menu_of(reply)
        if isinstance(reply, Answer) and not chosen.has_buttons:
            return None
        if isinstance(reply, InlineQuote):
            return quote_keyboard(reply, reply.key, shares=self.shares)
        quotes = self.commands.result().quotes
        to_share = quotes.key_of if self.shares and quotes is not None else None
        return keyboard_of(reply, key, alternatives, to_share)
