"""The role in a question that asks who has it: "Who is Japan's environment minister", "Who is the author of X"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from retrieval.analysis import stem
from retrieval.models import Query, QueryTerm

LONGEST_WORDED = 300
"""The most characters of a question whose wording is looked at: its patterns take a time that is their square."""

_WHO_IS = re.compile(r"\W*(?:so |and |but )?who(?:['’]?s| is| are| was| were| became) (?P<role>.+?)\W*", re.IGNORECASE)
_WORD = re.compile(r"[^\W_](?:[\w.-]*\w)?")
_CLAUSE = re.compile(
    r"\b(?:[a-z]+ing|that|which|who|whom|whose|when|where|and|by|about|considered|known|named|called|said|[a-z]{3,}ed)\b"
)
_FOR_WHAT = re.compile(r" (?:about|at|for|in|on|to|under|with) ")
_MOST_TERMS = 5
"""The most words of a role, which is a person's: a question with more of them asks for something else."""

_OTHERS = "acting assistant associate co deputy junior prime shadow under vice former ex"
_OFFICES = """
    admiral ambassador archbishop attorney bishop cardinal chair chairman chairperson chairwoman chancellor chief coach
    commander commissioner director emperor envoy executive general governor head judge justice king leader
    manager mayor minister officer pope premier president prime principal queen representative secretary senator speaker
    spokesman spokesperson spokeswoman sultan treasurer vice
    """


@cache
def other_roles() -> tuple[str, ...]:
    """Return the terms of words that make another role of the one they stand before: "vice" president."""
    return tuple(map(stem, _OTHERS.split()))


@cache
def _offices() -> frozenset[str]:
    """Return the terms of offices. One that lacks a word is another: a prime minister is not any minister."""
    return frozenset(map(stem, _OFFICES.split()))


@dataclass(frozen=True, slots=True)
class Role:
    """The words of a role, and those of whose it is: of "Japan's environment minister" the last two, and Japan.

    What it is for is neither: articles name the envoy "for climate change" in many ways.
    """

    words: Sequence[QueryTerm]
    owners: Sequence[QueryTerm]

    @property
    def is_office(self) -> bool:
        """Whether it is an office, of which each word counts."""
        return any(it.term in _offices() for it in self.words)


def asked_role(query: Query) -> Role | None:
    """Return the role of which an English question asks who has it, None if it asks for something else."""
    is_possible = query.ranked_as == "english" and len(query.text) <= LONGEST_WORDED
    asked = _WHO_IS.fullmatch(query.text) if is_possible else None
    if asked is None or _CLAUSE.search(asked["role"].lower()):
        return None
    named = frozenset(_WORD.findall(_FOR_WHAT.split(asked["role"].lower())[0]))
    # The corpus has "Minister of the Environment", but a question that shows case tells its own names.
    shows_case = any(map(str.isupper, query.text[1:]))
    owners = [it for it in query.terms if it.is_name and not (shows_case and it.word.islower())]
    words = [it for it in query.terms if it not in owners and not it.is_number and it.word.lower() in named]
    return Role(words, owners) if owners and 0 < len(words) <= _MOST_TERMS else None
