"""The process's standard streams, its messages on standard error, and its exit codes."""

import io
import os
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TextIO

if TYPE_CHECKING:
    from retrieval.models import Skipped

FAILED = 1
_COLUMNS = 80
INTERRUPTED = 130
"""A shell's exit code for SIGINT."""


class ExitCodes(NamedTuple):
    """The exit codes of a command that fails, is stopped by Ctrl-C, or whose output is closed (SIGPIPE)."""

    failed: int = FAILED
    interrupted: int = INTERRUPTED
    closed_pipe: int = 141


def prepare() -> None:
    """Use UTF-8 whatever the locale, and the null device for a closed stream; standard output then fails if used."""
    sys.stdin = sys.stdin or Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115  (open until the process ends)
    sys.stdout = sys.stdout or os.fdopen(os.open(os.devnull, os.O_RDONLY), "w", encoding="utf-8")
    sys.stderr = sys.stderr or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A lone surrogate in a question is written as \ud83d, which is also how JSON escapes it.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")


def print_all_skipped(skipped: Sequence["Skipped"]) -> None:
    """Print each skipped file or record and the reason, a line each."""
    for item in skipped:
        print_message(f"skipped {item.path}: {item.reason}")


def print_skipped(skipped: Sequence["Skipped"]) -> None:
    """Print in one line how many files or records were skipped, with an example."""
    if skipped:
        first, files = skipped[0], "file or record" if len(skipped) == 1 else "files or records"
        example = f"{first.path}: {first.reason}"
        print_message(f"skipped {len(skipped):,} {files}, such as {example}; `verbatim check` lists them all")


def fail(*problems: str, code: int = FAILED) -> int:
    """Print each problem in a line, and return the exit code."""
    sys.stdout.flush()
    for problem in problems:
        print_message(problem)
    return code


def print_message(line: str) -> None:
    """Print a line to standard error, without the control characters that a path or a value may hold."""
    text = "verbatim: " + "".join(it if it.isprintable() else "\ufffd" for it in line)
    print(wrapped(text, sys.stderr), file=sys.stderr)


def wrapped(line: str, out: TextIO) -> str:
    """Return a line with breaks between words if `out` is a terminal that is too narrow for it."""
    if not out.isatty() or len(line) <= (width := columns(out)):
        return line
    return fill(line, width, "  ")


def columns(terminal: TextIO) -> int:
    """Return the width of a terminal: that of the variable COLUMNS, or else its own."""
    if (given := os.environ.get("COLUMNS", "")).isdecimal() and int(given):
        return int(given)
    try:
        return os.get_terminal_size(terminal.fileno()).columns or _COLUMNS
    except OSError:
        return _COLUMNS


def fill(line: str, width: int, indent: str) -> str:
    """Wrap a line to `width` between words; lines after the first are indented by `indent`."""
    return textwrap.fill(line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def print_messages(text: str) -> None:
    """Print each line of a text to standard error."""
    for line in text.splitlines():
        print_message(line)
