"""Files that are sent beside a reply."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum

from bot.rendering.csv import to_csv
from bot.reports import QuestionGroup, Statistics, Unanswered
from bot.texts.marking import gettext_noop

_COLUMNS = (
    *(gettext_noop("times asked"), gettext_noop("question"), gettext_noop("people")),
    *(gettext_noop("first asked"), gettext_noop("last asked")),
)
WithFile = Statistics | Unanswered
"""The replies that may come with a file."""
_CHARTED_DAYS = 7
"""The days of a chart; it has all that there are if anything was asked on a day before these."""


class FileKind(Enum):
    """How a file arrives. The value is what the Bot API calls it."""

    DOCUMENT = "document"
    """As it is, to be opened or kept."""
    PHOTO = "photo"
    """As a picture in the chat, which Telegram scales and compresses."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file: its `name`, which tells its type, its content, which is not empty, and a plain text below it."""

    name: str
    content: bytes = field(repr=False)
    kind: FileKind = FileKind.DOCUMENT
    caption: str = ""


def attachment_of(reply: WithFile, text: Callable[[str], str]) -> Attachment | None:
    """Return the file that comes with a reply, if there is one. `text` translates the words in it."""
    match reply:
        case Statistics(days=days) if any(day.questions for day in days):
            from bot.rendering.chart import caption, draw  # noqa: PLC0415  (Pillow is seldom needed, and slow to import)

            is_recent = not any(day.questions for day in days[:-_CHARTED_DAYS])
            shown = days[-_CHARTED_DAYS:] if is_recent else days
            return Attachment("questions.png", draw(shown, text), FileKind.PHOTO, caption(text))
        case Unanswered(groups=groups) if groups:
            return Attachment("unanswered.csv", questions_table(groups, text))
        case _:
            return None


def questions_table(groups: Iterable[QuestionGroup], text: Callable[[str], str]) -> bytes:
    """Return groups of questions as CSV. `text` translates the names of the columns."""
    rows = ((it.count, it.text, it.people, it.first, it.last) for it in groups)
    return to_csv([text(it) for it in _COLUMNS], rows)
