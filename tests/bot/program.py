"""The `verbatim` command as a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

SEEDS = Path(__file__).parents[2] / "seeds"
FLAGSHIP = "what did Xi pledge?"
PLEDGE = (
    "Chinese President Xi Jinping announced at the summit that his country will aim to reach carbon neutrality"
    " by 2060 after reaching peak carbon dioxide emissions before 2030."
)
TRACEBACK = "Traceback (most recent call last)"

_WITHIN = 60
# What in the tester's own environment would change what the program does.
_NOT_OURS = ("VERBATIM_", "PYTHON", "LC_", "LANG", "COLUMNS", "NO_COLOR", "FORCE_COLOR")


def environment(**variables: str) -> dict[str, str]:
    """Return the environment for a run: the tester's without what would disturb, and these variables."""
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(_NOT_OURS)}
    return kept | {"LANG": "C.UTF-8"} | variables


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


def problem_of(done: "subprocess.CompletedProcess[str]", code: int = 1) -> str:
    """Return the one line in which the command said why it failed, having said nothing else."""
    assert (done.returncode, done.stdout) == (code, "")
    [line] = done.stderr.splitlines()
    return line
