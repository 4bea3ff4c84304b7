"""Asks a lone question, as "why?" or "by whom?", of the question before.

It takes the place of that one's question word. Where this was the subject ("who won the cup"), what is left has none:
then the question stands in brackets behind the lone one, as "when? (who won the cup)".
"""

from collections.abc import Sequence

from bot.conversation.names import Reading
from bot.conversation.words import FollowUpWords, Word, is_past, question_phrase, written
from retrieval.models import Span
from retrieval.query.filter_syntax import widened


def asked_of(earlier: Reading, typed: str, lone: Sequence[Word], data: FollowUpWords) -> str | None:
    """Return the lone question of these words of a message, asked of the question before; None if it cannot be."""
    asked, words, text = written(typed, lone), earlier.words, earlier.text
    phrase = question_phrase(words, data)
    rest = words[phrase:]
    if not rest:
        return None
    if data.lone_form:
        return _in_its_form(asked, lone, text, words, phrase, data)
    behind = text[widened(text, Span(rest[0].start, rest[-1].end)).start :]
    is_circumstance = not lone[0].is_question or lone[0].plain in data.adverbs
    if not _is_subject(words, phrase, data):
        return None if is_circumstance and _is_identity(words, phrase, data) else f"{asked} {behind}"
    asks_for_noun = words[phrase - 1].plain in data.determiners | data.degrees
    has_verb = rest[0].is_auxiliary or is_past(rest[0], data) or not asks_for_noun
    if not is_circumstance and has_verb:
        return f"{asked} {behind}"
    if lone[0].plain in data.before_person and has_verb and rest[0].plain not in data.be:
        return None  # "by whom" of "who won"
    return f"{asked}? ({text[words[0].start :].rstrip(' ?.!')})"


def _in_its_form(  # noqa: PLR0913, PLR0917  (the message and the question before)
    asked: str, lone: Sequence[Word], text: str, words: Sequence[Word], phrase: int, data: FollowUpWords
) -> str:
    """Return the lone question of a language other than English.

    Only one that asks for a circumstance takes the place of another such one: elsewhere what is asked for may be the
    subject, and no auxiliary tells.
    """
    is_circumstance = not lone[0].is_question or lone[0].plain in data.adverbs
    if phrase and is_circumstance and _asks_for_circumstance(words, phrase, data):
        before = text[: words[0].start].strip()  # "¿"
        return f"{before}{asked} {text[words[phrase].start :]}"
    return data.lone_form.format(asked=asked, question=text[words[0].start :].rstrip(" \xa0?.!"))


def _is_subject(words: Sequence[Word], phrase: int, data: FollowUpWords) -> bool:
    """Tell whether a question asks for its subject: "who won", "which team won", "what was found", "who will lead"."""
    if not phrase or not words[0].is_question or _asks_for_circumstance(words, phrase, data):
        return False
    verb, after = words[phrase], words[phrase + 1 : phrase + 2]
    if not verb.is_auxiliary:
        return True
    if verb.plain in data.do or not after or after[0].is_name:
        return False
    may_be_verb = verb.plain not in data.be and words[phrase - 1].plain not in data.determiners and after[0].is_content
    return may_be_verb or is_past(after[0], data)


def _is_identity(words: Sequence[Word], phrase: int, data: FollowUpWords) -> bool:
    """Tell whether a question asks only who or what a name is of: of "who is Xi" no "when" can be asked."""
    if not phrase or _asks_for_circumstance(words, phrase, data):
        return False
    verb, *named = words[phrase:]
    return verb.plain in data.be and all(it.is_name or it.plain in data.articles | data.linking for it in named)


def _asks_for_circumstance(words: Sequence[Word], phrase: int, data: FollowUpWords) -> bool:
    return words[phrase - 1].plain in data.adverbs
