"""A program in which everything that can go wrong does, with secrets in each message; run as a process by the tests.

`python -m tests.bot.leaking json`, or `text`, or anything else for what standard error asks for. The secrets come from
the environment, so that no line of this source holds them.
"""

import asyncio
import gc
import logging
import os
import sys
import threading
import warnings
from urllib.parse import quote

from bot import logs

TOKEN, HUSH = os.environ["LEAKED_TOKEN"], os.environ["LEAKED_SECRET"]
BOTH = f"{TOKEN} and {HUSH}"

_log = logging.getLogger("leaking")
_events = logging.getLogger("leaking.events")


class Unwritable:
    """Has no text; its repr has the secrets."""

    def __str__(self) -> str:
        """Fail."""
        raise ValueError(BOTH)

    def __repr__(self) -> str:
        """Tell the secrets."""
        return BOTH


class Unraisable:
    """Fails when nobody looks."""

    def __del__(self) -> None:
        """Fail."""
        raise ValueError(BOTH)


def fail(secret: str) -> None:
    """Fail with a chain of errors, each with the secret, as an HTTP client does."""
    url = f"https://api.telegram.org/bot{secret}/getMe"
    local = os.environ["LEAKED_LOCAL"]
    try:
        try:
            raise ConnectionError(url, len(local))  # noqa: TRY301
        except ConnectionError as error:
            error.add_note(f"while fetching {url}")
            raise OSError(2, "cannot reach", url) from error
    except OSError:
        raise RuntimeError({"url": url.encode(), "quoted": quote(url), "secret": secret})  # noqa: B904  (a context)


def log_everywhere(name: str) -> None:
    """Log the secrets in every place of a record."""
    log = logging.getLogger(name)
    log.info("the message has %s", BOTH)
    log.info(BOTH)
    log.info("%(token)s in a mapping", {"token": TOKEN})
    log.warning("quoted %s %s", quote(BOTH), quote(BOTH, safe=""))
    log.warning("quoted in lower case %s", quote(BOTH, safe="").replace("%3A", "%3a"))
    log.warning("quoted twice %s", quote(quote(BOTH, safe=""), safe=""))
    log.error("%r %r", BOTH, [BOTH, {HUSH: TOKEN}])
    log.error("%s", BOTH.encode())
    log.error("the part of the token alone: %s", TOKEN.rpartition(":")[2])
    log.error("%d", TOKEN)  # no number
    log.error("%s %s", TOKEN)  # noqa: PLE1206  (one too few)
    log.error("%s", Unwritable())
    log.info("extra", extra={"url": BOTH, "many": [BOTH, (HUSH.encode(),)], "by": {BOTH: {TOKEN}}, "it": Unwritable()})
    log.info("stack", stack_info=True, extra={"stack_of": BOTH})
    try:
        fail(TOKEN)
    except RuntimeError:
        log.exception("failed with %s", HUSH)
    try:
        fail(HUSH)
    except RuntimeError as error:
        log.warning("failed", exc_info=error)


async def fail_in_tasks() -> None:
    """Fail where only the event loop notices."""

    async def fail_alone() -> None:
        fail(TOKEN)

    task = asyncio.create_task(fail_alone(), name=BOTH)
    await asyncio.sleep(0)
    del task
    gc.collect()
    asyncio.get_running_loop().call_soon(fail, HUSH)
    await asyncio.sleep(0.01)


def main() -> None:
    """Let everything fail."""
    library = logging.getLogger("a.package")
    library.addHandler(logging.StreamHandler(sys.stdout))  # of its own, from before
    logs.configure([TOKEN, HUSH], json={"json": True, "text": False}.get(sys.argv[1]))
    for name in ("leaking", "telegram.ext.Updater", "httpx", "aiohttp.client", "asyncio", "a.package"):
        log_everywhere(name)
    logging.getLogger("httpx").info("every request: %s", TOKEN)
    hits = ["a.txt", BOTH]
    values = {"update_id": 1, "chat_id": 7, "seconds": 0.25, "hits": hits, "confidence": None, "url": BOTH}
    _events.info("answered", extra=values)
    _events.info("not finite", extra={"value": float("nan"), "question": "half \ud83d", "control": "\x1b[2J"})
    _events.debug("nobody wants %s", BOTH)
    warnings.warn(BOTH, stacklevel=1)
    thread = threading.Thread(target=fail, args=(TOKEN,), name=HUSH)
    thread.start()
    thread.join()
    Unraisable()
    gc.collect()
    asyncio.run(fail_in_tasks())
    try:
        fail(HUSH)
    finally:
        fail(TOKEN)


if __name__ == "__main__":
    main()
