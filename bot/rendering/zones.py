"""Time zones as people know them: by a city, and by how far its clock is from UTC. Pure."""

from zoneinfo import ZoneInfo

from bot.chat_settings import ZoneAt
from bot.texts.lookup import IN_ENGLISH, Texts
from bot.texts.marking import gettext_noop

_CITY = gettext_noop("%(city)s (%(offset)s)")


def zone_in_words(zone: ZoneAt, texts: Texts = IN_ENGLISH) -> str:
    """Return "Berlin (UTC+01:00)"; a name that this machine does not know, and UTC itself, as it is."""
    try:
        offset = zone.moment.astimezone(ZoneInfo(zone.name)).strftime("%z")
    except (KeyError, ValueError, OSError):
        return zone.name
    if zone.name == "UTC":
        return zone.name
    return texts.gettext(_CITY, city=texts.writing.city(zone.name), offset=f"UTC{offset[:3]}:{offset[3:5]}")
