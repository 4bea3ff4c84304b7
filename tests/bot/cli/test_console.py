"""The console: in a real terminal (a pseudo-terminal read by a terminal emulator), and through pipes."""

import os
import pty
import select
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte
import pytest

from bot.commands import COMMANDS
from tests.bot.articles import FOREST, write_articles
from tests.bot.program import TRACEBACK, call, environment, said

QUESTION = "what did mayor Lee pledge?"
PLEDGE = "Mayor Ann Lee pledged to plant a million trees by 2030."

_WIDTH, _HEIGHT = 100, 60
_WITHIN = 60

CTRL_C, CTRL_D, TAB, ENTER, UP = "\x03", "\x04", "\t", "\r", "\x1b[A"


class Terminal:
    """A terminal in which the console runs: keys go in, and the screen can be read."""

    def __init__(self, folder: Path, **variables: str) -> None:
        """Prepare to run in a folder."""
        self._folder = folder
        self._environment = environment(TERM="xterm-256color", VERBATIM_CORPUS="articles", **variables)
        self._screen = pyte.Screen(_WIDTH, _HEIGHT)
        self._stream = pyte.ByteStream(self._screen)
        self.output = b""

    def __enter__(self) -> Self:
        """Start the console."""
        self._keyboard, program_side = pty.openpty()
        termios.tcsetwinsize(program_side, (_HEIGHT, _WIDTH))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bot", "console"],
            cwd=self._folder,
            env=self._environment,
            stdin=program_side,
            stdout=program_side,
            stderr=program_side,
            start_new_session=True,
        )
        os.close(program_side)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End it, if need be by force."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        os.close(self._keyboard)

    @property
    def lines(self) -> list[str]:
        """The lines of the screen, up to the last that is not empty."""
        lines = [str(line).rstrip() for line in self._screen.display]
        while lines and not lines[-1]:
            lines.pop()
        return lines

    @property
    def words(self) -> str:
        """All that the screen shows, however its lines are broken."""
        return " ".join(" ".join(self.lines).split())

    def style(self, text: str) -> set[tuple[str, bool]]:
        """Return the colours, and whether bold, of where the text first stands on the screen."""
        row, line = next((row, line) for row, line in enumerate(self._screen.display) if text in line)
        start = str(line).index(text)
        cells = [self._screen.buffer[row][column] for column in range(start, start + len(text))]
        return {(str(cell.fg), bool(cell.bold)) for cell in cells}

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self._keyboard, keys.encode())

    def wait_for(self, condition: Callable[["Terminal"], bool]) -> None:
        """Read on until the screen fulfils a condition."""
        while not condition(self):
            assert self._read() or condition(self), "\n".join(self.lines)

    def wait_for_prompt(self, typed: str = "") -> None:
        """Read on until the last line is a prompt, with nothing or this typed at it."""
        self.wait_for(lambda terminal: terminal.lines[-1:] == [f"? {typed}".rstrip()])

    def wait(self) -> int:
        """Return the exit code once the console ends by itself."""
        while self._read():
            pass
        return self._process.wait(_WITHIN)

    def _read(self) -> bool:
        """Read what there is, waiting a little; false once the console has gone."""
        if not select.select([self._keyboard], [], [], 1)[0]:
            return True
        try:
            data = os.read(self._keyboard, 1 << 16)
        except OSError:  # how Linux says that the other side is closed
            return False
        self.output += data
        self._stream.feed(data)
        return bool(data)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_articles(tmp_path / "articles")
    return tmp_path


@pytest.fixture
def terminal(folder: Path) -> Iterator[Terminal]:
    """Run the console in a terminal until it prompts."""
    with Terminal(folder, VERBATIM_DATA_DIR="kept") as terminal:
        terminal.wait_for_prompt()
        yield terminal
        assert TRACEBACK not in terminal.words


def test_a_session_greets_answers_reloads_and_leaves_by_ctrl_d(terminal: Terminal, folder: Path) -> None:
    assert all((f"/{it.name}" in terminal.words) != it.is_of_chats for it in COMMANDS)

    terminal.type(QUESTION + ENTER)
    terminal.wait_for(lambda it: PLEDGE in it.words)
    terminal.wait_for_prompt()
    assert f"> {PLEDGE}" in terminal.lines
    [(colour, bold)] = terminal.style("Mayor")
    assert bold
    assert colour != "default"
    [(_, is_bold)] = terminal.style("to plant a million")
    assert not is_bold

    (folder / "articles" / "forest.txt").write_text(FOREST.replace("2030", "2035"), encoding="utf-8")
    terminal.type("/reload" + ENTER)
    terminal.wait_for(lambda it: "Changed 1: forest.txt" in it.lines)
    terminal.wait_for_prompt()
    terminal.type(QUESTION + ENTER)
    terminal.wait_for(lambda it: PLEDGE.replace("2030", "2035") in it.words)
    terminal.wait_for_prompt()

    terminal.type(CTRL_D)
    assert terminal.wait() == 0


@pytest.mark.slow
def test_ctrl_c_clears_the_line_and_the_session_goes_on(terminal: Terminal) -> None:
    terminal.type("what did may")
    terminal.wait_for_prompt("what did may")
    terminal.type(CTRL_C)
    terminal.wait_for_prompt()
    terminal.type(QUESTION + ENTER)
    terminal.wait_for(lambda it: PLEDGE in it.words)
    terminal.wait_for_prompt()
    assert "Nothing in the articles answers this" not in terminal.words
    terminal.type(CTRL_D)
    assert terminal.wait() == 0


@pytest.mark.slow
def test_tab_completes_a_command(terminal: Terminal) -> None:
    terminal.type("/rel")
    terminal.wait_for(lambda it: any(line.startswith("? /rel") for line in it.lines))
    terminal.type(TAB)
    terminal.wait_for(lambda it: any(line.startswith("? /reload") for line in it.lines))
    terminal.type(ENTER)
    terminal.wait_for(lambda it: "Reloaded in" in it.words)


@pytest.mark.slow
def test_the_history_is_kept_in_the_data_folder_and_comes_back(terminal: Terminal, folder: Path) -> None:
    terminal.type(QUESTION + ENTER)
    terminal.wait_for(lambda it: PLEDGE in it.words)
    terminal.wait_for_prompt()
    terminal.type(UP)
    terminal.wait_for_prompt(QUESTION)
    terminal.type(CTRL_C)
    terminal.wait_for_prompt()
    terminal.type(CTRL_D)
    assert terminal.wait() == 0
    assert QUESTION in (folder / "kept" / "console_history").read_text(encoding="utf-8")
    with Terminal(folder, VERBATIM_DATA_DIR="kept") as later:
        later.wait_for_prompt()
        later.type(UP)
        later.wait_for_prompt(QUESTION)


@pytest.mark.slow
def test_a_data_folder_that_cannot_be_made_is_told_and_questions_are_answered_all_the_same(folder: Path) -> None:
    (folder / "a file").touch()
    with Terminal(folder, VERBATIM_DATA_DIR="a file") as terminal:
        terminal.wait_for_prompt()
        assert "verbatim: no index is stored, " in terminal.words
        assert "verbatim: the history is not stored, check data_dir: " in terminal.words
        terminal.type(QUESTION + ENTER)
        terminal.wait_for(lambda it: PLEDGE in it.words)
        terminal.wait_for_prompt()
        terminal.type(CTRL_D)
        assert terminal.wait() == 0
        assert TRACEBACK not in terminal.words


def test_piped_questions_and_commands_are_answered_a_line_each_in_plain_text(folder: Path) -> None:
    lines = [QUESTION, "", "  ", "zebras?", "/sources", "/nonsense", "/reload", "When did the harbour open?"]
    done = call(
        folder,
        "console",
        "--corpus",
        "articles",
        typed="\r\n".join(lines),  # and no line end behind the last
        TERM="xterm-256color",
        LANG="C",
        VERBATIM_DATA_DIR="kept",
    )
    assert (done.returncode, said(done)) == (0, [])
    assert "\x1b" not in done.stdout
    expected = [
        f"> {PLEDGE}",
        "Nothing in the articles answers this",
        "2 articles, 5 sentences",
        "There is no command /nonsense.",
        "Reading the articles anew…",
        "Reloaded in",
        "> The harbour opened again on Saturday.",
    ]
    places = [done.stdout.find(text) for text in expected]
    assert -1 not in places
    assert places == sorted(places)
    assert done.stdout.startswith(f"> {PLEDGE}\n")  # no greeting, no prompt
    assert [path.name for path in (folder / "kept").iterdir()] == ["index"]


@pytest.mark.parametrize("word", ["exit", "quit", " Quit "])
def test_exit_and_quit_leave(folder: Path, word: str) -> None:
    done = call(folder, "console", "--corpus", "articles", typed=f"{QUESTION}\n{word}\nzebras?\n")
    assert (done.returncode, said(done)) == (0, [])
    assert done.stdout.startswith(f"> {PLEDGE}\n")
    assert "zebras" not in done.stdout


def test_bytes_that_are_no_text_do_not_end_a_piped_session(folder: Path) -> None:
    done = call(folder, "console", "--corpus", "articles", typed=b"\xff\xfe\0?\n" + QUESTION.encode() + b"\n")
    assert (done.returncode, said(done)) == (0, [])
    assert f"> {PLEDGE}\n" in done.stdout


@pytest.mark.slow
def test_a_watched_corpus_is_read_anew_while_the_prompt_waits(folder: Path) -> None:
    with Terminal(folder, VERBATIM_DATA_DIR="kept", VERBATIM_CORPUS_WATCH="true") as terminal:
        terminal.wait_for_prompt()
        terminal.type("what did")
        terminal.wait_for_prompt("what did")
        (folder / "articles" / "forest.txt").write_text(FOREST.replace("2030", "2035"), encoding="utf-8")
        terminal.wait_for(lambda it: "since files have changed: added 0; changed 1: forest.txt; removed 0" in it.words)
        terminal.wait_for_prompt("what did")  # what was typed stays
        terminal.type(QUESTION.removeprefix("what did") + ENTER)
        terminal.wait_for(lambda it: PLEDGE.replace("2030", "2035") in it.words)
        terminal.wait_for_prompt()
        terminal.type(CTRL_D)
        assert terminal.wait() == 0
        assert TRACEBACK not in terminal.words
