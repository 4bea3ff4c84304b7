"""Points of time in a bot's text: which of them Telegram keeps, and in which formats it shows them."""

import re
from collections.abc import Mapping
from dataclasses import replace

from .entities import Entity
from .records import bad_request

_FORMAT = re.compile(r"r|w?[dD]?[tT]?")
_LATEST = 2**31 - 1


def time_entity(entity: Entity, attributes: Mapping[str, str]) -> Entity | None:
    """Make a point of time of the span; None where Telegram drops it. Raises `ApiError` for what is no time at all."""
    written = attributes.get("unix", "")
    shown = attributes.get("format", "")
    if not re.fullmatch(r"-?[0-9]+", written):
        raise bad_request("can't parse entities: Invalid date specified")
    if not _FORMAT.fullmatch(shown):
        raise bad_request("can't parse entities: Invalid date-time format specified")
    if not is_kept(int(written)):
        return None
    return replace(entity, type="date_time", unix_time=int(written), date_time_format=shown or None)


def is_kept(unix_time: int) -> bool:
    """Tell whether Telegram keeps a time: after 1 January 1970, and within 32 bits."""
    return 0 < unix_time <= _LATEST
