"""Measures how long the bot works for a press of each button, on made-up articles: [--sentences N].

A press is everything but Telegram's part: the row is read from SQLite, the view made and rendered, and what the message
now shows stored in a commit. Each is measured on an answer that the service still has in memory, and on one that it has
to find again, as after a restart.
"""

import argparse
import asyncio
import statistics
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from benchmarks.bot.generated import generated
from benchmarks.report import report
from bot.app import App
from bot.keyboards import keyboard_of
from bot.rendering.html import messages
from bot.requests import Action, Origin, Press
from bot.service import Service
from bot.storage import FILE, AnswerRow, Database, GroupCommit, Tables
from bot.views import Views, given

_QUESTIONS = 300
_CHAT = 7
_MUST_REACH = "≤ 50 ms"
_BUTTONS = {
    "Context": (Action.CONTEXT, 0),
    "Why": (Action.WHY, 0),
    "Source": (Action.SOURCE, 0),
    "More": (Action.QUOTES, 3),
    "More, the page after it": (Action.QUOTES, 6),
    "Back": (Action.QUOTES, 0),
}


class _Stored:
    """The rows of answers, through the group commit of the bot."""

    def __init__(self, store: GroupCommit[Tables]) -> None:
        self._store = store

    async def find(self, key: str, chat_id: int) -> AnswerRow | None:
        return await self._store.run(lambda tables: tables.find(key, chat_id, 0.0))

    async def find_by_question(self, chat_id: int, message_id: int) -> AnswerRow | None:
        return await self._store.run(lambda tables: tables.answers.by_question(chat_id, message_id, 0.0))

    async def vote(self, key: str, vote: int) -> None:
        await self._store.run(lambda tables: tables.answers.vote(key, vote))


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bot.presses", description=__doc__)
    parser.add_argument("--sentences", type=int, default=1_000_000, help="size of the corpus; default: a million")
    options = parser.parse_args()
    with generated(options.sentences, _QUESTIONS) as it:
        rows = asyncio.run(_measure(it.app, it.questions, it.folder))
    report("presses", f"What a press costs inside the process ({it.sentences:,} sentences)", rows)


async def _measure(app: App, questions: Sequence[str], folder: Path) -> list[dict[str, object]]:
    store = GroupCommit(Database.open(folder / FILE), Tables, lambda _: None)
    keys = await _ask(app, questions, store)
    rows = []
    for what, (action, place) in _BUTTONS.items():
        again, kept = [], []
        for key in keys:
            # A service that has answered nothing yet: the first press finds the answer again.
            views = Views(Service(app.searcher, app.settings.citations), app.settings.citations, _Stored(store))
            press = Press(key, action, place, Origin(_CHAT, _CHAT))
            again.append(await _timed(app, press, views, store))
            kept.append(await _timed(app, press, views, store))
        rows.append(
            {"press": what, **_figures("in memory", kept), **_figures("found again", again), "must reach": _MUST_REACH}
        )
    await store.close()
    return rows


async def _timed(app: App, press: Press, views: Views, store: GroupCommit[Tables]) -> float:
    """Carry out a press, and return how many milliseconds that took."""
    started = time.perf_counter()
    pressed = await views.press(press)
    kept = pressed.given
    if kept is not None and pressed.reply is not None:  # else there is no such quote
        messages(app.templates.blocks(pressed.reply))
        keyboard_of(pressed.reply, press.key, kept.alternatives)
        await store.run(lambda tables: tables.show(press.key, "", kept))
    return (time.perf_counter() - started) * 1000


async def _ask(app: App, questions: Sequence[str], store: GroupCommit[Tables]) -> list[str]:
    """Answer the questions, and store a row for each that has an answer; return the keys."""
    keys = []
    for number, question in enumerate(questions):
        answer = await app.service.ask(question)
        if answer.answered:
            row = AnswerRow(f"{number:022}", _CHAT, None, _CHAT, number, number, given(answer), 0.0)
            await store.run(partial(_put, row))
            keys.append(row.key)
    return keys


def _put(row: AnswerRow, tables: Tables) -> None:
    tables.answers.put(row)


def _figures(name: str, times: Sequence[float]) -> dict[str, object]:
    p99 = statistics.quantiles(times, n=100)[98]
    return {f"{name}, median and 99 %": f"{statistics.median(times):.1f} and {p99:.1f} ms"}


if __name__ == "__main__":
    main()
