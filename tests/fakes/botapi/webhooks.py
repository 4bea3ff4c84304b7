"""A webhook: setting it, and delivering updates to it, in order within each chat, until each is confirmed."""

import asyncio
import re
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector

from .account import Account
from .params import Params
from .records import Answer, Webhook, bad_request, not_implemented

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  a header's name
WEBHOOK_METHODS = frozenset({"setWebhook", "deleteWebhook"})

_DEFAULT_CONNECTIONS, _MOST_CONNECTIONS = 40, 100
_LONGEST_SECRET = 256
_LONGEST_DELIVERY = 30
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 1.0
"""After a failure; each further one doubles it. Telegram's own grow to minutes: tests cannot wait so long."""

Sleep = Callable[[float], Awaitable[None]]


def set_webhook(account: Account, params: Params) -> Answer:
    """Start to deliver updates; an empty address stops it."""
    url = params.text("url")
    if not url:
        return delete_webhook(account, params)
    if "certificate" in params.wire:
        raise not_implemented("a certificate of one's own")
    place = urlsplit(url)
    # A Bot API server of one's own also delivers over HTTP; that is what this one is, on its own machine.
    if place.scheme != "https" and not (place.scheme == "http" and place.hostname in {"127.0.0.1", "localhost"}):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret = params.text("secret_token")
    if len(secret) > _LONGEST_SECRET:
        raise bad_request("secret token is too long")
    if not re.fullmatch("[A-Za-z0-9_-]*", secret):
        raise bad_request("secret token contains unallowed characters")
    _set_allowed(account, params)
    connections = params.integer("max_connections") or _DEFAULT_CONNECTIONS
    account.webhook = Webhook(url, secret, account.updates.allowed, max(1, min(connections, _MOST_CONNECTIONS)))
    account.last_failure = None
    _drop_pending(account, params)
    return Answer(result=True)


def delete_webhook(account: Account, params: Params) -> Answer:
    """Stop delivering. Pending updates can be polled, unless the bot wants them dropped."""
    account.webhook = None
    _drop_pending(account, params)
    return Answer(result=True)


def get_webhook_info(account: Account, _params: Params) -> Answer:
    """Return the webhook, the number of pending updates, and the last failure."""
    hook = account.webhook
    told: dict[str, object] = {
        "url": hook.url if hook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(account.updates),
    }
    if hook:
        told["max_connections"] = hook.max_connections
        if account.last_failure:
            told["last_error_date"], told["last_error_message"] = account.last_failure
    if account.updates.allowed:
        told["allowed_updates"] = sorted(account.updates.allowed)
    return Answer(told)


def _set_allowed(account: Account, params: Params) -> None:
    allowed = params.json("allowed_updates")
    if isinstance(allowed, list):
        account.updates.allow([str(kind) for kind in allowed])


def _drop_pending(account: Account, params: Params) -> None:
    if params.boolean("drop_pending_updates"):
        account.updates.clear()


class Deliveries:
    """Delivers the updates of one run of the server; lives in the server's event loop."""

    def __init__(self, account: Account, sleep: Sleep) -> None:
        """Deliver the updates of the account, once started, and pause by `sleep`."""
        self._account = account
        self._sleep = sleep
        self._waiting: dict[object, deque[Mapping[str, object]]] = {}
        self._open = 0
        self._ready: deque[object] = deque()  # the chats with a waiting update and nothing under way
        self._changing = asyncio.Lock()
        self._seen = 0
        self._hook: Webhook | None = None
        self._session: ClientSession | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def restart(self) -> None:
        """Cancel what is in progress, and start again with the current webhook, if there is one."""
        async with self._changing:
            await self.close()
            self._waiting, self._ready, self._open, self._seen = {}, deque(), 0, 0
            with self._account.changed:
                self._hook = self._account.webhook
            if self._hook is not None:
                self._session = ClientSession(
                    connector=TCPConnector(limit=0), timeout=ClientTimeout(total=_LONGEST_DELIVERY)
                )
                self.wake()

    async def close(self) -> None:
        """Cancel what is in progress, and deliver no more."""
        self._hook = None
        session, self._session = self._session, None
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if session is not None:
            await session.close()

    def wake(self) -> None:
        """Queue new updates, and deliver what can be delivered."""
        if self._hook is None:
            return
        with self._account.changed:
            updates = self._account.updates
            fresh = updates.all() if self._seen == 0 else updates.newest(updates.queued - self._seen)
            self._seen = updates.queued
        for update in fresh:
            chat = _chat_of(update)
            if chat not in self._waiting:
                self._waiting[chat] = deque()
                self._ready.append(chat)
            self._waiting[chat].append(update)
        self._deliver_more()

    def _deliver_more(self) -> None:
        """Use the free connections for chats without a delivery in progress."""
        while self._hook and self._session and self._ready and self._open < self._hook.max_connections:
            self._open += 1
            chat = self._ready.popleft()
            task = asyncio.get_running_loop().create_task(self._chat(chat, self._hook, self._session))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _chat(self, chat: object, hook: Webhook, session: ClientSession) -> None:
        """Deliver the oldest update of a chat. After a failure, the chat's later updates wait for a pause."""
        update = self._waiting[chat][0]
        status, pause = await self._deliver(update, hook, session)
        self._open -= 1
        with self._account.changed:
            tried = self._account.deliver(update, status, time.monotonic())
            if tried == 0:
                self._account.updates.remove(update)
            else:
                why = "Connection failed" if status is None else f"Wrong response from the webhook: {status}"
                self._account.last_failure = (int(time.time()), why)
            self._account.changed.notify_all()
        if tried == 0:
            self._waiting[chat].popleft()
        else:
            self._deliver_more()
            await self._sleep(max(pause, min(_FIRST_PAUSE * 2 ** min(tried - 1, 10), _LONGEST_PAUSE)))
        if self._waiting[chat]:
            self._ready.append(chat)
        else:
            del self._waiting[chat]
        self._deliver_more()

    @staticmethod
    async def _deliver(update: Mapping[str, object], hook: Webhook, session: ClientSession) -> tuple[int | None, float]:
        """Deliver once. Returns the status, None if the connection broke, and the pause that the bot asks for."""
        headers = {SECRET_HEADER: hook.secret} if hook.secret else {}
        try:
            async with session.post(hook.url, json=update, headers=headers, allow_redirects=False) as response:
                await response.read()
                asked = response.headers.get("Retry-After", "")
                return response.status, float(asked) if asked.isdecimal() else 0
        except (ClientError, OSError, TimeoutError):
            return None, 0


def _chat_of(update: Mapping[str, object]) -> object:
    """Return the key that orders an update among others: its chat, if it has one."""
    for kind, content in update.items():
        if isinstance(content, dict):
            message = content.get("message", content)
            about = message.get("chat") or message.get("from") if isinstance(message, dict) else None
            return about.get("id") if isinstance(about, dict) else kind
    return None
