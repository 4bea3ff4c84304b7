"""Asks a question of something else: puts what "and X?" names in the place of what resembles it."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from bot.conversation.names import Name, Reading, Sort, Sorts
from bot.conversation.other import Other, stands_alone
from bot.conversation.words import FollowUpWords, Word, is_past, question_phrase
from retrieval.models import Span
from retrieval.query.filter_syntax import phrase_spans, widened

_MOST = 5
"""The most places that are offered for it."""
_MOST_ADDED = 2
"""The most words of meaning of what is added to a question that has nothing like it."""
_YEAR = 4
"""The digits of a year."""

_Place = tuple[int, int]
"""A range of the words of the question before, end exclusive."""


class Replacement:
    """Asks one question of other things."""

    def __init__(self, earlier: Reading, sorts: Sorts, data: FollowUpWords) -> None:
        """Take the question, what tells the sorts of names, and the word data."""
        self._earlier = earlier
        self._words = earlier.words
        self._sorts = sorts
        self._data = data

    def asked_of(self, other: Other) -> tuple[str, ...]:
        """Return the question asked of something else; several if several of its words resemble that.

        Returns nothing if too many do, or for a message that names too much, or a name with a noun behind it ("what
        about Bob director"): that is a question of keywords. If nothing resembles what the message names, this is added
        to the question.
        """
        phrases = self._phrases() if other.is_phrase else []
        if not phrases and stands_alone(other, {it.plain for it in self._words}):
            return ()
        if places := phrases or self._places(other):
            return tuple(dict.fromkeys(self._replaced(it, other) for it in places)) if len(places) <= _MOST else ()
        if other.article in self._data.indefinite or other.core.meanings() > _MOST_ADDED:
            return ()
        return (f"{self._earlier.text.rstrip(' ?.!')} {other.text}?",)

    def _places(self, other: Other) -> Sequence[_Place]:
        """Return what resembles the other thing, by the first rule that finds something."""
        data, core = self._data, other.core
        if all(it.is_number or it.plain in data.calendar for it in core.words):
            return self._numbers(core.words)
        content = {it.plain for it in core.words if it.is_content}
        if found := self._aligned(core.words, content):
            return found
        if core.names and core.names[0].words == core.words:
            return self._names(other)
        return (
            self._of_form(core.words, lambda it: it.plain in data.ordinals)
            or self._of_form(core.words, lambda it: it.plain.endswith(tuple(data.superlatives)))
            or self._aligned(core.words, data.prepositions)
            or self._behind(other.preposition)
            or ([] if other.preposition is not None else self._nouns(other) or self._asked_noun())
        )

    def _phrases(self) -> list[_Place]:
        """Return what stands between quotation marks."""
        found = []
        for phrase in phrase_spans(self._earlier.text):
            places = [place for place, it in enumerate(self._words) if phrase.start <= it.start < phrase.end]
            found += [(places[0], places[-1] + 1)] if places else []
        return found

    def _numbers(self, words: Sequence[Word]) -> list[_Place]:
        """Return the numbers, each with the month or weekday beside it; only years in place of a year."""
        places: list[_Place] = []
        for place, it in enumerate(self._words):
            if it.is_number or it.plain in self._data.calendar:
                start = places.pop()[0] if places and places[-1][1] == place else place
                places.append((start, place + 1))
        years = [(start, end) for start, end in places if _has_year(self._words[start:end])]
        return years if years and _has_year(words) else places

    def _aligned(self, words: Sequence[Word], shared: "set[str] | frozenset[str]") -> list[_Place]:
        """Return the words around a shared word that stand as in the other thing: "helper T cells" for "killer …"."""
        kinds = [it.is_content for it in words]
        for offset, word in enumerate(words):
            for place in range(offset, len(self._words) if word.plain in shared else 0):
                start, end = place - offset, place - offset + len(words)
                if self._words[place].plain == word.plain and [it.is_content for it in self._words[start:end]] == kinds:
                    return [(start, end)]
        return []

    def _names(self, other: Other) -> list[_Place]:
        """Return the names that may be of the sort of the other name, and behind its preposition if it has one."""
        sort = self._sorts.of(other.core.names[0])
        names = list(self._earlier.names)
        if other.preposition is not None:
            behind = [it for it in names if self._preposition(it) == other.preposition]
            if behind or sort is None:
                return [_range(it) for it in behind[:1]]
            return [_range(it) for it in names if self._sorts.of(it) is sort]
        if len(names) == 1 and sort is not Sort.PERSON:
            return [_range(names[0])]
        sorts = {it: self._sorts.of(it) for it in names}
        fitting = [it for it in names if _may_be(sorts[it], sort)]
        closer: tuple[Callable[[Name], bool], ...] = (
            lambda it: sorts[it] is sort is not None,
            lambda it: self._has_article(it) == (other.article is not None),
        )
        for fits in closer:
            if len(fitting) > 1:
                fitting = [it for it in fitting if fits(it)] or fitting
        return [_range(it) for it in fitting]

    def _of_form(self, words: Sequence[Word], has_form: Callable[[Word], bool]) -> list[_Place]:
        """Return the first word of meaning of a form, if the other thing is one such word."""
        if len(words) != 1 or not has_form(words[0]):
            return []
        return [(place, place + 1) for place, it in enumerate(self._words) if it.is_content and has_form(it)][:1]

    def _behind(self, preposition: str | None) -> list[_Place]:
        """Return the word of meaning behind a preposition."""
        pairs = enumerate(pairwise(self._words), start=1)
        return [(it, it + 1) for it, (one, other) in pairs if one.plain == preposition and other.is_content][:1]

    def _nouns(self, other: Other) -> list[_Place]:
        """Return the nouns behind a definite article, each with what stands before it: "the new museum"."""
        data, words = self._data, self._words
        definite = data.articles - data.indefinite
        if other.article not in definite:
            return []
        places = []
        for start, article in enumerate(words, start=1):
            end = start
            while end < len(words) and words[end].is_content:
                end += 1
            end -= end - start > 1 and self._ends_in_verb(start, end)
            if article.plain in definite and start < end and not any(it.is_name for it in words[start:end]):
                places.append((start, end))
        return places

    def _ends_in_verb(self, start: int, end: int) -> bool:
        """Tell whether the last of these words is the verb of a question: "did the storm damage", "was it built"."""
        before = self._words[start - 2] if start > 1 else None
        if (
            before is None
            or not before.is_auxiliary
            or (end < len(self._words) and self._words[end].plain in self._data.of)
        ):
            return False
        return before.plain not in self._data.be or is_past(self._words[end - 1], self._data)

    def _asked_noun(self) -> list[_Place]:
        """Return the noun that is asked for: "how many provinces"."""
        data, words = self._data, self._words
        asked = question_phrase(words, data)
        if not 0 < asked < len(words) or words[asked - 1].plain not in data.determiners | data.degrees:
            return []
        noun = words[asked]
        has_noun = noun.is_content and not noun.is_name and not is_past(noun, data)
        return [(asked, asked + 1)] if has_noun else []

    def _replaced(self, place: _Place, other: Other) -> str:
        """Return the question with the other thing in this place, and in that of the article and the preposition."""
        (start, end), text = place, other.bare
        if start and self._words[start - 1].plain in self._data.articles and (other.core.names or other.article):
            start -= 1
        if other.preposition is not None and start and self._words[start - 1].plain in self._data.prepositions:
            start, text = start - 1, other.text
        question = self._earlier.text
        span = widened(question, Span(self._words[start].start, self._words[end - 1].end))
        return question[: span.start] + text + question[span.end :]

    def _has_article(self, name: Name) -> bool:
        return name.place > 0 and self._words[name.place - 1].plain in self._data.articles

    def _preposition(self, name: Name) -> str:
        place = name.place - 1 - self._has_article(name)
        return self._words[place].plain if place >= 0 else ""


def _may_be(sort: Sort | None, other: Sort | None) -> bool:
    """Tell whether names may be of one sort: only persons are sure to be nothing else."""
    return sort is None or other is None or (sort is Sort.PERSON) == (other is Sort.PERSON)


def _range(name: Name) -> _Place:
    return name.place, name.end


def _has_year(words: Sequence[Word]) -> bool:
    return any(it.is_number and it.plain.isdecimal() and len(it.plain) == _YEAR for it in words)
