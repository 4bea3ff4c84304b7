"""Replies that are no answers, as frozen values; the wording of each is a template."""

from dataclasses import dataclass
from datetime import datetime

from bot.answer import Answer, View
from bot.asked import Alternative, Asked
from bot.chat_settings import ChatSettings, Setting
from bot.guest_replies import HowToAskAsGuest, QuoteTooLong
from bot.inline_replies import HowToAsk, InlineQuote
from bot.reports import Report
from retrieval.models import CorpusSummary, Progress, ReloadReport


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
class QuoteGone:
    """A press is refused: the articles do not have the quote above the button any more."""


@dataclass(frozen=True, slots=True)
class NoMoreQuotes:
    """There is no quote in the place that is asked for."""


@dataclass(frozen=True, slots=True)
class ShownAlready:
    """A press, probably the second of two, asks for what its message shows."""


@dataclass(frozen=True, slots=True)
class NoQuote:
    """At the console, a view is asked for of a quote that is not there; of the last answer, `count` are listed."""

    has_answer: bool
    count: int = 0


@dataclass(frozen=True, slots=True)
class NoOffer:
    """At the console, an offer is taken that the last answer does not make; it makes `count`."""

    count: int


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
    """The greeting, with what the articles are about. `offers` are questions that they answer.

    `follows_dead_link` is whether the person followed a link that leads to nothing any more, or never did.
    """

    commands: tuple[CommandHelp, ...]
    corpus: CorpusSummary
    topics: tuple[str, ...] = ()
    offers: tuple[Alternative, ...] = ()
    follows_dead_link: bool = False


@dataclass(frozen=True, slots=True)
class Help:
    """The commands that the person may use here, in a group or not.

    `leaves_groups` is whether the bot leaves groups that are not allowed.
    """

    commands: tuple[CommandHelp, ...]
    is_group: bool = False
    leaves_groups: bool = False


@dataclass(frozen=True, slots=True)
class JoinedGroup:
    """The bot, of this username, was added to a group, where Telegram delivers mentions of it or does not."""

    username: str
    hears_mentions: bool


@dataclass(frozen=True, slots=True)
class Sources:
    """What the corpus holds, and when it was loaded (in UTC)."""

    corpus: CorpusSummary
    loaded_at: datetime


@dataclass(frozen=True, slots=True)
class Privacy:
    """What is stored about people.

    Update ids are stored for `hours`, answers with their questions for `answer_hours`; the log holds questions if
    `logs_questions`. Questions are stored for `question_days`, for those who run the bot; None if they are not.
    """

    hours: int = 48
    answer_hours: int = 48
    logs_questions: bool = False
    question_days: int | None = None


@dataclass(frozen=True, slots=True)
class Forgotten:
    """The data about a person is erased. Nothing was stored about the operator and anonymous people."""

    is_operator: bool
    is_anonymous: bool


@dataclass(frozen=True, slots=True)
class SettingsCard:
    """The settings of a chat, and which can be chosen.

    Where nothing is chosen, the operator's `quotes` and `time_zone` hold. `languages` are the codes of those that there
    are. The buttons offer the choices of a `setting`, of time zones those of a `page`; without one, all settings.
    Distances from UTC are those of the `moment`.
    """

    chosen: ChatSettings
    quotes: int
    time_zone: str
    languages: tuple[str, ...]
    moment: datetime
    is_group: bool
    setting: Setting | None = None
    page: int = 0


@dataclass(frozen=True, slots=True)
class NotAdministrator:
    """A press is refused: the settings of a group are its administrators'."""


@dataclass(frozen=True, slots=True)
class AdministratorsUnknown:
    """A press is refused: Telegram does not tell now who the administrators of the group are."""


@dataclass(frozen=True, slots=True)
class ManyWait:
    """A group in which more is asked than may be answered within a minute is told in how many minutes all is."""

    minutes: int


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """A message is small talk and gets a friendly line. `kind` is a value of `SmallTalkKind`."""

    kind: str


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A question that follows another may mean several, and buttons ask which. `asked` is what it says by itself."""

    asked: Asked
    offers: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class NewConversation:
    """What was asked before is forgotten: the next question stands for itself."""


@dataclass(frozen=True, slots=True)
class AskWhat:
    """A question is empty. A group hears nothing of a later one that is no reply."""

    is_group: bool = False


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
Refusal = NoQuote | NoOffer | AskWhat | NotText | UnknownCommand | AdminsOnly | PrivateOnly | QuestionTooLong | TooMany
Toast = (
    PressExpired
    | NotYourAnswer
    | ArticlesChanged
    | QuoteGone
    | NoMoreQuotes
    | ShownAlready
    | Noted
    | NotAdministrator
    | AdministratorsUnknown
)
"""What a press is told in passing; at most 200 characters."""
Notice = (
    Start
    | Help
    | JoinedGroup
    | ManyWait
    | SmallTalk
    | Ambiguous
    | NewConversation
    | Sources
    | Privacy
    | Forgotten
    | SettingsCard
    | Refusal
    | ReloadNotice
    | Upgrading
    | Failed
    | DeadUpdates
    | Report
    | View
    | Toast
    | InlineQuote
    | HowToAsk
    | HowToAskAsGuest
    | QuoteTooLong
)
"""A reply that is no answer. The wording is in `config/answers/`, in the template of the class's name in snake case."""

Reply = Answer | Notice
