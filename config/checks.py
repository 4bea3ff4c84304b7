"""Validators of the settings: read a value as people write it, and refuse a wrong one with what to write instead."""

import difflib
import ipaddress
import re
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AnyHttpUrl, ValidationInfo

SHARED_IDS = {
    1087968824: "the group itself, when an admin of it writes anonymously",
    777000: "Telegram itself, when it passes on a channel's posts",
    136817688: "a channel, when somebody writes in its name",
}
"""Sender ids that many people share, the keys of `bot.access.SHARED_IDS`, and who sends under each."""

FIELDS = ("id", "title", "text", "published", "source", "author", "url", "language")
"""The fields of an article that can be read from a column of a table."""

_OF_THE_MACHINE = {"localtime", "Factory"}
"""Names of the database that are no place's: what they mean differs between machines."""

# A token as it may stand in an address: the number, a colon (quoted or not), the secret.
_TOKEN = re.compile(r"\d{5,}(:|%3A)[\w-]{20,}", re.ASCII | re.IGNORECASE)


def read_word(value: object) -> object:
    """Read a word in any case, with blanks around it."""
    return value.strip().lower() if isinstance(value, str) else value


def read_language(value: object) -> object:
    """Read the code of a language; blank is none. Refuses what is no code."""
    code = read_word(value)
    if code in {"", None}:
        return None
    if not (isinstance(code, str) and code.isascii() and code.isalpha() and len(code) in {2, 3}):
        raise ValueError("must be the code of a language by ISO 639, such as de")
    return code


def check_folder(folder: Path | None) -> Path | None:
    """Refuse a folder that is not there."""
    if folder is not None and not folder.is_dir():
        raise ValueError("must be an existing folder")
    return folder


def check_time_zone(name: str) -> str:
    """Refuse what is no name of a time zone."""
    name = name.strip()
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        zones = {it.casefold(): it for it in available_timezones() - _OF_THE_MACHINE}
        close = difflib.get_close_matches(name.casefold(), zones, n=1)
        hint = f"perhaps {zones[close[0]]}" if close else "such as Europe/Berlin or UTC"
        raise ValueError(f"must be the name of a time zone that exists, {hint}") from None
    return name


def read_columns(value: object) -> object:
    """Read "text=body,title=headline" as a mapping."""
    if not isinstance(value, str):
        return value
    columns: dict[str, str] = {}
    for pair in filter(str.strip, value.split(",")):
        field, equals, column = (part.strip() for part in pair.partition("="))
        if not equals:
            raise ValueError("must be of the form text=body,title=headline")
        if field in columns:
            raise ValueError(f"names a column for {field} twice")
        columns[field] = column
    return columns


def check_columns(columns: Mapping[str, str]) -> Mapping[str, str]:
    """Refuse unknown fields, columns without a name, and one column for two fields."""
    taken: dict[str, str] = {}
    for field, column in columns.items():
        if field not in FIELDS:
            close = difflib.get_close_matches(field, FIELDS, n=1)
            hint = f"did you mean {close[0]}?" if close else f"write one of {', '.join(FIELDS)}"
            raise ValueError(f"an article has no {field}: {hint}")
        if not column.strip():
            raise ValueError(f"the column for {field} has no name")
        if (other := taken.setdefault(column, field)) != field:
            raise ValueError(f"the column {column} cannot hold both {other} and {field}")
    return columns


def read_ids(value: object) -> object:
    """Read "42,43" and "[42, 43]" alike."""
    if isinstance(value, int) and not isinstance(value, bool):
        return [value]
    if not isinstance(value, str):
        return value
    inner = re.fullmatch(r"\[(.*)\]|([^\[\]]*)", value.strip())
    numbers = [number.strip() for number in (inner[1] or inner[2] or "").split(",")] if inner else [value]
    if not all(re.fullmatch(r"(-?\d+)?", number) for number in numbers):
        raise ValueError("must be numeric Telegram ids, such as 42,43")
    return [int(number) for number in numbers if number]


def check_admins(ids: frozenset[int]) -> frozenset[int]:
    """Refuse ids that are not one person's: everybody who writes under such an id would be an admin."""
    for admin in sorted(ids):
        if reason := SHARED_IDS.get(admin):
            raise ValueError(f"{admin} is {reason}: anybody may be behind it; write the person's own id")
        if admin < 1:
            raise ValueError(
                f"{admin} is a group's or channel's id, or nobody's: write the ids of people, which are above 0"
            )
    return ids


def check_users(ids: frozenset[int]) -> frozenset[int]:
    """Refuse ids that are not one person's, and would never match."""
    for user in sorted(ids):
        if user < 1:
            raise ValueError(f"{user} is no person's id: those are above 0; groups and channels go into …_chats")
        if reason := SHARED_IDS.get(user):
            raise ValueError(f"{user} is {reason}: write people's own ids here, and the chat's into …_chats")
    return ids


def check_blocked(ids: frozenset[int], info: ValidationInfo) -> frozenset[int]:
    """Refuse to block an admin: admins are always answered."""
    check_users(ids)
    if both := sorted(ids & info.data.get("admin_ids", frozenset())):
        raise ValueError(f"{both[0]} is an admin, who cannot be blocked: take it out here or out of admin_ids")
    return ids


def read_token(value: object) -> object:
    """Read a blank token, as in a file that is not filled in, as None; refuse what cannot be a token."""
    if not isinstance(value, str):
        return value
    token = value.strip()
    if token and not re.fullmatch(r"\d+:[\w-]+", token, re.ASCII):
        raise ValueError(
            "must be a token as @BotFather gives it: a number, a colon, and letters, digits, _ or -, such as"
            " 123456:ABC-def; get it there with /newbot, or with /token for a bot that you have"
        )
    return token or None


def read_line(value: object) -> object:
    """Read a text without blanks around it; refuse one of several lines."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    if len(text.splitlines()) > 1:
        raise ValueError("must be one line")
    return text


def read_webhook_secret(value: object) -> object:
    """Read a blank secret as None; refuse what Telegram would not take or is easy to guess."""
    if not isinstance(value, str):
        return value
    secret = value.strip()
    if secret and not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", secret):
        raise ValueError(
            "must be 16 to 256 letters, digits, _ or -, such as `openssl rand -hex 32` makes; blank for a new one at"
            " each start"
        )
    return secret or None


def read_blank_as_none(value: object) -> object:
    """Read a blank text as None."""
    return None if isinstance(value, str) and not value.strip() else value


def check_api_url(url: AnyHttpUrl) -> AnyHttpUrl:
    """Refuse an address that cannot precede /bot<token>, or that holds a secret."""
    if url.query or url.fragment:
        raise ValueError("must not hold a ? or #")
    if url.username or url.password:
        raise ValueError("must not hold a name or password")
    return url


def check_webhook_url(url: AnyHttpUrl | None) -> AnyHttpUrl | None:
    """Refuse an address that Telegram cannot use, or that holds the token, which proxies would log."""
    if url is None:
        return None
    check_api_url(url)
    if _TOKEN.search(str(url)):
        raise ValueError("must not hold the bot's token, since addresses are logged on their way; use another path")
    if url.scheme == "http" and not _is_loopback(url.host or ""):
        raise ValueError("must begin with https:// (http:// is for this machine alone)")
    return url


def check_host(host: str) -> str:
    """Refuse what is neither an address nor a host's name."""
    host = host.strip()
    if not _is_address(host) and not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?", host):
        raise ValueError("must be an address or a host's name to listen on, such as 127.0.0.1, without a port")
    return host


def check_monitor_port(port: int, info: ValidationInfo) -> int:
    """Refuse the webhook's port if both listen on one host."""
    data = info.data
    is_same = (data.get("webhook_host"), data.get("webhook_port")) == (data.get("monitor_host"), port)
    if data.get("webhook_url") is not None and is_same:
        raise ValueError(f"must differ from webhook_port, which is {port} too; write another, or 0 for none")
    return port


def _is_loopback(host: str) -> bool:
    bare = host.strip("[]")
    return bare == "localhost" or (_is_address(bare) and ipaddress.ip_address(bare).is_loopback)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
