"""A program that writes as the bot does, and prints what was acknowledged; its test kills it."""

import asyncio
import sys
from pathlib import Path

from bot.storage import Database, GroupCommit, Inbox
from tests.bot.storage.updates import update

_WORKERS = 8


def _say(word: str, update_id: int) -> None:
    sys.stdout.write(f"{word} {update_id}\n")
    sys.stdout.flush()


async def _run(file: Path, first: int) -> None:
    commits = GroupCommit(Database.open(file), Inbox, lambda _: None)
    ids = iter(range(first, sys.maxsize))

    async def work(chat_id: int) -> None:
        for update_id in ids:
            await commits.run(lambda inbox: inbox.add([update(update_id, chat_id)], update_id))  # noqa: B023  # awaited
            _say("added", update_id)
            if await commits.run(lambda inbox: inbox.start(update_id)):  # noqa: B023
                _say("started", update_id)
            if update_id % 3:
                await commits.run(lambda inbox: inbox.finish(update_id, update_id))  # noqa: B023
                _say("finished", update_id)
            elif update_id % 2:
                await commits.run(lambda inbox: inbox.bury(update_id, "failed", update_id))  # noqa: B023
                _say("buried", update_id)

    await asyncio.gather(*(work(chat_id) for chat_id in range(_WORKERS)))


if __name__ == "__main__":
    asyncio.run(_run(Path(sys.argv[1]), int(sys.argv[2])))
