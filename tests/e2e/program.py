"""The `verbatim telegram` process."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.bot.telegram.test_delivery import WORKERS

TOKEN = "123456:TEST-do-not-leak"  # noqa: S105  (the test server's, worth nothing elsewhere)
ADMIN = 42
PERSON = 7

LIFTED = {
    "VERBATIM_SENDS_PER_SECOND": "0",
    "VERBATIM_OPEN_QUESTIONS": "0",
    "VERBATIM_TELEGRAM_WORKERS": str(WORKERS),
}
"""The settings of a bot without limits."""

_STOPS_WITHIN = 10
_LOGS_WITHIN = 30


class Program:
    """The bot as a process; all that it writes goes to one file."""

    def __init__(self, folder: Path, corpus: Path, url: str, environment: Mapping[str, str] | None = None) -> None:
        """Prepare to run in `folder` on a corpus, against the server at `url`."""
        self._log = folder / "bot.log"
        self._folder = folder
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("VERBATIM_")},
            "VERBATIM_TELEGRAM_TOKEN": TOKEN,
            "VERBATIM_TELEGRAM_API_URL": url,
            "VERBATIM_ADMIN_IDS": str(ADMIN),
            "VERBATIM_CORPUS": str(corpus),
            "VERBATIM_DATA_DIR": str(folder / "var"),
            "VERBATIM_MONITOR_PORT": "0",
            "VERBATIM_SENDS_PER_CHAT_PER_SECOND": "0",
            "VERBATIM_QUESTIONS_PER_MINUTE": "0",
            **(environment or {}),
        }
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Start it."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot", "telegram"],
                cwd=self._folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End it, if need be by force."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    @property
    def output(self) -> str:
        """All that it has written."""
        return self._log.read_text(encoding="utf-8")

    def stop(self, by: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal, and return the exit code."""
        if self._process is None:
            raise RuntimeError("the program was not started")
        self._process.send_signal(by)
        return self._process.wait(_STOPS_WITHIN)

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self._process is not None and self._process.poll() is None

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""
        if self._process is None:
            raise RuntimeError("the program was not started")
        self._process.send_signal(number)

    def kill(self) -> None:
        """End it without a warning."""
        if self._process is None:
            raise RuntimeError("the program was not started")
        self._process.kill()
        self._process.wait()

    def wait_for_log(self, text: str) -> None:
        """Return once it has logged a text."""
        for _ in range(_LOGS_WITHIN * 50):
            if text in self.output:
                return
            time.sleep(0.02)
        raise TimeoutError(f"{text!r} was not logged, but: {self.output}")

    def wait(self) -> int:
        """Return the exit code once it ends by itself."""
        if self._process is None:
            raise RuntimeError("the program was not started")
        return self._process.wait(_STOPS_WITHIN)


def delivered(port: int) -> dict[str, str]:
    """Return the settings of a bot without limits that listens at a port for its updates."""
    return {
        **LIFTED,
        "VERBATIM_WEBHOOK_URL": f"http://127.0.0.1:{port}/updates",
        "VERBATIM_WEBHOOK_PORT": str(port),
    }
