"""The composition root: settings to wired parts. Here alone the concrete index is chosen."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.access import Access
from bot.commands import Commands, Kept
from bot.rendering.templates import Templates
from bot.service import Service
from config.settings import FOLDER, Settings
from retrieval.indexes.memory import MemoryIndex
from retrieval.models import Weights
from retrieval.ranking.ranker import Ranker
from retrieval.searcher import Searcher

if TYPE_CHECKING:
    from bot.adapters.telegram.application import TelegramBot


@dataclass(frozen=True, slots=True)
class App:
    """The parts that every adapter needs."""

    settings: Settings
    searcher: Searcher
    service: Service
    commands: Commands
    templates: Templates


def build(settings: Settings) -> App:
    """Load the corpus and wire the parts.

    Raises `RetrievalError` where the corpus cannot be served, `TemplatesError` where a template is wrong.
    """
    templates = Templates(FOLDER / "answers")
    weights = Weights(
        window=settings.window_weight,
        document=settings.document_weight,
        synonym=settings.synonym_weight,
        name=settings.name_weight,
    )
    searcher = Searcher(
        corpus=settings.corpus,
        synonyms=FOLDER / "synonyms.toml",
        weights=weights,
        ranker=Ranker.read(FOLDER / "ranking.json", FOLDER / "lexicon.tsv", weights),
        make_index=MemoryIndex,
        threshold=settings.answer_threshold,
    )
    service = Service(searcher, settings.citations)
    access = Access(
        settings.admin_ids,
        allowed_users=settings.allowed_users,
        blocked_users=settings.blocked_users,
        allowed_chats=settings.allowed_chats,
        blocked_chats=settings.blocked_chats,
    )
    commands = Commands(
        service,
        access,
        question_length=settings.question_length,
        kept=Kept(settings.done_hours, settings.log_questions),
    )
    return App(settings, searcher, service, commands, templates)


def telegram_bot(app: App) -> "TelegramBot":
    """Wire the Telegram bot, whose token is set."""
    from bot.adapters.monitor import Monitor  # noqa: PLC0415  (other adapters start without all these)
    from bot.adapters.telegram.application import TelegramBot  # noqa: PLC0415
    from bot.adapters.telegram.dispatcher import Limits  # noqa: PLC0415
    from bot.adapters.telegram.options import Options, WebhookOptions  # noqa: PLC0415
    from bot.adapters.telegram.pacing import Rates  # noqa: PLC0415
    from bot.health import Health  # noqa: PLC0415
    from bot.throttle import Throttle  # noqa: PLC0415

    settings = app.settings
    if settings.telegram_token is None:
        raise ValueError("the bot has no token")
    webhook = None
    if settings.webhook_url is not None:
        secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else None
        webhook = WebhookOptions(str(settings.webhook_url), secret, settings.webhook_host, settings.webhook_port)
    options = Options(
        token=settings.telegram_token.get_secret_value(),
        api_url=str(settings.telegram_api_url),
        data_dir=settings.data_dir,
        limits=Limits(settings.telegram_workers, settings.inbox_high_water, settings.open_questions),
        rates=Rates(settings.sends_per_second, settings.sends_per_chat_per_second, settings.sends_per_group_per_minute),
        webhook=webhook,
        ready_after=settings.ready_after,
        done_seconds=settings.done_hours * 3600,
        logs_questions=settings.log_questions,
    )
    throttle = Throttle(settings.questions_per_minute)
    health = Health(settings.ready_after)
    monitor = Monitor(health, settings.monitor_host, settings.monitor_port) if settings.monitor_port else None
    return TelegramBot(options, app.commands, app.templates, throttle, health, monitor=monitor)
