"""Finds what a pronoun refers to: a person or a thing of the question before, or a person of the quote shown first."""

from collections.abc import Callable, Sequence

from bot.conversation.names import Name, Reading, Sort, Sorts
from bot.conversation.words import FollowUpWords, Word, question_phrase
from retrieval.analysis import stem


def persons_of(
    earlier: Reading, quoted: Callable[[], Reading | None], sorts: Sorts, data: FollowUpWords
) -> tuple[str, ...]:
    """Return the last person whom a question names, or else the person in what is `quoted` if it asked who.

    If other persons stand joined to that one ("Kerry and Biden"), all of them may be meant. A name that may be of a
    person or not counts if it is all that the question is about, or if nobody else is found, or if it is joined to one.
    """
    kinds = [(it, sorts.of(it)) for it in earlier.names]
    persons = [it for it, sort in kinds if sort is Sort.PERSON]
    possible = [it for it, sort in kinds if sort in {None, Sort.PERSON}]
    if not persons and len(kinds) == 1 and _meanings(earlier.words) == _meanings(earlier.names[0].words):
        persons = [earlier.names[0]]
    if not persons and (quote := quoted()) is not None:
        person = _likeliest_person(quote, earlier, sorts)
        if person is not None:
            return (person,)
    if not persons:
        subjects = [it for it in possible if it.place and earlier.words[it.place - 1].is_auxiliary]
        persons = (subjects or possible)[-1:]
    return tuple(earlier.written(it.words) for it in _joined(persons[-1:], possible, earlier, data))


def _joined(last: Sequence[Name], others: Sequence[Name], earlier: Reading, data: FollowUpWords) -> Sequence[Name]:
    """Return the names that are joined by "and" to a last one, which may be none, and to each other, in order."""
    found = list(last)
    while found:
        before = next((it for it in others if it.end == found[0].place - 1), None)
        behind = next((it for it in others if it.place == found[-1].end + 1), None)
        if before is not None and earlier.words[before.end].plain in data.joining:
            found.insert(0, before)
        elif behind is not None and earlier.words[found[-1].end].plain in data.joining:
            found.append(behind)
        else:
            break
    return found


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
