"""Answer type classification: whether a question asks for a date, a person, a place… by patterns of its wording."""

import re

from retrieval.models import AnswerKind

_PLACES = """
    area city continent country county district island location nation place province region river state street town
    village
    """
_PEOPLE = """
    actor actress architect artist author character composer director emperor general king leader man people person
    philosopher player politician pope president queen scientist singer woman writer
    """
_BODIES = """
    agency army band church club college company firm group institution network organisation organization party school
    team university
    """
_FIGURES = "age amount area average distance height length number population rate size speed temperature total"
_PERIODS = "century date day decade era month period season time"
_DEGREES = "big close cold deep far fast high hot large late near often old soon tall wide"


def _any(words: str) -> str:
    return f"(?:{'|'.join(words.split())})"


# The leftmost match in the question decides, since later ones are in subordinate clauses ("who was president when the
# war ended"). Of matches at the same place the first pattern here decides: "how long" before "how".
_WORDINGS = (
    (AnswerKind.MONEY, "how much .*(?:cost|earn|paid|pay|spend|spent|worth)|how much money"),
    (
        AnswerKind.MONEY,
        "what (?:is|was|were|are|did|does|do) .*(?:cost|price|salary|worth)|(?:what|which) (?:cost|price|salary)",
    ),
    (AnswerKind.NUMBER, "how (?:many|much)"),
    (AnswerKind.DURATION, "how long"),
    (AnswerKind.MEASURE, f"how {_any(_DEGREES)}"),
    (
        AnswerKind.PERCENT,
        "(?:what|which) (?:[a-z]+ )?(?:fraction|per cent|percent|percentage|portion|proportion|share)",
    ),
    (AnswerKind.YEAR, "(?:what|which) years?"),
    (AnswerKind.DATE, rf"when|(?:what|which) {_any(_PERIODS)}|(?:what|which) .{{0,20}}\bdate"),
    (AnswerKind.PLACE, f"where|(?:what|which|whose) (?:[a-z]+ )?{_any(_PLACES)}"),
    # "WHO" in a question of mixed case is the organisation.
    (AnswerKind.PERSON, f"(?-i:[Ww]ho)|whom|whose|(?:what|which) (?:[a-z]+ )?{_any(_PEOPLE)}"),
    (AnswerKind.ORGANISATION, f"(?:what|which) (?:[a-z]+ )?{_any(_BODIES)}"),
    (AnswerKind.MEASURE, f"what(?:['’]s| is| was| were| are) the (?:[a-z]+ )?{_any(_FIGURES)}"),
    (AnswerKind.MEASURE, "(?:what|which) (?:age|amount|number|rate|temperature)"),
    (
        AnswerKind.REASON,
        "why|(?:for )?what (?:causes?|caused|purpose|reason)|what (?:is|was|were|are) .*(?:purpose|reason)",
    ),
    (AnswerKind.NAME, "what (?:is|was|were|are) .*(?:called|known|named?|nickname|term)"),
    (AnswerKind.NAME, "(?:what|which) (?:name|term|title|word)"),
    (AnswerKind.SORT, "(?:what|which) (?:form|genre|kind|sort|style|type)"),
    (AnswerKind.MANNER, "how"),
    (AnswerKind.STATEMENT, "what (?:can|could|did|do|does|had|has|have|will|would)"),
    # Keywords, as for a search engine: "china net zero target year".
    (AnswerKind.PERCENT, "percent|percentage|per cent"),
    (AnswerKind.YEAR, r"year(?=\W*$)|year (?:did|was|were)"),
    (AnswerKind.MONEY, "cost|price|salary|worth"),
    (AnswerKind.REASON, "purpose|reason"),
)
_PATTERNS = [(kind, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for kind, words in _WORDINGS]
_DEFINITION = re.compile(r"\s*what(?:['’]s| is| are| was| were) (?:an? |the )?[\w -]{1,40}\??\s*", re.IGNORECASE)
_THING = re.compile(r"\b(?:what|which)\b", re.IGNORECASE)
# A fronted clause is skipped: "When the war ended, how many were left" asks how many.
_FRONTED = re.compile(
    r"\s*(?:after|although|as|at|before|during|if|in|on|since|when|where|while)\b[^,]*,", re.IGNORECASE
)
_ASKING = re.compile(r"\b(?:how|what|when|where|which|who|whom|whose|why)\b", re.IGNORECASE)
_LONGEST = 1000
"""The most characters that are matched: a question says near its beginning what it asks for."""


def kind_of_answer(question: str) -> AnswerKind:
    """Return the answer type of the question, `OTHER` if no pattern matches."""
    text = question[:_LONGEST]
    if text.isupper():
        text = text.lower()
    if (fronted := _FRONTED.match(text)) and _ASKING.search(text, fronted.end()):
        text = text[fronted.end() :]
    found = [(match.start(), kind) for kind, pattern in _PATTERNS if (match := pattern.search(text))]
    if found:
        return min(found, key=lambda it: it[0])[1]  # ties go to the first pattern
    if _DEFINITION.fullmatch(text):
        return AnswerKind.DEFINITION
    return AnswerKind.THING if _THING.search(text) else AnswerKind.OTHER
