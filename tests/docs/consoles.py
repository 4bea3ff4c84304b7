"""Console blocks of Markdown pages: `$ verbatim …` lines with what they print.

`python -m tests.docs.consoles` runs every line and writes what it prints into the pages.
"""

import contextlib
import io
import os
import re
import shlex
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.__main__ import main

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("README.md", "docs/asking.md")
WIDTH = "100"

_BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
_PROMPT = "$ "


@dataclass(frozen=True, slots=True)
class Example:
    """A command as it is typed, and the output that the page shows."""

    page: str
    command: str
    output: str


def examples() -> list[Example]:
    """Return every command line of the pages' console blocks."""
    return [
        Example(page, *_split(part))
        for page in PAGES
        for block in _BLOCK.findall((ROOT / page).read_text(encoding="utf-8"))
        for part in block.split(_PROMPT)[1:]
    ]


def run(command: str) -> str:
    """Run `verbatim …` in this process, and return what it prints."""
    program, *arguments = shlex.split(command)
    if program != "verbatim":
        raise ValueError(f"only verbatim can be run, not {command}")
    printed = io.StringIO()
    with (
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(io.StringIO()),
        contextlib.suppress(SystemExit),  # argparse, after --version and --help
        _plain_terminal(),
    ):
        main(arguments)
    return printed.getvalue()


@contextlib.contextmanager
def _plain_terminal() -> Iterator[None]:
    """Set a width, and empty folders of data and of settings; the tester's own settings do not count."""
    before = dict(os.environ)
    with tempfile.TemporaryDirectory() as folder:
        for name in [it for it in before if it.upper().startswith("VERBATIM_")]:
            del os.environ[name]
        os.environ |= {"COLUMNS": WIDTH, "VERBATIM_DATA_DIR": f"{folder}/data", "XDG_CONFIG_HOME": f"{folder}/settings"}
        try:
            yield
        finally:
            os.environ.clear()
            os.environ |= before


def _split(part: str) -> tuple[str, str]:
    command, _, output = part.partition("\n")
    return command, output


def rewrite() -> None:
    """Write what each command prints into the pages."""
    for page in PAGES:
        path = ROOT / page
        text = path.read_text(encoding="utf-8")
        path.write_text(_BLOCK.sub(lambda block: _rewritten(block[0]), text), encoding="utf-8")


def _rewritten(block: str) -> str:
    commands = [_split(part)[0] for part in block.split(_PROMPT)[1:]]
    return "".join(f"{_PROMPT}{command}\n{run(command).rstrip()}\n" for command in commands)


if __name__ == "__main__":
    rewrite()
