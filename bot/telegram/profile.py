"""What Telegram shows of the bot before anybody writes to it, as it should be: each part in each scope and language."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from hashlib import blake2b

from bot.commands import COMMANDS
from bot.menus import DESCRIPTION, SHORT_DESCRIPTION, Menu
from bot.telegram.options import ProfileOptions

Text = Callable[[str], str]
"""Translates a text that is marked in English."""

_SCOPES = (
    ("default", Menu.PRIVATE),
    ("all_private_chats", Menu.PRIVATE),
    ("all_group_chats", Menu.GROUPS),
    ("all_chat_administrators", Menu.ADMINISTRATORS),
)
_COMMANDS_BUTTON: Mapping[str, object] = {"type": "commands"}


class Part(Enum):
    """A part of the profile; the value of a text is the name of its parameter."""

    COMMANDS = "commands"
    BUTTON = "menu_button"
    NAME = "name"
    DESCRIPTION = "description"
    SHORT_DESCRIPTION = "short_description"


_METHODS = {
    Part.COMMANDS: "MyCommands",
    Part.BUTTON: "ChatMenuButton",
    Part.NAME: "MyName",
    Part.DESCRIPTION: "MyDescription",
    Part.SHORT_DESCRIPTION: "MyShortDescription",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A part in one language, of two letters; the empty one is for everybody who has none of their own.

    Commands also have a scope, which may be a chat.
    """

    part: Part
    language: str = ""
    scope: str = ""
    chat_id: int | None = None

    @property
    def key(self) -> str:
        """The place as a text, by which it is stored."""
        chat = "" if self.chat_id is None else str(self.chat_id)
        return f"{self.part.value}:{self.scope}:{chat}:{self.language}"

    @classmethod
    def from_key(cls, key: str) -> "Place":
        """Return the place of a key. Raises `ValueError` if there is none."""
        part, scope, chat, language = key.split(":")
        return cls(Part(part), language, scope, int(chat) if chat else None)

    @property
    def address(self) -> dict[str, object]:
        """The parameters that name the place."""
        address: dict[str, object] = {}
        if self.language:
            address["language_code"] = self.language
        if self.scope:
            address["scope"] = {"type": self.scope, **({} if self.chat_id is None else {"chat_id": self.chat_id})}
        return address

    @property
    def reading(self) -> str:
        """The method that reads it."""
        return f"get{_METHODS[self.part]}"

    def shown(self, result: object) -> object:
        """Return the value in the result of `reading`, None if it is no such thing."""
        match self.part:
            case Part.COMMANDS:
                if not isinstance(result, list) or not all(isinstance(it, dict) for it in result):
                    return None
                # Telegram may tell more of a command than was set.
                return [{name: it.get(name) for name in ("command", "description")} for it in result]
            case Part.BUTTON:
                return result if isinstance(result, dict) and result else None
            case _:
                return result.get(self.part.value) if isinstance(result, dict) else None

    def setting(self, value: object) -> tuple[str, dict[str, object]]:
        """Return the method and the parameters that set a value."""
        return f"set{_METHODS[self.part]}", {self.part.value: value, **self.address}

    @property
    def removing(self) -> tuple[str, dict[str, object]] | None:
        """The method and the parameters that take away what was set; None where something must stand."""
        match self.part:
            case Part.COMMANDS:
                return "deleteMyCommands", self.address
            case Part.BUTTON:
                return "setChatMenuButton", {"menu_button": {"type": "default"}}
            case Part.NAME if not self.language:
                return None
            case _:
                return self.setting("")


@dataclass(frozen=True, slots=True)
class Item:
    """A place, and what should stand there.

    What somebody has set there by hand stays, unless the item `overrides` that.
    """

    place: Place
    value: object
    overrides: bool = True

    @property
    def digest(self) -> str:
        """What tells two values apart, in 32 characters."""
        return digest_of(self.value)


def digest_of(value: object) -> str:
    """Return what tells two values apart, in 32 characters."""
    return blake2b(json.dumps(value, sort_keys=True).encode(), digest_size=16).hexdigest()


def wanted(languages: Mapping[str, Text], admin_ids: Collection[int], options: ProfileOptions) -> list[Item]:
    """Return the whole profile, the language of most first.

    `languages` are by two letters, English empty. A list in a narrower scope hides those of wider ones, also one in
    the person's language: each scope has each language.
    """
    items: list[Item] = []
    for language, text in sorted(languages.items()):
        items += _commands(language, text, admin_ids)
        if not language:
            items.append(Item(Place(Part.BUTTON), _COMMANDS_BUTTON, overrides=False))
        items += _texts(language, text, options)
    return items


def _commands(language: str, text: Text, admin_ids: Collection[int]) -> Iterator[Item]:
    for scope, menu in _SCOPES:
        yield Item(Place(Part.COMMANDS, language, scope), _listed(menu, text))
    for admin_id in sorted(admin_ids):
        yield Item(Place(Part.COMMANDS, language, "chat", admin_id), _listed(Menu.ADMINS, text))


def _listed(menu: Menu, text: Text) -> list[dict[str, str]]:
    return [{"command": it.name, "description": text(it.summary)} for it in COMMANDS if menu in it.menus]


def _texts(language: str, text: Text, options: ProfileOptions) -> Iterator[Item]:
    if options.name:
        yield Item(Place(Part.NAME, language), text(options.name))
    for part, own, ours in (
        (Part.DESCRIPTION, options.description, DESCRIPTION),
        (Part.SHORT_DESCRIPTION, options.short_description, SHORT_DESCRIPTION),
    ):
        yield Item(Place(part, language), text(own or ours), overrides=bool(own))
