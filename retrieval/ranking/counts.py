"""Numbers that may be what "how many" asks for: neither percentages nor dates nor durations."""

import re
from functools import cache

from retrieval.analysis.calendar_words import MONTHS
from retrieval.analysis.token_types import KIND_WORDS
from retrieval.models import AnswerKind, Query

_PERIOD = "century|centuries|day|decade|hour|minute|month|second|week|year"
_SPELLED = "|".join(KIND_WORDS["<spelled number>"].split())
_MAGNITUDES = "|".join(KIND_WORDS["<magnitude>"].split())
_MONTHS = "|".join(MONTHS)
_COUNTS_NOTHING = (
    rf"\d[\d.,]*\s*(?:%|per\s?cent\b)|\b(?:{_MONTHS})\s+\d\d?\b|\b\d\d?(?:st|nd|rd|th)?\s+(?:{_MONTHS})\b"
    rf"|\b(?:\d+|{_SPELLED})[-\s](?:{_PERIOD})s?\b|\b(?:1\d|20)\d\d\b"
)
_NUMBER = rf"\d|\b(?:no|none|one|{_SPELLED}|{_MAGNITUDES})\b"
_ASKED = rf"\b(?:{_PERIOD}|percent|per cent)s?\b"


def may_count(query: Query, text: str) -> bool:
    """Tell whether a sentence has a number that may be a count; true of all but English questions of how many."""
    if query.kind is not AnswerKind.NUMBER or query.language != "en" or _compiled(_ASKED).search(query.text):
        return True
    return _compiled(_NUMBER).search(_compiled(_COUNTS_NOTHING).sub(" ", text)) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern once a question asks how many: few do, and all commands would wait."""
    return re.compile(pattern, re.IGNORECASE)
