"""File names: their printable form, and the suffix that selects a loader."""

import os
import re

# Control characters, line ends, and marks of text direction.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def printable(name: str) -> str:
    """Return a name that prints in one line; invalid UTF-8 and control characters are replaced."""
    if name.isascii() and name.isprintable():
        return name
    return _UNPRINTABLE.sub("\ufffd", os.fsencode(name).decode(errors="replace"))


def escape_bytes(name: str) -> str:
    r"""Return a printable name with escapes such as `\xe9`, distinct for distinct names."""
    decoded = os.fsencode(name).decode(errors="backslashreplace")
    return _UNPRINTABLE.sub(lambda match: match[0].encode("unicode_escape").decode(), decoded)


def suffix_of(name: str) -> str:
    """Return the suffix in lower case; for a gzip file with the one before it: `.jsonl.gz`."""
    stem, dot, suffix = name[name.rfind("/") + 1 :].lstrip(".").lower().rpartition(".")
    if not dot:
        return ""
    return f"{_before(stem)}.gz" if suffix == "gz" else f".{suffix}"


def _before(stem: str) -> str:
    _, dot, suffix = stem.rpartition(".")
    return dot + suffix if dot else ""
