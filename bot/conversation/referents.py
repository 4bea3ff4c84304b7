"""Finds what a pronoun refers to: a person or a thing of the question before, or a person of the quote shown first."""

from collections.abc import Callable, Sequence

from bot.conversation.names import Reading, Sort, Sorts
from bot.conversation.words import FollowUpWords, Word, question_phrase
from retrieval.analysis import stem


def person_of(earlier: Reading, quoted: Callable[[], Reading | None], sorts: Sorts) -> str | None:
    """Return the last person whom a question names, or else the person in what is `quoted` if it asked who.

    A name that may be of a person or not counts if it is all that the question is about, or if nobody else is found.
    """
    kinds = [(it, sorts.of(it)) for it in earlier.names]
    persons = [it for it, sort in kinds if sort is Sort.PERSON]
    if not persons and len(kinds) == 1 and _meanings(earlier.words) == _meanings(earlier.names[0].words):
        persons = [earlier.names[0]]
    if persons:
        return earlier.written(persons[-1].words)
    if (quote := quoted()) is not None and (person := _likeliest_person(quote, earlier, sorts)) is not None:
        return person
    possible = [it for it, sort in kinds if sort is None]
    subjects = [it for it in possible if it.place and earlier.words[it.place - 1].is_auxiliary]
    return earlier.written((subjects or possible)[-1].words) if possible else None


def thing_of(earlier: Reading, sorts: Sorts, data: FollowUpWords) -> str | None:
    """Return the last name of a question that "it" can only stand for, with the noun behind it; None if there is none.

    A person is none, nor is a name that only belongs to something ("the capital of Ecuador", "China's target"), or that
    has an indefinite article ("an Arab state").
    """
    words = earlier.words
    for name in reversed(earlier.names):
        start = name.place - (name.place > 0 and words[name.place - 1].plain in data.articles)
        belongs = name.words[-1].is_possessive or (start > 0 and words[start - 1].plain in data.prepositions)
        if belongs or words[start].plain in data.indefinite or sorts.of(name) is Sort.PERSON:
            continue
        end = name.end
        while end < len(words) and _continues(words[end]):
            end += 1
        if end > name.end and start and words[start - 1].is_auxiliary:
            end -= 1  # the verb: "was the Corliss engine patented"
        return earlier.written(words[start:end])
    return None


def words_of_meaning(earlier: Reading, data: FollowUpWords) -> tuple[str, ...]:
    """Return the words of meaning of a question, without those that only say what kind of answer it wants."""
    asked = question_phrase(earlier.words, data)
    return tuple(dict.fromkeys(it.text for it in earlier.words[asked:] if it.is_content))


def _likeliest_person(quote: Reading, earlier: Reading, sorts: Sorts) -> str | None:
    """Return the likeliest person of a quote: known as one, by a whole name, near to the words of the question."""
    asked = earlier.terms()
    matched = [place for place, it in enumerate(quote.words) if it.is_content and stem(it.text) in asked]
    ranked = []
    for name in quote.names:
        sort = sorts.of(name)
        if sort in {None, Sort.PERSON} and asked.isdisjoint(stem(it.text) for it in name.words):
            distance = min((min(abs(it - name.place), abs(it - name.end)) for it in matched), default=0)
            ranked.append((sort is None, len(name.words) == 1, distance, name.place, quote.written(name.words)))
    return min(ranked)[-1] if ranked else None


def _continues(word: Word) -> bool:
    return word.is_content and not word.is_number


def _meanings(words: Sequence[Word]) -> int:
    return sum(it.is_content for it in words)
