"""The names of files: what can be printed of them, and which format they tell."""

import os
import re

# Controls, line ends, and marks that turn the direction of all that follows on the line.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def printable(name: str) -> str:
    """Return a name that can be printed in one line: what is no UTF-8, and controls, become replacement characters."""
    if name.isascii() and name.isprintable():
        return name
    return _UNPRINTABLE.sub("\ufffd", os.fsencode(name).decode(errors="replace"))


def escape_bytes(name: str) -> str:
    r"""Return a name that can be printed, with `\xe9` for what can not: longer, but different for different names."""
    decoded = os.fsencode(name).decode(errors="backslashreplace")
    return _UNPRINTABLE.sub(lambda match: match[0].encode("unicode_escape").decode(), decoded)


def suffix_of(name: str) -> str:
    """Return the suffix in lower case, with the one before it where the file is compressed: `.jsonl.gz`."""
    stem, dot, suffix = name[name.rfind("/") + 1 :].lstrip(".").lower().rpartition(".")
    if not dot:
        return ""
    return f"{_before(stem)}.gz" if suffix == "gz" else f".{suffix}"


def _before(stem: str) -> str:
    _, dot, suffix = stem.rpartition(".")
    return dot + suffix if dot else ""
