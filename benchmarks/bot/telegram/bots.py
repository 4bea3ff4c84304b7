"""Starts, supervises, measures and ends the bots, each a process of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.bot.telegram.botapi import TOKEN
from benchmarks.bot.telegram.control import BotApiProcess
from tests.golden.questions import SEEDS

_ROOT = Path(__file__).resolve().parents[3]
_SECRET = "measured-on-loopback-only"  # noqa: S105  (between this benchmark's processes only)
_START_TIMEOUT = 60.0
_TICKS = os.sysconf("SC_CLK_TCK")


class Mode(Enum):
    """How the bot receives updates."""

    POLLING = "polling"
    WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True)
class Kind:
    """A bot to measure. `lacks` has the reason for each mode in which it cannot be measured."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    lacks: Mapping[Mode, str] = field(default_factory=dict)
    is_variant: bool = False  # of another bot that is measured too


VERBATIM = Kind(
    "Verbatim",
    (sys.executable, "-m", "bot", "telegram"),
    {
        "VERBATIM_SENDS_PER_SECOND": "0",
        "VERBATIM_SENDS_PER_CHAT_PER_SECOND": "0",
        "VERBATIM_SENDS_PER_GROUP_PER_MINUTE": "0",
        "VERBATIM_QUESTIONS_PER_MINUTE": "0",
        "VERBATIM_OPEN_QUESTIONS": "0",
        "VERBATIM_MONITOR_PORT": "0",
        "VERBATIM_SET_PROFILE": "false",
    },
)


def peers(python: str) -> list[Kind]:
    """Return the peers, with the modes that the packages of an interpreter do not allow."""
    no_tornado = {} if _has(python, "tornado") else {Mode.WEBHOOK: "its webhook server needs tornado"}
    no_aiogram = {} if _has(python, "aiogram") else dict.fromkeys(Mode, "aiogram is not installed")
    ptb = (python, "-m", "benchmarks.bot.telegram.peers.ptb")
    return [
        Kind("PTB", ptb, lacks=no_tornado),
        Kind("PTB, concurrent_updates", ptb, {"CONCURRENT_UPDATES": "1"}, no_tornado, is_variant=True),
        Kind("aiogram", (python, "-m", "benchmarks.bot.telegram.peers.aiogram_bot"), lacks=no_aiogram),
    ]


def _has(python: str, module: str) -> bool:
    return subprocess.run([python, "-c", f"import {module}"], capture_output=True, check=False).returncode == 0


class Bot:
    """A bot process that can be killed and restarted on the same data."""

    def __init__(self, kind: Kind, mode: Mode, server: BotApiProcess, folder: Path) -> None:
        """Prepare to run in the folder, without starting yet."""
        self.restarts = 0
        self._kind = kind
        self._mode = mode
        self._server = server
        self._folder = folder
        self._environment = self._build_environment()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the process, and wait until it receives updates. Raises `RuntimeError` if it does not."""
        method = "getupdates" if self._mode is Mode.POLLING else "setwebhook"
        calls_before = self._server.status().calls.get(method, 0)
        self.launch()
        deadline = time.monotonic() + _START_TIMEOUT
        while self._server.status().calls.get(method, 0) == calls_before:
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{self._kind.name} does not start; it wrote:\n{self.output[-3000:]}")
            time.sleep(0.02)

    def launch(self) -> None:
        """Start the process."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._kind.command,
                cwd=self._folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for the benchmark, which then ends it
            )

    def supervise(self) -> None:
        """Restart the process if it has ended, as a service manager does."""
        if self.process.poll() is not None:
            self.restarts += 1
            self.launch()

    def kill(self) -> None:
        """Kill the process, as a crash does."""
        self.process.kill()
        self.process.wait()

    def terminate(self, within: float) -> float:
        """Send SIGTERM, and return the seconds until the end. Raises `TimeoutExpired`."""
        started = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(within)
        return time.monotonic() - started

    @property
    def process(self) -> "subprocess.Popen[bytes]":
        """The current process, or the last one."""
        if self._process is None:
            raise RuntimeError("the bot was not started")
        return self._process

    @property
    def cpu_seconds(self) -> float:
        """The CPU time of all its threads."""
        fields = self._proc("stat").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    @property
    def resident_mb(self) -> float:
        """Its resident memory in MB."""
        [line] = [line for line in self._proc("status").splitlines() if line.startswith("VmRSS:")]
        return int(line.split()[1]) / 1024

    @property
    def output(self) -> str:
        """Its log so far."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    @property
    def _log(self) -> Path:
        return self._folder / "bot.log"

    def _proc(self, name: str) -> str:
        return Path(f"/proc/{self.process.pid}/{name}").read_text(encoding="utf-8")

    def _build_environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("VERBATIM_")}
        settings = {
            "PYTHONPATH": str(_ROOT),
            "VERBATIM_TELEGRAM_TOKEN": TOKEN,
            "VERBATIM_TELEGRAM_API_URL": self._server.url,
            "VERBATIM_CORPUS": str(SEEDS),
            "VERBATIM_DATA_DIR": str(self._folder / "var"),
        }
        if self._mode is Mode.WEBHOOK:
            port = _free_port()
            settings |= {
                "VERBATIM_WEBHOOK_URL": f"http://127.0.0.1:{port}/updates",
                "VERBATIM_WEBHOOK_SECRET": _SECRET,
                "VERBATIM_WEBHOOK_HOST": "127.0.0.1",
                "VERBATIM_WEBHOOK_PORT": str(port),
            }
        return kept | settings | dict(self._kind.environment)


@contextmanager
def running(kind: Kind, mode: Mode, server: BotApiProcess, *, start: bool = True) -> Iterator[Bot]:
    """Run a bot in a folder of its own, and end it with the block."""
    with TemporaryDirectory(prefix="verbatim-bench-") as folder:
        bot = Bot(kind, mode, server, Path(folder))
        try:
            if start:
                bot.start()
            yield bot
        finally:
            with suppress(RuntimeError):
                bot.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
