"""The bot as a process: locks its data folder, and runs until a signal."""

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from bot.telegram.bot import TelegramBot
from bot.telegram.errors import TelegramFailure

_LOCK = "verbatim.lock"


def run(bot: TelegramBot, data_dir: Path) -> None:
    """Answer until SIGINT or SIGTERM; SIGHUP reloads. While Telegram cannot be reached, keep trying.

    Raises as `TelegramBot.serve` does, and `TelegramFailure` if another process uses the data folder.
    """
    with _locked(data_dir):
        asyncio.run(_serve_until_signalled(bot))


async def _serve_until_signalled(bot: TelegramBot) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, _stop_or_exit, stop)
    loop.add_signal_handler(signal.SIGHUP, bot.reload)
    await bot.serve(stop)


def _stop_or_exit(stop: asyncio.Event) -> None:
    """Stop; at the second signal, exit at once. Nothing is lost either way."""
    if stop.is_set():
        os._exit(1)
    stop.set()


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the data folder's lock. Raises `TelegramFailure` if another process does."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = FileLock(folder / _LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise TelegramFailure(
            f"another bot works with the data folder {folder}: stop it, or set VERBATIM_DATA_DIR to another folder"
        ) from None
    try:
        yield
    finally:
        lock.release()
