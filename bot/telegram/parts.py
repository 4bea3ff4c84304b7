"""The parts that messages, edits and presses pass through alike."""

import asyncio
from dataclasses import dataclass, field

from bot.access import Access
from bot.clock import SYSTEM_CLOCK, Clock
from bot.commands import Commands
from bot.storage import Keys
from bot.telegram.administrators import Administrators
from bot.telegram.answer_locks import AnswerLocks
from bot.telegram.chosen import Chosen
from bot.telegram.outcomes import Outcomes
from bot.telegram.sender import Sender
from bot.telegram.twins import Twins


@dataclass(frozen=True, slots=True)
class Parts:
    """What answers an update, beside its handler.

    `commands` must be done before the first job that is not `is_notice_only`. `keys` makes the keys of answers.
    What lapses is searched under the lock `passing`, one at a time: the thread that searches never has more than one of
    them before a question of the inbox.
    """

    commands: asyncio.Future[Commands]
    access: Access
    sender: Sender
    outcomes: Outcomes
    keys: Keys
    chosen: Chosen
    administrators: Administrators
    clock: Clock = SYSTEM_CLOCK
    locks: AnswerLocks = field(default_factory=AnswerLocks)
    passing: asyncio.Lock = field(default_factory=asyncio.Lock)
    twins: Twins = field(default_factory=Twins)
