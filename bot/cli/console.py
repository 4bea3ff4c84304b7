"""`verbatim console`: questions and commands typed in a terminal, or piped in."""

import asyncio
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.terminal import in_place, show
from bot.commands import COMMANDS, Commands, is_long, parse_request
from bot.rendering.templates import Templates
from bot.requests import OPERATOR
from bot.spacing import spaced
from bot.streams import print_message
from bot.texts.marking import gettext_noop

if TYPE_CHECKING:
    from prompt_toolkit.history import History

    from bot.rendering.markup import Block

_PROMPT = "? "
_KEYS = gettext_noop("Ctrl-C clears the line; Ctrl-D, exit or quit leaves.")
_LEAVE = frozenset({"exit", "quit"})
# The least time between two reports of progress: on a screen, where they replace each other, and in a pipe.
_SCREEN_SECONDS, _LINE_SECONDS = 0.2, 5.0


class Console:
    """Answers the questions and runs the commands that the operator types, line by line."""

    def __init__(self, commands: Commands, templates: Templates, data_dir: Path) -> None:
        """Take the commands and the templates of the replies; the history is stored in `data_dir`."""
        self._commands = commands
        self._templates = templates
        self._data_dir = data_dir

    def run(self) -> None:
        """Answer until the input ends or says `exit` or `quit`; Ctrl-C clears the line or gives up an answer."""
        interactive = sys.stdin.isatty() and sys.stdout.isatty()
        with asyncio.Runner() as runner:
            if interactive:
                runner.run(self._answer("/start"))
                print(f"{self._templates.text(_KEYS)}\n")
            for line in self._typed() if interactive else sys.stdin:
                if not line.strip():
                    continue
                if line.strip().lower() in _LEAVE:
                    return
                try:
                    runner.run(self._answer(line))
                except KeyboardInterrupt:
                    if not interactive:
                        raise

    async def _answer(self, line: str) -> None:
        request = parse_request(line, OPERATOR)
        replies = self._commands.run(request)
        if is_long(request):
            last: Sequence[Block] | None = None
            with in_place() as put:
                async for reply in spaced(replies, _SCREEN_SECONDS if sys.stdout.isatty() else _LINE_SECONDS):
                    blocks = self._templates.blocks(reply)
                    if blocks != last:
                        put(blocks)
                    last = blocks
        else:
            async for reply in replies:
                show(self._templates.blocks(reply, offers=True))
        print()  # a blank line sets the answers apart

    def _typed(self) -> Iterator[str]:
        """Yield what is typed at the prompt, with history, line editing and completion of commands."""
        # Imported here because piped input does not need them.
        from prompt_toolkit import PromptSession  # noqa: PLC0415
        from prompt_toolkit.completion import WordCompleter  # noqa: PLC0415
        from prompt_toolkit.output import create_output  # noqa: PLC0415
        from prompt_toolkit.output.vt100 import Vt100_Output  # noqa: PLC0415
        from prompt_toolkit.patch_stdout import patch_stdout  # noqa: PLC0415

        output = create_output()
        if isinstance(output, Vt100_Output):
            # A terminal that does not report its cursor would delay every line by a second.
            output.enable_cpr = False
        commands = {
            f"/{command.name}": self._templates.text(command.summary) for command in COMMANDS if not command.is_of_chats
        }
        completer = WordCompleter(list(commands), meta_dict=commands, sentence=True)
        session: PromptSession[str] = PromptSession(output=output, history=self._history(), completer=completer)
        while True:
            try:
                with patch_stdout(raw=True):  # messages of the watcher appear above the prompt
                    line = session.prompt(_PROMPT)
                yield line
            except KeyboardInterrupt:
                continue
            except EOFError:
                return

    def _history(self) -> "History":
        """Return the history in the data folder, or one in memory if the folder cannot be written."""
        from prompt_toolkit.history import FileHistory, InMemoryHistory  # noqa: PLC0415

        path = self._data_dir / "console_history"
        try:
            self._data_dir.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
        except OSError as error:
            print_message(f"the history is not stored, check data_dir: {error}")
            return InMemoryHistory()
        return FileHistory(str(path))
