"""Requests and replies: the frozen values that pass between the adapters and the core of the bot."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from retrieval.models import CorpusSummary, Explanation, Match, Progress, ReloadReport, Span


@dataclass(frozen=True, slots=True)
class Origin:
    """Who makes a request, and where. The ids are Telegram's.

    The operator at the console has no ids. `person_id` is also None for anonymous group admins and for channels.
    `topic_id` is a topic of a forum. `update_id` is the id of the update that holds the message. `is_private` means
    that nobody else sees it.
    """

    person_id: int | None = None
    chat_id: int | None = None
    topic_id: int | None = None
    message_id: int | None = None
    update_id: int | None = None
    is_private: bool = False
    is_operator: bool = False


OPERATOR = Origin(is_operator=True)


@dataclass(frozen=True, slots=True)
class Question:
    """A question, with or without `/ask` before it, stripped of blanks. It may be empty."""

    text: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class CommandCall:
    """Any other command: its `name` in lower case without the slash, and the text after it."""

    name: str
    argument: str
    origin: Origin


class Action(Enum):
    """What a button under an answer does. The value is what the button's data hold: short, and never reused."""

    QUOTES = "q"
    """Show the quotes from a place of the ranking on."""
    CONTEXT = "c"
    WHY = "w"
    SOURCE = "s"
    LIKE = "l"
    DISLIKE = "d"


@dataclass(frozen=True, slots=True)
class Press:
    """A press of a button under an answer: the answer's key, and what to do with the quote at `place`, from 0.

    Buttons that are not ours have the empty key, which no answer has.
    """

    key: str
    action: Action
    place: int
    origin: Origin

    @property
    def shows(self) -> str:
        """The name of the view that the press asks for."""
        return f"{self.action.value}:{self.place}"


Typed = Question | CommandCall
Request = Typed | Press


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a reply: `text` is a marked text. It does an action, copies a text, or opens a URL."""

    text: str
    action: Action | None = None
    place: int = 0
    copied: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Keyboard:
    """Rows of buttons under the reply to a question. `key` is that of the answer."""

    key: str
    rows: tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Citation:
    """A quoted sentence with its source: `text == document.text[start:end]`.

    `matched` are spans of `text`, the words that match the question. `explanation` lists the parts of `score`.
    `further_sources` name the duplicates of the article, `copied_by` the publishers of these. `publisher` is who
    published the article first: an agency, its source, or its site; None if that is not known.
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
    publisher: str | None = None
    copied_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """A citation that is shown, for itself and for others of nearly the same sentence.

    `repeated_by` are the ranks of those others, which are from other articles. `also_in` are the publishers, beside the
    citation's own, of their articles and of all duplicates.
    """

    citation: Citation
    repeated_by: tuple[int, ...] = ()
    also_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CitationGroup:
    """The quotes of one article, best first: they stand under one caption."""

    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """A spelling correction: a word that the corpus lacks, and the corpus word that was searched for instead."""

    typed: str
    searched: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply to a question: a pure function of the corpus, the configuration and the question.

    If `answered` is false, nothing in the corpus answers, and the first citation is the closest sentence. `words` are
    the content words of the question, `missing` those that the corpus lacks. `groups` are the quotes that are shown.
    `left_out` are words that matter and that no quote has, though the corpus does; `unknown` those that it lacks.
    """

    question: str
    words: tuple[str, ...]
    answered: bool
    confidence: float
    citations: tuple[Citation, ...]
    corpus: CorpusSummary
    corrections: tuple[Correction, ...] = ()
    missing: tuple[str, ...] = ()
    groups: tuple[CitationGroup, ...] = ()
    left_out: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FurtherQuotes:
    """Further quotes of an answer, the first of them at a `place`, counted from 0.

    `previous` is the place of the quotes before them, `following` that of those behind them, None if there are none.
    """

    place: int
    groups: tuple[CitationGroup, ...]
    previous: int
    following: int | None


@dataclass(frozen=True, slots=True)
class QuoteInContext:
    """A quote within its paragraph: the article's own text `before` and `after` it, cut with an ellipsis if long."""

    place: int
    citation: Citation
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Why:
    """Why a quote stands in its place: the words that match, and the reasons why it ranks before the next quote.

    `reasons` are what speaks most for it, as marked texts; they are empty for the last quote.
    """

    place: int
    citation: Citation
    matches: tuple[Match, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourceCard:
    """What is known of the article of a quote. `sentences` is how many it has."""

    place: int
    document_id: str
    title: str
    source: str | None
    published: str | None
    author: str | None
    url: str | None
    sentences: int


@dataclass(frozen=True, slots=True)
class PressExpired:
    """A press has no answer any more, or never had one."""


@dataclass(frozen=True, slots=True)
class NotYourAnswer:
    """A press is refused: somebody else asked the question."""


@dataclass(frozen=True, slots=True)
class ArticlesChanged:
    """A press is refused: since the answer, the articles have changed so that its quotes are others now."""


@dataclass(frozen=True, slots=True)
class NoMoreQuotes:
    """There is no quote in the place that is asked for."""


@dataclass(frozen=True, slots=True)
class ShownAlready:
    """A press, probably the second of two, asks for what its message shows."""


@dataclass(frozen=True, slots=True)
class NoQuote:
    """At the console, a view is asked for of a quote that is not there."""

    has_answer: bool


@dataclass(frozen=True, slots=True)
class Noted:
    """A person's opinion of an answer is stored."""

    is_like: bool


@dataclass(frozen=True, slots=True)
class CommandHelp:
    """A line of the list of commands. `takes` names the command's argument; it is empty if there is none."""

    name: str
    summary: str
    takes: str


@dataclass(frozen=True, slots=True)
class Start:
    """The greeting."""

    commands: tuple[CommandHelp, ...]


@dataclass(frozen=True, slots=True)
class Help:
    """The commands that the person may use here."""

    commands: tuple[CommandHelp, ...]


@dataclass(frozen=True, slots=True)
class Sources:
    """What the corpus holds, and when it was loaded (in UTC)."""

    corpus: CorpusSummary
    loaded_at: datetime


@dataclass(frozen=True, slots=True)
class Privacy:
    """What is stored about people.

    Update ids are stored for `hours`, answers with their questions for `answer_hours`; the log holds questions if
    `logs_questions`.
    """

    hours: int = 48
    answer_hours: int = 48
    logs_questions: bool = False


@dataclass(frozen=True, slots=True)
class Forgotten:
    """The data about a person is erased. Nothing was stored about the operator and anonymous people."""

    is_operator: bool
    is_anonymous: bool


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """A message is small talk and gets a friendly line. `kind` is a value of `SmallTalkKind`."""

    kind: str


@dataclass(frozen=True, slots=True)
class AskWhat:
    """A question is empty."""


@dataclass(frozen=True, slots=True)
class NotText:
    """A message has no text."""


@dataclass(frozen=True, slots=True)
class UnknownCommand:
    """There is no command of this name."""

    name: str


@dataclass(frozen=True, slots=True)
class AdminsOnly:
    """A command is refused: the person is no admin."""

    name: str


@dataclass(frozen=True, slots=True)
class PrivateOnly:
    """A command is refused: the chat is not private."""

    name: str


@dataclass(frozen=True, slots=True)
class QuestionTooLong:
    """A question has more characters than the limit."""

    length: int
    limit: int


@dataclass(frozen=True, slots=True)
class TooMany:
    """A question is refused: the person asks faster than the limit."""


@dataclass(frozen=True, slots=True)
class Reloading:
    """A reload runs; `progress` is None at its start."""

    progress: Progress | None = None


@dataclass(frozen=True, slots=True)
class ReloadRunning:
    """A reload is refused: another is running."""


@dataclass(frozen=True, slots=True)
class Reloaded:
    """A reload is complete."""

    report: ReloadReport


@dataclass(frozen=True, slots=True)
class ReloadFailed:
    """A reload failed. The corpus is served as it was before."""

    reason: str


@dataclass(frozen=True, slots=True)
class Upgrading:
    """A question waits: a new index is built, as after an upgrade."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A request failed; the reason is in the log."""


@dataclass(frozen=True, slots=True)
class DeadUpdates:
    """Dead updates, as pairs of id and error."""

    dead: tuple[tuple[int, str], ...]


ReloadNotice = Reloading | ReloadRunning | Reloaded | ReloadFailed
Refusal = NoQuote | AskWhat | NotText | UnknownCommand | AdminsOnly | PrivateOnly | QuestionTooLong | TooMany
View = FurtherQuotes | QuoteInContext | Why | SourceCard
"""What a press shows in place of an answer. An answer in its own place is one as well."""
Toast = PressExpired | NotYourAnswer | ArticlesChanged | NoMoreQuotes | ShownAlready | Noted
"""What a press is told in passing; at most 200 characters."""
Notice = (
    Start
    | Help
    | SmallTalk
    | Sources
    | Privacy
    | Forgotten
    | Refusal
    | ReloadNotice
    | Upgrading
    | Failed
    | DeadUpdates
    | View
    | Toast
)
"""A reply that is no answer. The wording is in `config/answers/`, in the template of the class's name in snake case."""

Reply = Answer | Notice
