"""Recognises what makes a message a follow-up: an opener, a lone question word, a pronoun without a noun, "what else".

Shortness is no mark, and a message with a subject and a verb of its own is a full question.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.conversation.references import Reference, reference_in
from bot.conversation.words import FollowUpWords, Word, is_past

_MOST_STOOD_FOR = 2
"""The most words before "one": "the second one"."""


@dataclass(frozen=True, slots=True)
class LoneQuestion:
    """A question word with what belongs to it, and nothing else: "by whom?"."""

    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Resembling:
    """Something else, of which the last question is asked: "and Biden?"."""

    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class More:
    """The last question is asked once more: "what else?"."""


Mark = LoneQuestion | Reference | Resembling | More


def may_have_mark(text: str, data: FollowUpWords) -> bool:
    """Tell whether a message may have a mark, from its words alone: of most it is clear before they are looked up."""
    plain = data.plain_words(text)
    if not plain:
        return False
    if _opened(plain, data) or plain[0] in data.auxiliaries or plain[-1] in data.standing_for:
        return True
    if not all(it.isdisjoint(plain) for it in (data.persons, data.things, data.more)):
        return True
    return len(plain) - sum(map(data.beside_question.__contains__, plain)) <= 1


def mark_of(text: str, words: Sequence[Word], data: FollowUpWords) -> Mark | None:
    """Return what makes a message a follow-up; None if nothing does. `words` are those of its text."""
    rest = _without_openers(words, data)
    if not rest:
        return None
    if _is_more(words, data):
        return More()
    if asked := _lone_question(rest, data):
        return LoneQuestion(asked)
    if (reference := reference_in(text, rest, data)) is not None:
        return reference
    opened = words[: len(words) - len(rest)]
    named = _named(rest, data, is_opened=bool(opened), names_only=bool(opened) and _only_names(opened, data))
    return Resembling(tuple(named)) if named else None


def is_opener(text: str, data: FollowUpWords) -> bool:
    """Tell whether a message is nothing but what opens a follow-up."""
    plain = data.plain_words(text)
    return bool(plain) and _opened(plain, data) == len(plain)


def asks_more(words: Sequence[Word], data: FollowUpWords) -> bool:
    """Tell whether a question asks for something else than what was told: "what else", "what more"."""
    return any(one.is_question and it.plain in data.more for one, it in pairwise(words))


def without_opener(text: str, words: Sequence[Word], data: FollowUpWords) -> str:
    """Return a question without what opens it, if what is left is a question or would follow another one."""
    rest = _without_openers(words, data)
    if not rest or len(rest) == len(words):
        return text
    begins = rest[1:2] if rest[0].plain in data.prepositions else rest[:1]
    is_question = any(it.is_question or it.is_auxiliary for it in begins)
    return text[rest[0].start :] if is_question or mark_of(text, words, data) is not None else text


def _without_openers(words: Sequence[Word], data: FollowUpWords) -> Sequence[Word]:
    return words[_opened(tuple(it.plain for it in words), data) :]


def _opened(plain: tuple[str, ...], data: FollowUpWords) -> int:
    """Return how many words at the beginning are openers."""
    start = 0
    openers = data.openers + data.name_openers
    while opener := next((it for it in openers if plain[start : start + len(it)] == it), None):
        start += len(opener)
    return start


def _is_more(words: Sequence[Word], data: FollowUpWords) -> bool:
    plain = {it.plain for it in words}
    return bool(plain & data.more and plain & data.pronouns_of_more) and plain <= data.more | data.beside_more


def _lone_question(rest: Sequence[Word], data: FollowUpWords) -> tuple[Word, ...]:
    """Return the words of a question that has no others: "why?", "since when?", "in which year?"; () otherwise."""
    start = 1 if rest[0].plain in data.prepositions else 0
    if start >= len(rest) or not rest[start].is_question:
        return ()
    allowed = data.degrees | data.emphasis | data.prepositions
    others = [it for it in rest[start:] if not it.is_question and (it.is_name or it.plain not in allowed)]
    if not others:
        end = len(rest)
        while rest[end - 1].plain in data.emphasis:
            end -= 1
        return tuple(rest[:end])
    degrees, noun = rest[start + 1 : -1], rest[-1]
    takes_noun = bool(degrees) or rest[start].plain in data.determiners
    asks_for_noun = (
        takes_noun
        and all(it.plain in data.degrees for it in degrees)
        and noun.is_content
        and (not noun.is_name or (bool(data.lone_form) and noun.plain in data.asked))
        and not is_past(noun, data)  # "what happened" has a verb
    )
    return tuple(rest) if asks_for_noun else ()


def _named(rest: Sequence[Word], data: FollowUpWords, *, is_opened: bool, names_only: bool) -> Sequence[Word]:
    """Return the words that name something else: "Xi" of "did Xi?", "the second" of "the second one?"."""
    if rest[0].is_auxiliary and all(it.is_name for it in rest[1:]) and not data.lone_form:
        return rest[1:]
    if _stands_for(rest, data):
        return rest[:-1]
    has_clause = any(it.is_auxiliary or it.is_question or it.plain in data.pronouns for it in rest)
    if not is_opened or has_clause:
        return ()
    content = [it for it in rest if it.is_content]
    is_named = bool(content) and all(it.is_name or it.is_number or it.plain in data.calendar for it in content)
    return () if names_only and not is_named else rest


def _only_names(opened: Sequence[Word], data: FollowUpWords) -> bool:
    """Tell whether behind these openers only names may stand for something else."""
    plain = tuple(it.plain for it in opened)
    return not any(plain[-len(it) :] == it for it in data.openers)


def _stands_for(rest: Sequence[Word], data: FollowUpWords) -> bool:
    """Tell whether the words are like "the second one"."""
    is_one = rest[-1].plain in data.standing_for and rest[0].plain in data.articles
    return is_one and 1 <= len(rest) - 2 <= _MOST_STOOD_FOR and all(it.is_content for it in rest[1:-1])
