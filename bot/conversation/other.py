"""Reads what "and X?" names: a thing with its preposition and article, and with the quotation marks around it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.conversation.names import Reading, read
from bot.conversation.words import FollowUpWords, Word, written
from retrieval.models import Span
from retrieval.query.filter_syntax import phrase_spans, widened

_MOST_WORDS = 4
"""The most words of meaning of what is put in place of something: more are a question of keywords."""


@dataclass(frozen=True, slots=True)
class Other:
    """What a message names, with its preposition and article; `core` is without these.

    `is_phrase` tells whether the core stands between quotation marks, which `text` and `bare` have then.
    """

    text: str
    bare: str
    core: Reading
    preposition: str | None
    article: str | None
    is_phrase: bool = False


def other_in(typed: str, words: Sequence[Word], data: FollowUpWords) -> Other | None:
    """Return what these words of a message name; None if it is nothing."""
    phrases = phrase_spans(typed)

    def is_quoted(word: Word) -> bool:
        return any(it.start <= word.start < it.end for it in phrases)

    while words and not words[-1].is_content and not is_quoted(words[-1]):
        words = words[:-1]
    if not words:
        return None
    whole, preposition, article = words, None, None
    if len(words) > 1 and words[0].plain in data.prepositions and not is_quoted(words[0]):
        preposition, words = words[0].plain, words[1:]
    bare = words
    if len(words) > 1 and words[0].plain in data.articles and not is_quoted(words[0]):
        article, words = words[0].plain, words[1:]
    core = read(typed, words, data)
    text, unprepositional = (_with_marks(typed, it) for it in (whole, bare))
    return Other(text, unprepositional, core, preposition, article, is_phrase=all(map(is_quoted, words)))


def stands_alone(other: Other, known: Collection[str] = ()) -> bool:
    """Tell whether a message names too much to be a fragment, or a name with a noun that is not `known`."""
    core = other.core
    if len(core.names) > 1 or core.meanings() > _MOST_WORDS or len(core.words) > 2 * _MOST_WORDS:
        return True
    if core.names and any(it.is_number for it in core.words):
        return True
    behind = [it for name in core.names for it in core.words[name.end :]]
    return any(it.is_content and it.plain not in known for it in behind)


def _with_marks(text: str, words: Sequence[Word]) -> str:
    """Return what stands in a text from the first to the last of these words, with the quotation marks around them."""
    first, last = words[0].start, words[-1].end
    span = widened(text, Span(first, last))
    return text[span.start : first] + written(text, words) + text[last : span.end]
