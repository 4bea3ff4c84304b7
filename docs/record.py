"""Record the pictures of the README and of docs/ from the real program: `make pictures`.

The console runs in a pseudo-terminal, and its screen becomes a picture. The bot runs against the tests' Bot API server,
and the messages that this server receives become a picture of a chat.
"""

import json
import os
import pty
import random
import re
import select
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from itertools import groupby
from pathlib import Path

import pyte
from rich.console import Console
from rich.style import Style
from rich.text import Text

from bot.storage import FILE, Database, Tables
from docs.chat import Bubble, chat_svg
from tests.e2e.program import ADMIN, PERSON, TOKEN, Program
from tests.fakes.botapi import BotApiServer, SentMessage
from tests.golden.questions import SEEDS

FOLDER = Path(__file__).parent
_ARTICLES = (
    {
        "id": "lighthouse",
        "title": "Lighthouse reopens",
        "source": "Daily Heron",
        "date": "2026-11-20T10:00:00+01:00",
        "url": "https://heron.example/lighthouse",
        "text": "Mayor Ada Moreno opened the restored lighthouse of Port Ellis. Visitors climbed its 164 steps. "
        "The new lamp was paid for by Jonas Lind.",
    },
    {
        "id": "ferry",
        "title": "Ferry to the islands",
        "source": "Evening Tern",
        "date": "2026-11-23",
        "url": "https://tern.example/ferry",
        "text": "Ada Moreno announced a night ferry from Port Ellis to the outer islands. Captain Ines Vale opened the "
        "ferry to visitors on Monday. It carries 220 people and 40 cars.",
    },
    {
        "id": "pier",
        "title": "Storm damages the pier",
        "source": "Daily Heron",
        "date": "2026-11-27",
        "text": "The storm of Thursday damaged 30 metres of the old pier. A repair before the summer was promised by "
        "Jonas Lind. Shops stayed closed, and mayor Ada Moreno thanked the helpers.",
    },
)
"""Made-up articles with dates and sources, which the samples do not have."""
_COLUMNS, _LINES = 96, 40
_QUIET_SECONDS = 1.0
_LIMIT_SECONDS = 20
# The SVG template of rich without its web font, since the picture must not fetch anything.
_FORMAT = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" xml:space="preserve"
  xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace;
  font-size: {char_height}px; line-height: {line_height}px; font-variant-east-asian: full-width; }}
.{unique_id}-title {{ font-size: 16px; font-family: sans-serif; }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" /></clipPath>{lines}</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}<g class="{unique_id}-matrix">{matrix}</g></g></svg>
"""


def main() -> None:
    """Record the sessions."""
    with tempfile.TemporaryDirectory() as folder:
        (FOLDER / "console.svg").write_text(_console(Path(folder)), encoding="utf-8")
        (FOLDER / "telegram.svg").write_text(_telegram(Path(folder)), encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        (FOLDER / "buttons.svg").write_text(_buttons(Path(folder)), encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        (FOLDER / "asking.svg").write_text(_asking(Path(folder)), encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        (FOLDER / "statistics.svg").write_text(_statistics(Path(folder)), encoding="utf-8")


def _console(folder: Path) -> str:
    """Type a session into `verbatim console`, and return its screen as SVG."""
    screen = pyte.Screen(_COLUMNS, _LINES)
    stream = pyte.ByteStream(screen)
    master, terminal = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("VERBATIM_")}
    environment |= {
        "TERM": "xterm-256color",
        "COLUMNS": str(_COLUMNS),
        "LINES": str(_LINES),
        "VERBATIM_DATA_DIR": str(folder),
    }
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "console"], stdin=terminal, stdout=terminal, stderr=terminal, env=environment
    ) as process:
        os.close(terminal)
        _wait_until_quiet(master, stream)
        for line in ("what did Xi pledge?", "who won the football match?"):
            os.write(master, f"{line}\r".encode())
            _wait_until_quiet(master, stream)
        os.write(master, b"/re")
        _wait_until_quiet(master, stream)
        process.kill()
    os.close(master)
    console = Console(record=True, width=_COLUMNS, file=Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
    used = max(row for row in range(_LINES) if screen.display[row].strip())
    for row in range(used + 1):
        console.print(_row(screen, row), no_wrap=True, overflow="crop")
    return console.export_svg(title="verbatim console", code_format=_FORMAT)


def _wait_until_quiet(master: int, stream: pyte.ByteStream) -> None:
    """Feed the screen until the program prints nothing for a while."""
    deadline = time.monotonic() + _LIMIT_SECONDS
    has_printed = False
    while time.monotonic() < deadline:
        if select.select([master], [], [], _QUIET_SECONDS)[0]:
            stream.feed(os.read(master, 1 << 16))
            has_printed = True
        elif has_printed:
            return
    raise TimeoutError("the console printed nothing")


def _row(screen: pyte.Screen, row: int) -> Text:
    cells = [screen.buffer[row][column] for column in range(_COLUMNS)]
    text = Text()
    for style, group in groupby(cells, key=_style):
        text.append("".join(cell.data for cell in group), style)
    text.rstrip()
    return text


def _style(cell: pyte.screens.Char) -> Style:
    return Style(
        color=_color(cell.fg),
        bgcolor=_color(cell.bg),
        bold=cell.bold,
        italic=cell.italics,
        underline=cell.underscore,
        reverse=cell.reverse,
    )


def _color(name: str) -> str | None:
    """Return the name that rich has for a colour of pyte."""
    if name == "default":
        return None
    if name == "brown":  # pyte's name for ANSI yellow
        return "yellow"
    return f"#{name}" if re.fullmatch("[0-9a-f]{6}", name) else name


def _telegram(folder: Path) -> str:
    """Let a person and an admin talk to the bot, and return their chat as SVG."""
    bubbles: list[Bubble] = []
    with BotApiServer(token=TOKEN) as server:
        server.meet(ADMIN)
        with Program(folder, SEEDS, server.url):
            for chat, text in (
                (PERSON, "what did Xi pledge?"),
                (PERSON, "Who won the football match?"),
                (PERSON, "/sources"),
                (ADMIN, "/reload"),
            ):
                before = len(server.messages(chat))
                server.send_text(chat, text)
                server.wait_for_messages(chat, before + 1)
                if text == "/reload":
                    server.wait_until(lambda: server.messages(ADMIN)[-1].text.startswith("Reloaded"))
                bubbles.append(Bubble(text, is_person=True))
                bubbles += [_bubble(message) for message in server.messages(chat)[before:]]
    return chat_svg("Verbatim", bubbles)


def _asking(folder: Path) -> str:
    """Let a person meet a bot over articles with dates, and ask one thing after another; return the chat as SVG."""
    articles = folder / "articles.jsonl"
    articles.write_text("".join(json.dumps(it) + "\n" for it in _ARTICLES), encoding="utf-8")
    bubbles: list[Bubble] = []
    with BotApiServer(token=TOKEN) as server, Program(folder, articles, server.url):
        server.send_text(PERSON, "/start")
        server.wait_for_messages(PERSON, 1)
        time.sleep(_QUIET_SECONDS)  # sample questions are tried in the background
        for text in (
            "/start",
            "who opened the lighthouse?",
            "what about the ferry?",
            "what did the storm damage? after:2026-11-25",
            "what did Ada Moreno say about football?",
            "Who is Jonas Lindt?",
        ):
            before = len(server.messages(PERSON))
            server.send_text(PERSON, text)
            server.wait_for_messages(PERSON, before + 1)
            bubbles += [Bubble(text, is_person=True), _bubble(server.messages(PERSON)[-1])]
    return chat_svg("Verbatim", bubbles)


def _buttons(folder: Path) -> str:
    """Let a person ask and press buttons, and return what the one message showed in turn as SVG."""
    with BotApiServer(token=TOKEN) as server, Program(folder, SEEDS, server.url):
        server.send_text(PERSON, "what did Xi pledge?")
        [answer] = server.wait_for_messages(PERSON, 1)
        bubbles = [Bubble("what did Xi pledge?", is_person=True), _bubble(answer)]
        for label in ("Context", "Why", "Source"):
            server.press(PERSON, answer.message_id, label)
            server.wait_until(lambda: server.messages(PERSON)[-1].html != answer.html)
            bubbles += [Bubble(f"pressed: {label}", is_person=True), _bubble(server.messages(PERSON)[-1])]
            server.press(PERSON, answer.message_id, "‹ Back")
            server.wait_until(lambda: server.messages(PERSON)[-1].html == answer.html)
    return chat_svg("Verbatim", bubbles)


def _statistics(folder: Path) -> str:
    """Let an admin ask a bot that was asked for a month how it works, and return the chat as SVG."""
    _count(folder / "var")
    bubbles = []
    with BotApiServer(token=TOKEN) as server:
        server.meet(ADMIN)
        with Program(folder, SEEDS, server.url):
            for text, replies in (("/stats", 2), ("/status", 1)):
                before = len(server.messages(ADMIN))
                server.send_text(ADMIN, text)
                server.wait_for_messages(ADMIN, before + replies)
                bubbles += [Bubble(text, is_person=True), *map(_bubble, server.messages(ADMIN)[before:])]
    return chat_svg("Verbatim", bubbles)


def _count(data_dir: Path) -> None:
    """Count questions of the last month as if a bot had been asked them."""
    data_dir.mkdir()
    chance, now = random.Random(1), time.time()  # noqa: S311  (no secret)
    with closing(Database.open(data_dir / FILE)) as database, database.transaction() as connection:
        counters = Tables(connection).counters
        for back in range(30):
            asked_at = now - back * 86_400
            for _ in range(chance.randrange(20, 90)):
                counters.count_answer(asked_at, chance.expovariate(12), answered=bool(chance.randrange(5)))
            for _ in range(chance.randrange(9)):
                counters.count_vote(asked_at, 0, 1 if chance.randrange(5) else -1)


def _bubble(message: SentMessage) -> Bubble:
    """Return a message of the bot with its buttons."""
    rows = (message.reply_markup or {}).get("inline_keyboard")
    labels = tuple(tuple(str(it["text"]) for it in row) for row in rows) if isinstance(rows, list) else ()
    if message.file is not None and message.file.pixels is not None:
        return Bubble("", is_person=False, picture=message.file.content, pixels=message.file.pixels)
    return Bubble(message.html, is_person=False, buttons=labels)


if __name__ == "__main__":
    main()
