"""Links in a bot's text: which addresses Telegram accepts, and how it writes them.

An address it refuses (no dot in the host, a scheme it does not know) silently loses its link, as on
the real server; one without a path gains a slash.
"""

import re
from dataclasses import replace
from urllib.parse import urlsplit, urlunsplit

from .entities import Entity

_USER_LINK = re.compile(r"tg:(?://)?user\?id=([0-9]+)\Z", re.IGNORECASE)
OWN_SCHEMES = ("tg", "ton", "tonsite")


def link_entity(entity: Entity, url: str) -> Entity | None:
    """Make a link, or the mention of a user, of the span; None where Telegram drops the address."""
    if user := _USER_LINK.match(url):
        return replace(entity, type="text_mention", user_id=int(user[1]))
    kept = accepted_url(url)
    return replace(entity, type="text_link", url=kept) if kept else None


def accepted_url(url: str) -> str | None:
    """Return the address as Telegram keeps it, or None where it refuses it."""
    address = url.strip()
    if not address or re.search(r"\s", address):
        return None
    scheme, colon, _ = address.partition(":")
    if colon and scheme.lower() in OWN_SCHEMES:
        return address
    if "://" not in address:
        address = f"http://{address}"
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        _ = parts.port  # reading it raises ValueError where it is no number
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or "." not in host.strip("."):
        return None
    user, at, location = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user}{at}{location.lower()}", path=parts.path or "/"))
