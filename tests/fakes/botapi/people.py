"""What people do, as a test makes them do it: write, edit and press buttons."""

from abc import ABC, abstractmethod

from .account import Account
from .chats import Chat
from .incoming import edit_update, learn, message_update, text_update
from .keyboards import buttons_of
from .membership import is_withheld
from .presses import Toast


class People(ABC):
    """The side of the server that stands for the people who talk to the bot."""

    _account: Account

    @abstractmethod
    def send_raw(self, update: dict[str, object]) -> int:
        """Queue an update as it is, with an `update_id` if it has none; return that id."""

    def meet(self, chat_id: int, *, chat_type: str = "private") -> None:
        """Make a chat known to the bot without an update. A bot can write only to chats that it knows."""
        with self._account.changed:
            self._account.chats.meet(chat_id, chat_type)

    def speak(self, chat_id: int, language: str, *, user_id: int | None = None, chat_type: str = "private") -> None:
        """Let the app of a user speak a language, of which the bot hears with what they do in this chat."""
        with self._account.changed:
            chat = self._account.chats.meet(chat_id, chat_type)
            chat.languages[chat_id if user_id is None else user_id] = language

    def send_text(
        self,
        chat_id: int,
        text: str,
        *,
        user_id: int | None = None,
        chat_type: str = "private",
        edited: bool = False,
        **fields: object,
    ) -> int:
        """Let a user write a text, or change their newest one; return the id of the update.

        It is 0 if Telegram withholds the message: in a group, by privacy mode, or from a bot that has left.
        """
        with self._account.changed:
            chat = self._account.chats.meet(chat_id, chat_type)
            author = chat_id if user_id is None else user_id
            return self._offer(chat, text_update(chat, author, text, fields, edited=edited))

    def send_message(
        self, chat_id: int, *, user_id: int | None = None, chat_type: str = "private", **fields: object
    ) -> int:
        """Let a user send any other message, such as `photo=[…]`; return the id of the update, as `send_text` does."""
        with self._account.changed:
            chat = self._account.chats.meet(chat_id, chat_type)
            return self._offer(chat, message_update(chat, chat_id if user_id is None else user_id, fields))

    def upgrade(self, group: int, supergroup: int, user_id: int, *, is_told_there_first: bool = False) -> list[int]:
        """Let a group become a supergroup, which two updates tell, one in each chat; return their ids."""
        with self._account.changed:
            self._account.chats.meet(group, "group").moved_to = supergroup
            told: list[tuple[int, str, dict[str, object]]] = [
                (group, "group", {"migrate_to_chat_id": supergroup}),
                (supergroup, "supergroup", {"migrate_from_chat_id": group}),
            ]
            return [
                self.send_message(chat_id, user_id=user_id, chat_type=chat_type, **fields)
                for chat_id, chat_type, fields in (reversed(told) if is_told_there_first else told)
            ]

    def move_silently(self, group: int, supergroup: int) -> None:
        """Let a group become a supergroup, of which no update has told the bot yet."""
        with self._account.changed:
            self._account.chats.meet(group, "group").moved_to = supergroup

    def send_album(self, chat_id: int, *messages: dict[str, object]) -> str:
        """Let a person send messages as one album, and return its id."""
        with self._account.changed:
            album = str(1_000_000 + self._account.updates.queued)
            chat = self._account.chats.meet(chat_id)
            for fields in messages:
                self.send_raw(message_update(chat, chat_id, {**fields, "media_group_id": album}))
            return album

    def last_message_of(self, user_id: int, chat_id: int | None = None) -> int:
        """Return the id of a user's newest message in a chat, or in their private one."""
        with self._account.changed:
            chat = self._account.chats.find(user_id if chat_id is None else chat_id)
            found = chat.latest_of(user_id) if chat else None
            if found is None:
                raise LookupError(f"user {user_id} has written nothing there")
            return found

    def edit(self, chat_id: int, message_id: int, **fields: object) -> int:
        """Let a user change these fields of a message; without any, only what Telegram reports as an edit happened.

        Telegram reports a first reaction or a link preview as an edit, too.
        """
        with self._account.changed:
            chat = self._account.chats.meet(chat_id)
            return self._offer(chat, edit_update(chat, message_id, fields))

    def delete(self, chat_id: int, message_id: int) -> None:
        """Let a person delete a message, their own or one of the bot, which gets no update of it."""
        with self._account.changed:
            if not self._account.chats.meet(chat_id).delete(message_id):
                raise LookupError(f"there is no message {message_id} in chat {chat_id}")
            self._account.changed.notify_all()

    def press(
        self, chat_id: int, message_id: int, data: str, *, user_id: int | None = None, is_accessible: bool = True
    ) -> int:
        """Let a user press the button with these data, or with this label, under a message; return the update's id.

        A message that was deleted, or that is not `is_accessible` any more, comes without its content.
        """
        with self._account.changed:
            chat = self._account.chats.meet(chat_id)
            sent = chat.sent.get(message_id)
            data = next((it for label, it in buttons_of(sent) if label == data), data) if sent else data
            author = chat_id if user_id is None else user_id
            return self.send_raw(
                self._account.presses.update(chat, message_id, author, data, is_accessible=is_accessible)
            )

    def _offer(self, chat: Chat, update: dict[str, object]) -> int:
        """Queue the update of a message, unless Telegram withholds it; return its id, or 0."""
        [message] = update.values()
        if not isinstance(message, dict):
            raise TypeError("the update holds no message")
        if is_withheld(chat, message, self._account.me, has_privacy=self._account.has_privacy_mode):
            learn(self._account.chats, update)
            return 0
        return self.send_raw(update)

    @property
    def last_press(self) -> str:
        """The id of the newest press, by which it is answered."""
        with self._account.changed:
            return str(self._account.presses.last_id)

    @property
    def toasts(self) -> list[Toast]:
        """What people saw after their presses, in order."""
        with self._account.changed:
            return list(self._account.presses.toasts)

    def let_presses_age(self, seconds: float) -> None:
        """Let time pass for the presses that have arrived."""
        with self._account.changed:
            self._account.presses.passed += seconds
