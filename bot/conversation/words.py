"""The words of a message as follow-ups need them, and a language's lists of such words."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import chain
from typing import Any, Self

from retrieval.analysis import Token, is_stopword, tokens, words_in
from retrieval.models import Query
from retrieval.query.patterns import alike, names

Parse = Callable[[str], Query]
"""Parses a question with the vocabulary of the corpus: it tells which words are names and numbers."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text and its offsets, without a possessive 's, which `end` does not count either.

    `text` is the word as it is understood: "us" may be the US. `plain` is `text` in lower case. Question words and
    auxiliaries are no words of meaning: "WHO" may be a name.
    """

    start: int
    end: int
    text: str
    plain: str
    is_content: bool = False
    is_name: bool = False
    is_number: bool = False
    is_possessive: bool = False
    is_question: bool = False
    is_auxiliary: bool = False


@dataclass(frozen=True, slots=True)
class FollowUpWords:
    """The lists of a language's `follow_ups` table, in lower case. Their meaning is told there.

    Lists that a language lacks are empty; what they are for is not recognised in it. In languages other than English,
    which have a `lone_form`, accents do not count, and all words of the lists but `titles` are function words.
    """

    openers: tuple[tuple[str, ...], ...]
    name_openers: tuple[tuple[str, ...], ...]
    elided: tuple[str, ...]
    lone_form: str
    questions: frozenset[str]
    degrees: frozenset[str]
    determiners: frozenset[str]
    adverbs: frozenset[str]
    asked: frozenset[str]
    auxiliaries: frozenset[str]
    be: frozenset[str]
    do: frozenset[str]
    pronouns: frozenset[str]
    persons: frozenset[str]
    things: frozenset[str]
    singular: frozenset[str]
    subjects: frozenset[str]
    objects: frozenset[str]
    possessives: frozenset[str]
    impersonal: frozenset[str]
    reported: frozenset[str]
    weather: frozenset[str]
    clauses: frozenset[str]
    more: frozenset[str]
    beside_more: frozenset[str]
    pronouns_of_more: frozenset[str]
    standing_for: frozenset[str]
    ordinals: frozenset[str]
    calendar: frozenset[str]
    past_endings: frozenset[str]
    past: frozenset[str]
    superlatives: frozenset[str]
    articles: frozenset[str]
    indefinite: frozenset[str]
    prepositions: frozenset[str]
    of: frozenset[str]
    emphasis: frozenset[str]
    joining: frozenset[str]
    linking: frozenset[str]
    beginning: frozenset[str]
    titles: frozenset[str]
    before_person: frozenset[str]
    after_person: frozenset[str]
    before_place: frozenset[str]
    before_thing: frozenset[str]
    beside_question: frozenset[str]
    """The words that make no question, or no more than a lone one: of four of the lists."""

    function: frozenset[str]
    """Function words that the analysis of texts does not know, as it knows the English ones."""

    @classmethod
    def read(cls, language: Mapping[str, Any]) -> Self:
        """Return the words of a language's tables: `follow_ups`, and the calendar of `filters`.

        Raises `KeyError` if `openers` or `questions` are missing, or the calendar, and `AttributeError`, `TypeError` or
        `ValueError` if something has another form.
        """
        table, filters = language["follow_ups"], language["filters"]
        form, elided = table.get("lone_form", ""), tuple(table.get("elided", ()))
        form.format(asked="", question="")  # raises what is wrong with it

        def split(phrases: Iterable[str]) -> Iterator[tuple[str, ...]]:
            if not form:
                return (tuple(it.split()) for it in phrases)
            return ((it,) if it in elided else _plain_words(it, elided) for it in phrases)

        def openers(name: str) -> tuple[tuple[str, ...], ...]:
            return tuple(sorted(split(table.get(name, ())), key=lambda it: (-len(it), it)))

        made = {"openers", "name_openers", "elided", "lone_form", "calendar", "beside_question", "function"}
        own = [it.name for it in fields(cls) if it.name not in made]
        required = {"questions": table["questions"], "openers": table["openers"]}
        lists = {it: frozenset(required.get(it, table.get(it, ()))) for it in own}
        if form:
            lists = {name: frozenset(chain(*split(its))) for name, its in lists.items()}
        calendar = names(chain(filters["months"], filters["weekdays"]))
        return cls(
            openers=openers("openers"),
            name_openers=openers("name_openers"),
            elided=elided,
            lone_form=form,
            calendar=frozenset(map(alike if form else str.casefold, calendar)),
            beside_question=lists["questions"] | lists["degrees"] | lists["emphasis"] | lists["prepositions"],
            function=frozenset(chain(*(its for name, its in lists.items() if form and name not in _CONTENT))),
            **lists,
        )

    def plain(self, word: str) -> str:
        """Return a word as it stands in the lists."""
        return _folded(word) if self.lone_form else word.casefold()

    def plain_words(self, text: str) -> tuple[str, ...]:
        """Return the words of a text as they stand in the lists."""
        return _plain_words(text, self.elided) if self.lone_form else tuple(map(str.casefold, words_in(text)))


_CONTENT = frozenset(("titles", "asked"))


def _folded(word: str) -> str:
    return alike(word).replace("’", "'")


def _plain_words(text: str, elided: Sequence[str]) -> tuple[str, ...]:
    return tuple(_folded(it.word) for it in _tokens(text, elided))


def _tokens(text: str, elided: Sequence[str]) -> Iterator[Token]:
    """Yield the tokens of a text; one that begins with an elided word is two."""
    for token in tokens(text):
        folded = _folded(token.word) if elided else ""
        before = next((it for it in elided if folded.startswith(it) and len(folded) > len(it)), "")
        if before:
            middle = token.start + len(before)
            yield Token(token.start, middle, text[token.start : middle], before)
            yield Token(middle, token.end, text[middle : token.end], token.term)
        else:
            yield token


def words_of(text: str, parse: Parse, data: FollowUpWords) -> tuple[Word, ...]:
    """Return the words of a question."""
    terms = parse(text).terms
    by_word = {it.word.casefold(): it for it in terms}
    by_term = {it.term: it for it in terms}
    words = []
    for token in _tokens(text, data.elided):
        term = by_word.get(token.word.casefold()) or by_term.get(token.term)
        written = term.word if term is not None and len(term.word) == len(token.word) else token.word
        is_possessive = written[-2:].casefold() in {"'s", "’s"}
        written = written[:-2] if is_possessive else written
        plain = data.plain(written)
        is_content = (term is not None or not is_stopword(token.word)) and plain not in data.function
        is_part = term is not None and len(term.word) > len(token.word)  # "Allemagne" of "l'Allemagne"
        is_name = is_content and term is not None and (term.is_name or (is_part and token.word[0].isupper()))
        words.append(
            Word(
                token.start,
                token.end - 2 * is_possessive,
                written,
                plain,
                is_content=is_content,
                is_name=is_name,
                is_number=term is not None and term.is_number,
                is_possessive=is_possessive,
                is_question=not is_content and plain in data.questions,
                is_auxiliary=not is_content and plain in data.auxiliaries,
            )
        )
    return tuple(words)


def question_phrase(words: Sequence[Word], data: FollowUpWords) -> int:
    """Return how many words at the beginning of a question are its question word and what only belongs to that."""
    start = 1 if words and words[0].plain in data.prepositions else 0
    if start >= len(words) or not words[start].is_question:
        return 0
    end = start + 1
    while end < len(words) and words[end].plain in data.degrees:
        end += 1
    return end + 1 if end < len(words) and words[end].plain in data.asked else end


def is_past(word: Word, data: FollowUpWords) -> bool:
    """Tell whether a word may be a verb of the past: "opened", "built"."""
    return word.plain in data.past or word.plain.endswith(tuple(data.past_endings))


def written(text: str, words: Sequence[Word]) -> str:
    """Return what stands in a text from the first to the last of these words, with each as it is understood."""
    parts: list[str] = []
    place = words[0].start
    for word in words:
        parts += [text[place : word.start], word.text]
        place = word.end
    return "".join(parts)


def says_the_same(question: str, other: str) -> bool:
    """Tell whether two questions are equal but for case and the signs at their ends."""
    return question.casefold().strip(" ?.!") == other.casefold().strip(" ?.!")
