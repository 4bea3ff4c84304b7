"""Question words of languages other than English: what kind of answer a question asks for, and what it is not about."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Self

from retrieval.analysis.languages.data import ReadTable, reporting, table_of
from retrieval.analysis.scripts import UNSPACED, script_of_language
from retrieval.analysis.tokenizer import MARKS
from retrieval.models import AnswerKind

_KINDS = {kind.value: kind for kind in AnswerKind}
FUNCTION_WORDS = "function_words"
"""Names, in the table [questions], the words that are no kind of answer but carry no meaning either."""
_APOSTROPHES = str.maketrans("’ʼ", "''")
_WITH_NOUNS = frozenset(
    {AnswerKind.PERSON, AnswerKind.ORGANISATION, AnswerKind.PLACE, AnswerKind.THING, AnswerKind.OTHER}
)
"""The kinds of answer whose phrases have nouns to search for: in "which year" the noun says no more than the kind."""
_BETWEEN_BLANKS = re.compile(r"\S+")
_WORD = re.compile(rf"[^\W_][\w{MARKS}\u200c\u200d]*")


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """The question words of a language: a pattern of them all, and the kind of answer that each asks for.

    The `function_words` are searched for like other words, but within a phrase that asks. `is_spaced` is whether there
    are blanks between words.
    """

    pattern: re.Pattern[str] | None = None
    kinds: Mapping[str, AnswerKind] = field(default_factory=dict)
    function_words: frozenset[str] = frozenset()
    is_spaced: bool = True

    @classmethod
    def of(cls, table: Mapping[str, Any], code: str) -> Self:
        """Take the table [questions]: for each kind of answer its words and phrases, with commas between them.

        Raises `ValueError` if there is no such kind.
        """
        function_words = frozenset(map(_plain, table.get(FUNCTION_WORDS, "").split(",")))
        phrases = {name: listed for name, listed in table.items() if name != FUNCTION_WORDS}
        script = script_of_language(code)
        kinds: dict[str, AnswerKind] = {}
        for name, listed in phrases.items():
            if name not in _KINDS:
                raise ValueError(f"[questions] has {name!r}, which is no kind of answer: {', '.join(sorted(_KINDS))}")
            for word in listed.split(","):
                kinds.setdefault(_plain(word), _KINDS[name])
        kinds.pop("", None)
        if not kinds:
            return cls(None, {}, function_words, script not in UNSPACED)
        spellings = {it for listed in phrases.values() for word in listed.split(",") if (it := " ".join(word.split()))}
        longest_first = sorted({it.lower() for it in spellings}, key=lambda it: (-len(it), it))
        words = "|".join(map(_pattern, longest_first))
        if script not in UNSPACED:
            words = rf"(?<![\w{MARKS}])(?:{words})(?![\w{MARKS}])"
        elif script == "Hang":  # a word of question begins what stands between blanks
            words = rf"(?<!\w)(?:{words})"
        return cls(re.compile(words, re.IGNORECASE), kinds, function_words, script not in UNSPACED)

    def read(self, question: str) -> tuple[AnswerKind, str, int]:
        """Return the kind of answer, the question with blanks for its question words, and how many these are.

        The first that tells a kind decides: later ones stand in subordinate clauses. After one that tells none, such
        as "what", only a phrase decides: a lone word such as "when" begins a clause there. Of a phrase such as "which
        company" the noun stays, which may be what the question is about.
        """
        if self.pattern is None:
            return AnswerKind.OTHER, question, 0
        shows_case = any(map(str.islower, question))
        found = [it for it in self.pattern.finditer(question) if not (shows_case and _is_acronym(it.group()))]
        kind = self._kind([it.group() for it in found])
        for it in reversed(found):
            question = question[: it.start()] + self._without_asking(it.group()) + question[it.end() :]
        return kind, question, len(found)

    def _kind(self, asking: Sequence[str]) -> AnswerKind:
        kinds = [self.kinds.get(_plain(it), AnswerKind.OTHER) for it in asking]
        if self.is_spaced and kinds[:1] == [AnswerKind.OTHER]:
            kinds = [kind for kind, it in zip(kinds, asking, strict=True) if len(it.split()) > 1]
        return next((it for it in kinds if it is not AnswerKind.OTHER), AnswerKind.OTHER)

    def is_function_word(self, word: str) -> bool:
        """Tell whether a word carries no meaning by itself: a question word or a function word."""
        word = _plain(word)
        return word in self.kinds or word in self.function_words

    def _without_asking(self, phrase: str) -> str:
        """Return a phrase that asks, with blanks for all but its words of meaning."""
        if self.kinds.get(_plain(phrase), AnswerKind.OTHER) not in _WITH_NOUNS:
            return " " * len(phrase)
        left = self._words_of_meaning(phrase) if self.is_spaced else self._units_of_meaning(phrase)
        if " ".join(phrase.split()) == " ".join(left.split()):
            return " " * len(phrase)  # none of its words asks by itself
        return left

    def _words_of_meaning(self, phrase: str) -> str:
        left = [" "] * len(phrase)
        for it in _WORD.finditer(phrase):
            if not self.is_function_word(it[0]):
                left[it.start() : it.end()] = it[0]
        return "".join(left)

    def _units_of_meaning(self, phrase: str) -> str:
        """Leave what stands between the shortest phrases that are parts of this one, unless it is function words."""
        parts = [it for it in self.kinds if it in phrase and it != phrase]
        shortest = [it for it in parts if not any(other in it for other in parts if other != it)]
        is_asking = [False] * len(phrase)
        for part in shortest:
            start = phrase.find(part)
            while start >= 0:
                is_asking[start : start + len(part)] = [True] * len(part)
                start = phrase.find(part, start + 1)
        if not any(is_asking):
            return phrase
        left = "".join(" " if asks else it for it, asks in zip(phrase, is_asking, strict=True))
        return _BETWEEN_BLANKS.sub(lambda it: " " * len(it[0]) if self.are_function_words(it[0]) else it[0], left)

    def are_function_words(self, run: str) -> bool:
        """Tell whether a run of letters without blanks consists of function words."""
        ends = {0}  # where one of them may end
        for place in range(1, len(run) + 1):
            if any(run[start:place] in self.function_words for start in ends):
                ends.add(place)
        return len(run) in ends


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
