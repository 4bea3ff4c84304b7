"""What people do where the bot is no member: they type behind its name, or mention it as a guest."""

from .chats import user
from .inline import InlineAnswer, InlineMessage
from .keyboards import buttons_of
from .people import People

_STRANGE_CHAT = -100_700


class Passers(People):
    """The side of the server that stands for people in chats that the bot does not know."""

    def allow_inline(self) -> None:
        """Let the bot's owner turn the inline mode on, as /setinline does."""
        with self._account.changed:
            self._account.inline.is_on = True

    def type_inline(self, user_id: int, text: str, offset: str = "", *, language: str = "en") -> str:
        """Let a user type a text behind the bot's name in any chat, or scroll to an offset; return the query's id.

        Where the inline mode is off, the bot hears nothing of it.
        """
        with self._account.changed:
            query_id, update = self._account.inline.update(user_id, text, offset, language)
            if self._account.inline.is_on:
                self.send_raw(update)
            return query_id

    def inline_answer(self, query_id: str) -> InlineAnswer | None:
        """Return how the bot answered a query, None if it has not."""
        with self._account.changed:
            return self._account.inline.answers.get(query_id)

    def choose(self, query_id: str, result_id: str) -> InlineMessage:
        """Let the user who typed a query send one of its results; return the message, which is in no chat of the bot.

        The bot gets an update of it only if it asks for `chosen_inline_result`.
        """
        with self._account.changed:
            chosen, update = self._account.inline.choose(query_id, result_id)
            self.send_raw(update)
            return chosen

    def inline_message(self, inline_message_id: str) -> InlineMessage:
        """Return a message that was sent through the bot, as it stands now."""
        with self._account.changed:
            return self._account.inline.messages[inline_message_id]

    def press_inline(self, inline_message_id: str, data: str, user_id: int, *, language: str = "en") -> int:
        """Let anybody press the button with these data, or with this label, under a message sent through the bot.

        Return the id of the update.
        """
        with self._account.changed:
            sent = self._account.inline.messages[inline_message_id]
            data = next((it for label, it in buttons_of(sent) if label == data), data)
            return self.send_raw(self._account.presses.inline_update(inline_message_id, user(user_id, language), data))

    def let_inline_queries_age(self, seconds: float) -> None:
        """Let time pass for the queries that have arrived."""
        with self._account.changed:
            self._account.inline.passed += seconds

    def allow_guest_mode(self) -> None:
        """Let the bot's owner turn the guest mode on, with @BotFather."""
        with self._account.changed:
            self._account.guests.is_on = True

    def ask_as_guest(
        self, user_id: int, text: str, *, chat_id: int = _STRANGE_CHAT, language: str = "en", **fields: object
    ) -> str:
        """Let a user mention the bot in a chat that it is not in, whatever its id; return the query's id.

        An `author` takes the place of the user. Where the guest mode is off, the bot hears nothing of it.
        """
        with self._account.changed:
            if "author" in fields:
                fields["from"] = fields.pop("author")
            query_id, update = self._account.guests.update(user_id, text, chat_id, fields, language)
            if self._account.guests.is_on:
                self.send_raw(update)
            return query_id

    def guest_answer(self, query_id: str) -> InlineMessage | None:
        """Return how the bot answered a message in a chat that it is not in, None if it has not."""
        with self._account.changed:
            return self._account.inline.messages.get(self._account.guests.answers.get(query_id, ""))

    def let_guest_messages_age(self, seconds: float) -> None:
        """Let time pass for the guest messages that have arrived."""
        with self._account.changed:
            self._account.guests.passed += seconds
