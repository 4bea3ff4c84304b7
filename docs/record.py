"""Record the pictures of the README and of docs/ from the real program: `make pictures`.

The console runs in a pseudo-terminal, and its screen becomes a picture. The bot runs against the tests' Bot API server,
and the messages that this server receives become a picture of a chat.
"""

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
from docs.pictures import ON_ARTICLES, ON_SAMPLES
from docs.talks import articles_in, bot_on, bubble
from tests.e2e.program import ADMIN, PERSON, TOKEN, Program
from tests.fakes.botapi import BotApiServer
from tests.golden.questions import SEEDS

FOLDER = Path(__file__).parent
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
        (FOLDER / "statistics.svg").write_text(_statistics(Path(folder)), encoding="utf-8")
    for pictures, corpus in ((ON_SAMPLES, lambda _: SEEDS), (ON_ARTICLES, articles_in)):
        with tempfile.TemporaryDirectory() as folder, bot_on(corpus(Path(folder)), Path(folder)) as server:
            for name, picture in pictures.items():
                (FOLDER / name).write_text(picture(server), encoding="utf-8")


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
                bubbles += [bubble(message) for message in server.messages(chat)[before:]]
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
                bubbles += [Bubble(text, is_person=True), *map(bubble, server.messages(ADMIN)[before:])]
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


if __name__ == "__main__":
    main()
