"""The choices that a chat has for its settings, and the buttons that offer them. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.chat_settings import AS_BY_DEFAULT, MOST_QUOTES_CHOSEN, ChatSettings, Setting, ZoneAt
from bot.messages import SettingsCard
from bot.requests import Origin, SettingPress
from bot.texts.marking import gettext_noop
from bot.texts.writing import own_name

ZONES = (
    *("Pacific/Honolulu", "America/Anchorage", "America/Los_Angeles", "America/Denver", "America/Chicago"),
    *("America/Mexico_City", "America/New_York", "America/Bogota", "America/Caracas", "America/Halifax"),
    *("America/Santiago", "America/Sao_Paulo", "America/Argentina/Buenos_Aires"),
    *("Atlantic/Azores", "UTC", "Europe/London", "Africa/Lagos", "Europe/Berlin", "Africa/Cairo"),
    *("Africa/Johannesburg", "Europe/Kyiv", "Europe/Istanbul", "Europe/Moscow", "Asia/Riyadh", "Africa/Nairobi"),
    *("Asia/Tehran", "Asia/Dubai", "Asia/Kabul", "Asia/Karachi", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Dhaka"),
    *("Asia/Yangon", "Asia/Bangkok", "Asia/Shanghai", "Asia/Tokyo", "Australia/Adelaide", "Australia/Sydney"),
    *("Pacific/Noumea", "Pacific/Auckland", "Pacific/Tongatapu"),
)
"""Time zones from west to east: a city for each clock that many people go by."""

ZONES_OF_PAGE = 8
_LANGUAGES_OF_ROW = 2
_ON, _OFF = "1", "0"

_TITLES = {
    Setting.LANGUAGE: gettext_noop("Language"),
    Setting.TIME_ZONE: gettext_noop("Time zone"),
    Setting.QUOTES: gettext_noop("Number of quotes"),
    Setting.BUTTONS: gettext_noop("Buttons"),
}
_AS_IN_APP = gettext_noop("As in Telegram")
_AS_SET = gettext_noop("As the operator set")
_YES = gettext_noop("On")
_NO = gettext_noop("Off")
_BACK = gettext_noop("‹ Back")
_EAST = gettext_noop("Further east ›")
_WEST = gettext_noop("‹ Further west")


@dataclass(frozen=True, slots=True)
class MenuButton:
    """A button under the settings of a chat. `label` is a marked text, or one that is the same in every language.

    A time zone has `zone` for its label. `does` is its press, without an origin.
    """

    does: SettingPress
    label: str = ""
    zone: ZoneAt | None = None
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class SettingsMenu:
    """Rows of buttons under the settings of a chat."""

    rows: tuple[tuple[MenuButton, ...], ...]


def menu_of(card: SettingsCard) -> SettingsMenu:
    """Return the buttons: those of one setting if the card is about one, else one button for each."""
    rows: list[Sequence[MenuButton]]
    match card.setting:
        case None:
            return SettingsMenu(tuple((MenuButton(_press(it), title),) for it, title in _TITLES.items()))
        case Setting.LANGUAGE:
            names = [_choice(card, code, own_name(code)) for code in card.languages]
            rows = [[_choice(card, "", _AS_IN_APP)], *_in_rows(names)]
        case Setting.TIME_ZONE:
            rows = [[_choice(card, "", _AS_SET)], *([it] for it in _zones(card)), list(_pages(card))]
        case Setting.QUOTES:
            numbers = [_choice(card, str(it), str(it)) for it in range(1, MOST_QUOTES_CHOSEN + 1)]
            rows = [[_choice(card, "", _AS_SET)], numbers]
        case Setting.BUTTONS:
            rows = [[_choice(card, _ON, _YES), _choice(card, _OFF, _NO)]]
    return SettingsMenu((*map(tuple, rows), (MenuButton(_press(None), _BACK),)))


def with_choice(settings: ChatSettings, press: SettingPress, languages: Sequence[str]) -> ChatSettings | None:
    """Return the settings with what a press chooses; None if no button offers that.

    `languages` are the codes that can be chosen.
    """
    choice = press.choice
    match press.setting:
        case Setting.LANGUAGE if choice in {"", *languages}:
            return replace(settings, language=choice or None)
        case Setting.TIME_ZONE if choice in {"", *ZONES}:
            return replace(settings, time_zone=choice or None)
        case Setting.QUOTES if choice in {"", *map(str, range(1, MOST_QUOTES_CHOSEN + 1))}:
            return replace(settings, quotes=int(choice) if choice else None)
        case Setting.BUTTONS if choice in {_ON, _OFF}:
            return replace(settings, has_buttons=choice == _ON)
        case _:
            return None


def is_offered(press: SettingPress, languages: Sequence[str]) -> bool:
    """Tell whether there is a button that sends a press."""
    if press.choice is not None:
        return with_choice(AS_BY_DEFAULT, press, languages) is not None
    return press.page == 0 or (press.setting is Setting.TIME_ZONE and press.page * ZONES_OF_PAGE < len(ZONES))


def page_of(zone: str | None) -> int:
    """Return the page of the list on which a time zone stands: the first if it is none of the list."""
    return ZONES.index(zone) // ZONES_OF_PAGE if zone in ZONES else 0


def _chosen(settings: ChatSettings, setting: Setting) -> str:
    """Return what is chosen of a setting, as the presses of its buttons have it."""
    match setting:
        case Setting.LANGUAGE:
            return settings.language or ""
        case Setting.TIME_ZONE:
            return settings.time_zone or ""
        case Setting.QUOTES:
            return "" if settings.quotes is None else str(settings.quotes)
        case Setting.BUTTONS:
            return _ON if settings.has_buttons else _OFF


def _press(setting: Setting | None, choice: str | None = None, page: int = 0) -> SettingPress:
    return SettingPress(setting, Origin(), choice, page)


def _choice(card: SettingsCard, choice: str, label: str = "", zone: ZoneAt | None = None) -> MenuButton:
    setting = card.setting
    is_chosen = setting is not None and _chosen(card.chosen, setting) == choice
    return MenuButton(_press(setting, choice), label, zone, is_chosen)


def _in_rows(buttons: Sequence[MenuButton]) -> Iterator[Sequence[MenuButton]]:
    for first in range(0, len(buttons), _LANGUAGES_OF_ROW):
        yield buttons[first : first + _LANGUAGES_OF_ROW]


def _zones(card: SettingsCard) -> Iterator[MenuButton]:
    first = card.page * ZONES_OF_PAGE
    for name in ZONES[first : first + ZONES_OF_PAGE]:
        yield _choice(card, name, zone=ZoneAt(name, card.moment))


def _pages(card: SettingsCard) -> Iterator[MenuButton]:
    if card.page:
        yield MenuButton(_press(card.setting, page=card.page - 1), _WEST)
    if (card.page + 1) * ZONES_OF_PAGE < len(ZONES):
        yield MenuButton(_press(card.setting, page=card.page + 1), _EAST)
