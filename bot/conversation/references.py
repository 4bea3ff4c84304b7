"""Recognises pronouns that refer to the question before: those with no noun or name of their own before them.

Impersonal pronouns ("how long did it take to …", "where do they film …") refer to nothing, and some pronouns stand
before what they refer to ("when he was young, what did Xi …").
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.conversation.words import FollowUpWords, Word, question_phrase

_NEAR = 3
"""Among how many words behind an impersonal predicate its clause begins: "easier or harder to"."""
_MOST_BARE = 2
"""The most words of meaning behind a bare possessive: "his wife?" has one, "his dark materials author" is a title."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A pronoun that refers to somebody, if `is_person`, or to something of the last turn."""

    pronoun: Word
    is_person: bool
    is_possessive: bool


def reference_in(text: str, words: Sequence[Word], data: FollowUpWords) -> Reference | None:
    """Return the first pronoun of the third person of a question, if it refers to another question."""
    place = next((place for place, it in enumerate(words) if _is_pronoun(it, data)), None)
    if place is None or _is_forward(text, words, place, data):
        return None
    word, before, after = words[place], words[:place], words[place + 1 :]
    is_possessive = word.plain in data.possessives and bool(after) and after[0].is_content
    if is_possessive:
        refers = _is_own(before, after, data)
    else:
        refers = _is_subject(word, before, after, data) or _is_object(word, before, after, data)
    return Reference(word, word.plain in data.persons, is_possessive) if refers else None


def _is_pronoun(word: Word, data: FollowUpWords) -> bool:
    return not word.is_content and not word.is_possessive and word.plain in data.persons | data.things


def _is_forward(text: str, words: Sequence[Word], place: int, data: FollowUpWords) -> bool:
    """Tell whether the pronoun is in a clause before the question: "when it closed, what did …"."""
    comma = text.find(",", words[place].end)
    asks_first = question_phrase(words, data) or words[0].is_auxiliary
    has_question = any(it.is_question for it in words[place:] if it.start > comma)
    return (
        comma >= 0
        and any(it.is_content for it in words[place:] if it.start > comma)
        and (has_question or not asks_first)
    )


def _is_subject(word: Word, before: Sequence[Word], after: Sequence[Word], data: FollowUpWords) -> bool:
    """Tell whether the pronoun stands behind the first auxiliary: "which tribes did he unite", "what's it for"."""
    if word.plain not in data.subjects or not before:
        return False
    asked, last = before[:-1], before[-1]
    if last.is_question and last.is_possessive:  # "who's he"
        asked = before
    elif not last.is_auxiliary:
        return False
    return (not asked or _is_asked(asked, data)) and not _is_impersonal(word, last, after, data)


def _is_asked(words: Sequence[Word], data: FollowUpWords) -> bool:
    """Tell whether the words are a question word and what it asks for, which a pronoun behind cannot stand for."""
    phrase = question_phrase(words, data)
    behind = words[phrase:]
    if not phrase or any(it.is_question or it.is_auxiliary for it in behind):
        return False
    asks_for_noun = words[phrase - 1].plain in data.determiners | data.degrees
    return not behind or asks_for_noun


def _is_impersonal(word: Word, auxiliary: Word, after: Sequence[Word], data: FollowUpWords) -> bool:
    if not after or word.plain in data.persons:
        return False
    if word.plain not in data.singular:  # they: people who do something to something, "where do they film it"
        return (
            auxiliary.plain in data.do and len(after) > 1 and (after[1].is_content or after[1].plain in data.articles)
        )
    predicate, rest = after[0].plain, [it.plain for it in after[1:]]
    if predicate in data.weather or predicate in data.articles:  # "was it that", "is it the case"
        return True
    if predicate in data.reported and rest and rest[0] in data.articles:
        return True
    has_clause = len(rest) > 1 and not data.clauses.isdisjoint(rest[:_NEAR])
    return predicate in data.impersonal | data.reported and has_clause


def _is_object(word: Word, before: Sequence[Word], after: Sequence[Word], data: FollowUpWords) -> bool:
    """Tell whether the pronoun is what a verb or a preposition is about: "who founded it", "how many of them are"."""
    if word.plain not in data.objects or not before:
        return False
    if _is_part(before, data):
        return True
    if not (before[0].is_question or before[0].is_auxiliary or before[0].plain in data.prepositions):
        return False
    own = [it for it in before if it.is_content]
    if len(own) > 1 or any(it.is_name for it in own):
        return False
    return not after or after[0].plain in data.prepositions


def _is_own(before: Sequence[Word], after: Sequence[Word], data: FollowUpWords) -> bool:
    """Tell whether a possessive has no owner of its own before it: "what is his job", "his wife?"."""
    if not before:
        return len(after) <= _MOST_BARE and all(it.is_content for it in after)
    return _is_part(before, data) or not any(it.is_content for it in before)


def _is_part(before: Sequence[Word], data: FollowUpWords) -> bool:
    """Tell whether before the pronoun stands nothing but what is asked for and "of": "how much of its oil"."""
    asked = before[:-1]
    return before[-1].plain in data.of and _is_asked(asked, data) and sum(it.is_content for it in asked) <= 1
