"""Patterns of word data: regular expressions in which a blank is any blanks, and a name in braces another pattern."""

import re
from collections.abc import Mapping


def compiled(pattern: str, places: Mapping[str, str] | None = None) -> re.Pattern[str]:
    """Compile a pattern, for any case, with `{name}` replaced by the pattern of this name.

    Raises `ValueError` if it is none.
    """
    for name, replacement in (places or {}).items():
        pattern = pattern.replace(f"{{{name}}}", replacement)
    try:
        return re.compile(pattern.replace(" ", r"\s+"), re.IGNORECASE)
    except re.error as error:
        raise ValueError(f"the pattern {pattern!r} is wrong: {error}") from error
