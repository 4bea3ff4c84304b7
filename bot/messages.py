"""What passes between an adapter and the service. All are frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from retrieval.models import CorpusSummary, Explanation, Span


@dataclass(frozen=True, slots=True)
class Request:
    """What a person typed. The ids are Telegram's; the operator at the console has none and may do all.

    Who writes anonymously, or in the name of a channel, has no `user_id` either. `is_private` tells that nobody else
    reads along.
    """

    text: str
    user_id: int | None = None
    is_operator: bool = False
    chat_id: int | None = None
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class Citation:
    """A quoted sentence and where it stands: `text == document.text[start:end]`.

    `matched` are spans within `text`: the words that matched the question. `explanation` tells what `score` is made of.
    `further_sources` name where else the article stands.
    """

    rank: int
    document_id: str
    title: str
    source: str | None
    published: str | None
    url: str | None
    start: int
    end: int
    text: str
    score: float
    matched: tuple[Span, ...]
    explanation: Explanation
    further_sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """A word of the question that the articles do not have, and the word of theirs that was searched for instead."""

    typed: str
    searched: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply to a question: a pure function of the corpus, the configuration and the question.

    Where `answered` is false it says that nothing in the corpus answers, and its first citation is the closest
    there is. `words` are the question's content words, `missing` those that the corpus does not have at all.
    """

    question: str
    words: tuple[str, ...]
    answered: bool
    confidence: float
    citations: tuple[Citation, ...]
    corpus: CorpusSummary
    corrections: tuple[Correction, ...] = ()
    missing: tuple[str, ...] = ()


class NoticeKind(Enum):
    """What a notice says; each has a template of this name in `config/answers/`."""

    START = "start"
    HELP = "help"
    SOURCES = "sources"
    PRIVACY = "privacy"
    FORGOTTEN = "forgotten"
    ASK_WHAT = "ask_what"
    NOT_TEXT = "not_text"
    UNKNOWN_COMMAND = "unknown_command"
    ADMINS_ONLY = "admins_only"
    PRIVATE_ONLY = "private_only"
    QUESTION_TOO_LONG = "question_too_long"
    TOO_MANY = "too_many"
    RELOADING = "reloading"
    RELOAD_RUNNING = "reload_running"
    RELOADED = "reloaded"
    RELOAD_FAILED = "reload_failed"
    FAILED = "failed"
    DEAD_UPDATES = "dead_updates"


@dataclass(frozen=True, slots=True)
class Notice:
    """Anything that is said and is not an answer; `values` fill its template."""

    kind: NoticeKind
    values: Mapping[str, object] = field(default_factory=dict)


Reply = Answer | Notice
