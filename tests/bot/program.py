"""The `verbatim` command, called within the tests or as a process of its own."""

import atexit
import gc
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from bot.__main__ import main

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds"
FLAGSHIP = "what did Xi pledge?"
PLEDGE = (
    "Chinese President Xi Jinping announced at the summit that his country will aim to reach carbon neutrality"
    " by 2060 after reaching peak carbon dioxide emissions before 2030."
)
TRACEBACK = "Traceback (most recent call last)"

_WITHIN = 60
# One folder for all runs of a session, so that an index is built once; the tester's own settings do not count.
_DATA = tempfile.mkdtemp(prefix="verbatim-tests-")
atexit.register(shutil.rmtree, _DATA, ignore_errors=True)
# No run of a test asks the real Telegram: nobody listens on this port.
_NOWHERE = "http://127.0.0.1:9"
# What in the tester's own environment would change what the program does.
_NOT_OURS = ("VERBATIM_", "PYTHON", "LC_", "LANG", "COLUMNS", "NO_COLOR", "FORCE_COLOR")


def environment(**variables: str) -> dict[str, str]:
    """Return the environment for a run of this tree: the tester's without what would disturb, and these variables."""
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(_NOT_OURS)}
    ours = {"VERBATIM_DATA_DIR": _DATA, "VERBATIM_TELEGRAM_API_URL": _NOWHERE, "XDG_CONFIG_HOME": _DATA}
    return kept | {"LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)} | ours | variables


def run(
    folder: Path, *arguments: str, typed: str | bytes = b"", **variables: str
) -> "subprocess.CompletedProcess[str]":
    """Run the command in a folder until it ends; the texts that come back are what it wrote as UTF-8."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=environment(**variables),
        input=typed.encode() if isinstance(typed, str) else typed,
        capture_output=True,
        timeout=_WITHIN,
        check=False,
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


class _Terminal(io.TextIOWrapper):
    """A stream that passes for a terminal."""

    def isatty(self) -> bool:
        return True


def call(
    folder: Path, *arguments: str, typed: str | bytes = b"", **variables: str
) -> "subprocess.CompletedProcess[str]":
    """Call the command's `main` as if in a folder, with standard streams of its own; the result is as that of `run`.

    With `COLUMNS` its output is a terminal of that width.
    """
    kind: type[io.TextIOWrapper] = _Terminal if "COLUMNS" in variables else io.TextIOWrapper
    if kind is _Terminal:
        variables |= {"TERM": "xterm", "NO_COLOR": "1"}
    written = io.BytesIO(), io.BytesIO()
    out, err = (kind(it, encoding="utf-8", write_through=True) for it in written)
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ.keys() - environment(**variables).keys():
            patch.delenv(name)
        for name, value in environment(**variables).items():
            patch.setenv(name, value)
        patch.chdir(folder)
        patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(typed.encode() if isinstance(typed, str) else typed)))
        patch.setattr("sys.stdout", out)
        patch.setattr("sys.stderr", err)
        try:
            code: object = main(arguments)
        except SystemExit as leaving:
            code = leaving.code
        finally:
            gc.unfreeze()
            gc.enable()
    assert isinstance(code, int)
    return subprocess.CompletedProcess(arguments, code, *(it.getvalue().decode() for it in written))


def said(done: "subprocess.CompletedProcess[str]") -> list[str]:
    """Return the lines on standard error without those of an update of the index: what changed, what was skipped."""
    return [line for line in done.stderr.splitlines() if not re.match("verbatim: (index of .* brought|skipped )", line)]


def problem_of(done: "subprocess.CompletedProcess[str]", code: int = 1) -> str:
    """Return the one line in which the command said why it failed, having said nothing else."""
    assert (done.returncode, done.stdout) == (code, "")
    [line] = said(done)
    return line
