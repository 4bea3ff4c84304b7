"""Sentences that define what a question asks about: "What is X", "Who is X", "What does X do", or X alone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from retrieval.models import Query
from retrieval.query.roles import LONGEST_WORDED

_ASKED = (
    re.compile(r"\W*(?:so |and |but )?wh(?:at|o)(?:['’]?s| is| are| was| were) (?P<x>.+?)\W*", re.IGNORECASE),
    re.compile(
        r"\W*what (?:do|does|did) (?P<x>.+?) (?:do|mean|stand for|refer to|consist of|represent|describe)\W*",
        re.IGNORECASE,
    ),
    re.compile(
        r"\W*(?:define|explain|describe|(?:the )?(?:definition|meaning) of|what is meant by) (?P<x>.+?)\W*",
        re.IGNORECASE,
    ),
    re.compile(r"\W*(?P<x>.+?) (?:definition|meaning|explained)\W*", re.IGNORECASE),
)
_ASKING = re.compile(r"\b(?:how|what|when|where|which|who|whom|whose|why)\b", re.IGNORECASE)
_ARTICLE = re.compile(r"\A(?:an?|the|some|these|this) ", re.IGNORECASE)
_MOST_WORDS = 6
_MOST_KEYWORDS = 3
"""The most words of a question without a question word that is taken for a name of what is asked about."""

_BEFORE = r"\W{0,3}(?:(?:by|for|in|on|with)\s[^,]{1,40},\s+)?(?:(?:an?|all|each|every|such|the|these|this)\s+)?\W{0,2}"
_ASIDE = r"[\"'”’`»]*(?:\s*\([^)]{1,120}\))?(?:\s*,[^,.]{1,100},)?"
_ADVERB = r"(?:\s+(?:also|generally|normally|often|typically|usually))?"
_COPULA = (
    r"(?:are|is|was|were|means?|refers?\s+to|stands?\s+for|denotes?|defines?|describes?|represents?|consists?\s+of)"
)
_CALLED = r"(?:called|named|known\s+as|termed|dubbed|defined\s+as|referred\s+to\s+as)"

_MARK = "\ue000"
"""Stands for X in the text, so that the wordings are compiled once, whatever is asked about."""

_MEASURES = (
    # X is a thing; X — what it does, as manuals have it.
    (1.0, f"{_BEFORE}X{_ASIDE}{_ADVERB}\\s+{_COPULA}\\s+(?:also\\s+)?(?:an?|any|each|one|some|the|those)\\b"),
    (1.0, r"\W{0,3}X\W{0,2}\s+[—–]\s+\w"),
    (0.8, rf".*\b{_CALLED}\s+(?:(?:an?|the)\s+)?[\"'“‘`«]*X"),
    (0.7, r".*X[\"'”’`»]*\s*(?:\([^)]{1,80}\)\s*)?,\s+(?:also|an?|one|the|which|who)\b"),
    (0.7, f"{_BEFORE}X{_ASIDE}{_ADVERB}\\s+{_COPULA}\\b"),
    # X reclaims storage.
    (0.6, f"{_BEFORE}X{_ASIDE}{_ADVERB}\\s+(?!(?:does|has)\\b)[a-z]{{2,}}[^\\Ws]s\\b"),
)
"""How much each wording defines X."""


@dataclass(frozen=True, slots=True)
class Definitions:
    """What a question asks to have defined: the terms of X, and a pattern of X."""

    terms: frozenset[str]
    pattern: re.Pattern[str]

    def measure(self, text: str) -> float:
        """Return how much a sentence defines X, from 0 to 1."""
        marked, count = self.pattern.subn(_MARK, text.replace(_MARK, " "))  # fonts of icons have such characters
        if not count:
            return 0.0
        return next((measure for measure, wording in _wordings() if wording.match(marked)), 0.0)


@cache
def _wordings() -> Sequence[tuple[float, re.Pattern[str]]]:
    """Compile the wordings, which takes two milliseconds, once a question asks for a definition."""
    return [(it, re.compile(wording.replace("X", _MARK), re.IGNORECASE | re.DOTALL)) for it, wording in _MEASURES]


def definitions(query: Query) -> Definitions | None:
    """Return what an English question asks to have defined, None if it asks for something else."""
    is_possible = query.ranked_as == "english" and len(query.text) <= LONGEST_WORDED
    asked = _asked_about(query.text) if is_possible else None
    if asked is None:
        return None
    words = re.findall(r"[\w.'’+#-]*\w", asked)
    in_it = {word.casefold() for word in words}
    terms = frozenset(
        it.term for it in query.terms if in_it & {it.word.casefold(), it.word.casefold().removesuffix("'s")}
    )
    if not terms or len(words) > _MOST_WORDS:
        return None
    x = r"[\s-]+".join(map(_inflected, words))
    return Definitions(terms, re.compile(rf"(?<!\w){x}(?!\w)", re.IGNORECASE))


def _asked_about(question: str) -> str | None:
    for pattern in _ASKED:
        if found := pattern.fullmatch(question):
            return _ARTICLE.sub("", found["x"], count=1)
    if _ASKING.search(question) is None and len(question.split()) <= _MOST_KEYWORDS:
        return question.strip()
    return None


def _inflected(word: str) -> str:
    """Return a pattern of a word in singular and plural."""
    base = word[:-1] if word[-1] in "sS" and len(word) > len("gas") else word
    return re.escape(base) + "(?:e?s)?"
