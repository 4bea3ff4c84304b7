"""What people choose for a chat: language, time zone, number of quotes, buttons. Frozen values."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import Enum
from zoneinfo import ZoneInfo

MOST_QUOTES_CHOSEN = 5
"""The most quotes of an answer that can be chosen; where a message has no room for them, it has fewer."""


class Setting(Enum):
    """One of the settings of a chat. The value is what the data of its buttons hold: short, and never reused."""

    LANGUAGE = "l"
    TIME_ZONE = "z"
    QUOTES = "q"
    BUTTONS = "b"


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """The settings of a chat; None where nothing was chosen.

    `language` is the code of a catalogue; without one, each person is answered in the language of their app.
    `time_zone` is a name of the IANA's; `quotes` is how many an answer has at most; both are as the operator set by
    default. `has_buttons` is whether answers have buttons.
    """

    language: str | None = None
    time_zone: str | None = None
    quotes: int | None = None
    has_buttons: bool = True

    def language_or(self, tag: str | None) -> str | None:
        """Return the language that was chosen, or else that of an app."""
        return self.language or tag

    def zone_or(self, default: tzinfo) -> tzinfo:
        """Return the time zone that was chosen, or else the default; also if this machine knows the name no more."""
        try:
            return default if self.time_zone is None else ZoneInfo(self.time_zone)
        except (KeyError, ValueError, OSError):  # `ZoneInfoNotFoundError` is a `KeyError`
            return default


AS_BY_DEFAULT = ChatSettings()


@dataclass(frozen=True, slots=True)
class ZoneAt:
    """A time zone by its IANA name, at a moment: its distance from UTC changes with the season."""

    name: str
    moment: datetime
