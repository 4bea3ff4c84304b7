"""Numbers as they are written outside English."""

import re

_GROUPED = re.compile(r"[.,](?=\d{3}(?!\d))")


def without_separators(number: str) -> str:
    """Return a number without the separators of thousands, and with a full stop for the decimal mark.

    A mark before exactly three digits separates thousands: "1.000" and "1,000" are the same.
    """
    return _GROUPED.sub("", number.replace("٬", ",").replace("٫", ".")).replace(",", ".")
