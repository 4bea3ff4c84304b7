"""The settings of the Telegram bot as plain values."""

from dataclasses import dataclass, field
from pathlib import Path

from bot.telegram.rate_limit import Rates


@dataclass(frozen=True, slots=True)
class Limits:
    """The most updates that are answered at once, wait in memory, and are open of one person (0: no limit)."""

    workers: int
    high_water: int
    open_of_person: int = 0


@dataclass(frozen=True, slots=True)
class WebhookOptions:
    """Where Telegram delivers updates, and where the bot listens. Without a secret, the bot creates one."""

    url: str
    secret: str | None = field(repr=False)
    host: str
    port: int


@dataclass(frozen=True, slots=True)
class ProfileOptions:
    """Whether the bot sets at its start what Telegram shows of it, and the operator's own texts for that.

    A blank name is not set; blank descriptions are the program's. The texts are looked up in the catalogues as well.
    """

    is_set: bool = True
    name: str = ""
    description: str = ""
    short_description: str = ""


@dataclass(frozen=True, slots=True)
class TelegramOptions:
    """The settings of the bot. Without a webhook, it polls. If `question_seconds` is 0, no questions are stored."""

    token: str = field(repr=False)
    api_url: str
    data_dir: Path
    limits: Limits
    rates: Rates
    webhook: WebhookOptions | None = None
    profile: ProfileOptions = ProfileOptions()
    done_seconds: float = 48 * 3600
    answer_seconds: float = 48 * 3600
    question_seconds: float = 0
    ready_after: float = 90
    logs_questions: bool = False
