"""The composition root: settings to wired parts. Here alone the concrete index is chosen."""

import gc
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.access import Access
from bot.commands import Commands, PersonalData
from bot.messages import Privacy, Reloaded, ReloadNotice
from bot.rendering.templates import Templates
from bot.rendering.text import plain
from bot.service import Service
from bot.streams import tell
from config.settings import FOLDER, Settings
from retrieval.corpus.loaders import ReadingOptions
from retrieval.engines import ENGINES
from retrieval.models import Progress, Weights
from retrieval.ranking.ranker import Ranker
from retrieval.searcher import Searcher
from retrieval.store import IndexSettings, Store, folder_for, temporary

if TYPE_CHECKING:
    from bot.telegram.bot import TelegramBot
    from bot.watch import Watcher


@dataclass(frozen=True, slots=True)
class App:
    """The parts that every adapter needs."""

    settings: Settings
    searcher: Searcher
    service: Service
    access: Access
    templates: Templates

    def commands(self, personal_data: PersonalData | None = None) -> Commands:
        """Wire the commands, with what `/forget` erases from."""
        return Commands(
            self.service,
            self.access,
            question_length=self.settings.question_length,
            privacy=Privacy(self.settings.done_hours, self.settings.log_questions),
            personal_data=personal_data,
        )


def reading_options(settings: Settings) -> ReadingOptions:
    """Return how the files of the corpus are read."""
    return ReadingOptions(
        largest_file=settings.largest_file << 20,
        largest_record=settings.largest_record << 20,
        most_members=settings.most_members,
        largest_archive=settings.largest_archive << 20,
        largest_ratio=settings.largest_ratio,
        longest_reading=settings.longest_reading,
        columns=settings.columns,
    )


def store_of(settings: Settings, wants_tantivy: Callable[[int], bool] | None = None) -> Store:
    """Return the index of the corpus in the data folder; where that cannot be, say so, and return one for this run."""
    options = reading_options(settings)
    if wants_tantivy is None:
        wants_tantivy, _ = ENGINES[settings.index]
    folder = folder_for(settings.data_dir, settings.corpus)
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)  # it holds what people write, too
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        tell(f"no index is kept, so that each start reads all articles: {error}; set VERBATIM_DATA_DIR")
        return temporary(settings.corpus, options, wants_tantivy)
    return Store(folder, settings.corpus, IndexSettings(options, wants_tantivy, settings.indexing_processes))


def build(
    settings: Settings,
    on_progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> App:
    """Bring the index of the corpus up to date and wire the parts; `stop` gives that up.

    Raises `RetrievalError` where the corpus cannot be served, `TemplatesError` where a template is wrong.
    """
    shipped = FOLDER / "answers"
    templates = Templates(shipped) if settings.answers is None else Templates(settings.answers, shipped)
    weights = Weights(
        window=settings.window_weight,
        document=settings.document_weight,
        synonym=settings.synonym_weight,
        name=settings.name_weight,
    )
    wants_tantivy, open_retriever = ENGINES[settings.index]
    searcher = Searcher(
        store_of(settings, wants_tantivy),
        synonyms=FOLDER / "synonyms.toml",
        weights=weights,
        ranker=Ranker.read(FOLDER / "ranking.json", FOLDER / "lexicon.tsv", weights),
        open_retriever=open_retriever,
        on_progress=on_progress,
        stop=stop,
        threshold=settings.answer_threshold,
    )
    # Nearly all that an answer makes is gone at its end: to look for garbage as often as Python does by itself takes
    # a good part of its time; to do so seldom takes long at a time, while all threads wait.
    gc.set_threshold(2_000, 5, 20)
    service = Service(searcher, settings.citations)
    access = Access(
        settings.admin_ids,
        allowed_users=settings.allowed_users,
        blocked_users=settings.blocked_users,
        allowed_chats=settings.allowed_chats,
        blocked_chats=settings.blocked_chats,
    )
    return App(settings, searcher, service, access, templates)


def watcher(app: App, tell: Callable[[str], None]) -> "Watcher | None":
    """Wire what reloads when files of the corpus change, if the settings want it; `tell` hears what it did."""
    from bot.watch import Watcher, in_a_line  # noqa: PLC0415  (most commands need none)

    if not app.settings.corpus_watch:
        return None

    def told(notice: ReloadNotice) -> None:
        text = in_a_line(notice.report) if isinstance(notice, Reloaded) else plain(app.templates.blocks(notice))
        tell(text)

    corpus, data = app.settings.corpus.absolute(), app.settings.data_dir.absolute()
    # What the program writes itself is no change; of a corpus within the data folder that is the index alone.
    own = data / "index" if corpus.is_relative_to(data) else data
    return Watcher(app.settings.corpus, own, app.service.reload, told)


def telegram_bot(app: App, tell: Callable[[str], None]) -> "TelegramBot":
    """Wire the Telegram bot, whose token is set; `tell` hears what it does of its own accord."""
    from bot.health import Health  # noqa: PLC0415
    from bot.http.monitor import Monitor  # noqa: PLC0415  (other adapters start without all these)
    from bot.telegram.bot import TelegramBot  # noqa: PLC0415
    from bot.telegram.dispatcher import Limits  # noqa: PLC0415
    from bot.telegram.options import Options, WebhookOptions  # noqa: PLC0415
    from bot.telegram.rate_limit import Rates  # noqa: PLC0415
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
    watching = watcher(app, tell)
    return TelegramBot(
        options, app.service, app.commands, app.templates, throttle, health, monitor=monitor, watcher=watching
    )
