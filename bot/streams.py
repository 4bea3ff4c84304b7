"""The program's own lines on standard error, and its streams whatever the locale."""

import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retrieval.models import Skipped

FAILED = 1
"""The exit code of a command that could not do what it was asked to."""

MOST_SKIPPED_SHOWN = 10


def prepare() -> None:
    """Read and write UTF-8 whatever the locale, and nothing where a stream is closed."""
    sys.stdin = sys.stdin or Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115  (as long as the program)
    sys.stdout = sys.stdout or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Half a character in a question comes back as \ud83d, say, which in JSON is its very notation.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")


def tell_skipped(skipped: Sequence["Skipped"], most_shown: int | None) -> None:
    """Tell what of the corpus was skipped and why: up to `most_shown` lines, and how many more there are."""
    shown = skipped[:most_shown]
    for item in shown:
        tell(f"skipped {item.path}: {item.reason}")
    if more := len(skipped) - len(shown):
        tell(f"and skipped {more} more; `verbatim check` lists them all")


def fail(*problems: str) -> int:
    """Tell each problem in a line, and return the exit code of a failure."""
    sys.stdout.flush()
    for problem in problems:
        tell(problem)
    return FAILED


def tell(line: str) -> None:
    """Print a line to standard error; no control character of a path or a value reaches the terminal."""
    print("verbatim: " + "".join(it if it.isprintable() else "\ufffd" for it in line), file=sys.stderr)


def tell_lines(text: str) -> None:
    """Print each line of a text to standard error."""
    for line in text.splitlines():
        tell(line)
