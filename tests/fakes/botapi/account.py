"""Telegram's knowledge of one bot, shared by the server's thread and the test's."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from .chats import Chat, Chats
from .faults import Faults
from .guests import GuestMode
from .inline import InlineMode
from .membership import check_is_in
from .params import Params
from .presses import Presses
from .profile import Profile
from .records import ApiError, Call, Delivery, Webhook, bad_request
from .spec import Spec
from .updates import Updates

_SUCCESS = range(200, 300)


@dataclass(slots=True)
class Account:
    """The state of the server; hold `changed` while reading or writing it, notify after writing."""

    token: str
    spec: Spec | None
    username: str = "under_test_bot"
    changed: threading.Condition = field(default_factory=threading.Condition)
    chats: Chats = field(default_factory=Chats)
    updates: Updates = field(default_factory=Updates)
    faults: Faults = field(default_factory=Faults)
    profile: Profile = field(default_factory=Profile)
    calls: list[Call] = field(default_factory=list)
    presses: Presses = field(default_factory=Presses)
    inline: InlineMode = field(default_factory=InlineMode)
    guests: GuestMode = field(default_factory=GuestMode)
    webhook: Webhook | None = None
    has_privacy_mode: bool = True
    deliveries: list[Delivery] = field(default_factory=list)
    last_failure: tuple[int, str] | None = None
    lost_confirmations: int = 0
    """How many confirmations of deliveries are yet to be lost on the way."""
    _failures: dict[int, int] = field(default_factory=dict)

    @property
    def me(self) -> Mapping[str, object]:
        """The bot as a User of the Bot API."""
        bot_id = int(self.token.partition(":")[0])
        name = self.profile.shown("name", "")
        return {"id": bot_id, "is_bot": True, "first_name": name, "username": self.username}

    def record(self, call: Call) -> int:
        """Record a call on arrival, and return its position among the calls."""
        with self.changed:
            self.calls.append(call)
            self.changed.notify_all()
            return len(self.calls) - 1

    def deliver(self, update: Mapping[str, object], status: int | None, at: float) -> int:
        """Record how a delivery ended. Returns the number of failures so far, or 0 if it was confirmed."""
        update_id = int(str(update["update_id"]))
        confirmed = status is not None and status in _SUCCESS
        if confirmed and self.lost_confirmations > 0:
            self.lost_confirmations -= 1
            confirmed = False
        self.deliveries.append(Delivery(update_id, status, confirmed, at))
        if confirmed:
            self._failures.pop(update_id, None)
            return 0
        self._failures[update_id] = self._failures.get(update_id, 0) + 1
        return self._failures[update_id]

    def blame(self, place: int, violations: tuple[str, ...]) -> None:
        """Add the violations found while a call was carried out."""
        if not violations:
            return
        with self.changed:
            call = self.calls[place]
            named = tuple(f"{call.method}: {violation}" for violation in violations)
            self.calls[place] = replace(call, violations=(*call.violations, *named))
            self.changed.notify_all()

    def chat_of(self, params: Params, name: str = "chat_id", *, writes: bool = True) -> Chat:
        """Return the chat a request names; raise ApiError where the bot does not know it or left it.

        So it does if the bot would write there and the chat has moved: of that Telegram tells nobody who only reads.
        """
        if not str(params.wire.get(name, "")):
            raise bad_request(f"{name} is empty")
        chat = self.chats.find(params.integer(name))
        if chat is None:
            raise bad_request("chat not found")
        if writes and chat.moved_to is not None:
            reason = "Bad Request: group chat was upgraded to a supergroup chat"
            raise ApiError(400, reason, migrate_to_chat_id=chat.moved_to)
        check_is_in(chat)
        return chat
