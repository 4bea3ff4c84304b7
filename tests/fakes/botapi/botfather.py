"""What the owner of the bot sets by hand at @BotFather, and what people see of the bot before they write to it."""

import json
from collections.abc import Mapping

from .members import Members


class BotFather(Members):
    """The side of the server on which the bot's profile is seen, and set by hand."""

    @property
    def commands(self) -> dict[str, list[dict[str, str]]]:
        """The commands by scope, a JSON object with sorted keys; a language is one of these: '{"type": "default"}'."""
        with self._account.changed:
            return {
                json.dumps(
                    {
                        "type": kind,
                        **({} if chat_id is None else {"chat_id": chat_id}),
                        **({} if user_id is None else {"user_id": user_id}),
                        **({"language_code": language} if language else {}),
                    },
                    sort_keys=True,
                ): [dict(command) for command in commands]
                for ((kind, chat_id, user_id), language), commands in self._account.profile.commands.items()
            }

    def commands_shown_to(self, user_id: int, chat_id: int | None = None) -> dict[str, str]:
        """Return the commands that a person sees in a chat, or in their private one, each with its description."""
        with self._account.changed:
            chat = self._account.chats.find(user_id if chat_id is None else chat_id)
            if chat is None:
                raise LookupError("the bot knows no such chat")
            listed = self._account.profile.listed(chat, user_id)
            return {command["command"]: command["description"] for command in listed}

    def shown(self, kind: str, language: str = "") -> str:
        """Return the "name", "description" or "short_description" that people of a language see."""
        with self._account.changed:
            return self._account.profile.shown(kind, language)

    def set_by_hand(self, kind: str, text: str, language: str = "") -> None:
        """Let the owner set a "name", "description" or "short_description"; an empty one takes it away."""
        with self._account.changed:
            self._account.profile.texts[kind, language] = text

    @property
    def menu_button(self) -> Mapping[str, object]:
        """The button beside the text of a private chat."""
        with self._account.changed:
            return self._account.profile.menu_button

    def set_menu_button_by_hand(self, button: Mapping[str, object]) -> None:
        """Let the owner set that button."""
        with self._account.changed:
            self._account.profile.menu_button = button

    def tell_only_what_is_set(self) -> None:
        """Let the bot read an empty text in a language that has none of its own, not the one that is shown to it."""
        with self._account.changed:
            self._account.profile.tells_what_is_shown = False
