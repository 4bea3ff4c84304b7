"""Question words of languages other than English: what kind of answer a question asks for, and what it is not about."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Self

from retrieval.analysis.languages.data import ReadTable, reporting, table_of
from retrieval.analysis.scripts import UNSPACED, script_of_language
from retrieval.analysis.tokenizer import MARKS
from retrieval.models import AnswerKind

_KINDS = {kind.value: kind for kind in AnswerKind}
_APOSTROPHES = str.maketrans("’ʼ", "''")


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """The question words of a language: a pattern of them all, and the kind of answer that each asks for."""

    pattern: re.Pattern[str] | None = None
    kinds: Mapping[str, AnswerKind] = field(default_factory=dict)

    @classmethod
    def of(cls, table: Mapping[str, Any], code: str) -> Self:
        """Take the table [questions]: for each kind of answer its words and phrases, with commas between them.

        Raises `ValueError` if there is no such kind.
        """
        kinds: dict[str, AnswerKind] = {}
        for name, listed in table.items():
            if name not in _KINDS:
                raise ValueError(f"[questions] has {name!r}, which is no kind of answer: {', '.join(sorted(_KINDS))}")
            for word in listed.split(","):
                kinds.setdefault(_plain(word), _KINDS[name])
        kinds.pop("", None)
        if not kinds:
            return cls()
        spellings = {it for listed in table.values() for word in listed.split(",") if (it := " ".join(word.split()))}
        longest_first = sorted({it.lower() for it in spellings}, key=lambda it: (-len(it), it))
        words = "|".join(map(_pattern, longest_first))
        script = script_of_language(code)
        if script not in UNSPACED:
            words = rf"(?<![\w{MARKS}])(?:{words})(?![\w{MARKS}])"
        elif script == "Hang":  # a word of question begins what stands between blanks
            words = rf"(?<!\w)(?:{words})"
        return cls(re.compile(words, re.IGNORECASE), kinds)

    def read(self, question: str) -> tuple[AnswerKind, str, int]:
        """Return the kind of answer, the question with blanks for its question words, and how many these are.

        The first that tells a kind decides: later ones stand in subordinate clauses.
        """
        if self.pattern is None:
            return AnswerKind.OTHER, question, 0
        shows_case = any(map(str.islower, question))
        found = [it for it in self.pattern.finditer(question) if not (shows_case and _is_acronym(it.group()))]
        kinds = (self.kinds.get(_plain(it.group()), AnswerKind.OTHER) for it in found)
        kind = next((it for it in kinds if it is not AnswerKind.OTHER), AnswerKind.OTHER)
        for it in reversed(found):
            question = question[: it.start()] + " " * (it.end() - it.start()) + question[it.end() :]
        return kind, question, len(found)


def _plain(words: str) -> str:
    return " ".join(words.translate(_APOSTROPHES).casefold().split())


def _pattern(words: str) -> str:
    escaped = re.escape(words.translate(_APOSTROPHES))
    return escaped.replace(r"\ ", r"\s+").replace("'", "['’ʼ]")


def _is_acronym(words: str) -> bool:
    """Tell whether one of the words is in capitals, as "AI" is: it is then no question word of small letters."""
    return any(len(it) > 1 and it.isupper() for it in words.split())


@lru_cache(maxsize=256)
def question_words(read: ReadTable, code: str) -> QuestionWords:
    """Return the question words of a language, read once. Raises what `read` raises, or `WordDataError`."""
    table = table_of(read, code, "questions")
    with reporting(code, "questions"):
        return QuestionWords.of(table, code)
