"""The composition root: wires the parts by the settings. An engine is chosen nowhere else."""

import gc
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.access import Access
from bot.answer import Answer
from bot.clock import SYSTEM_CLOCK, Clock
from bot.conversation.small_talk import SmallTalkPhrases
from bot.narrowing import Narrowing
from bot.rendering.languages import Languages
from bot.rendering.templates import Templates
from bot.rendering.text import plain
from bot.service import Service
from bot.streams import print_message
from bot.word_data import WordData
from config.settings import FOLDER, Settings
from retrieval.corpus.loaders import ReadingOptions
from retrieval.engines import ENGINES
from retrieval.errors import IndexUnavailableError
from retrieval.models import Progress, Weights
from retrieval.ranking.ranker import Ranker
from retrieval.searcher import Searcher
from retrieval.store import NO_INDEX, Generation, IndexSettings, Store, folder_for, temporary

if TYPE_CHECKING:
    from bot.commands import Commands, PersonalData
    from bot.messages import ReloadNotice
    from bot.operations import Operations
    from bot.reports import IndexState
    from bot.telegram.bot import TelegramBot
    from bot.watch import Watcher


@dataclass(frozen=True, slots=True)
class App:
    """The parts that all adapters share."""

    settings: Settings
    searcher: Searcher
    service: Service
    access: Access
    templates: Templates
    small_talk: SmallTalkPhrases
    words: WordData
    narrowing: Narrowing

    async def answer(self, message: str, top: int | None = None) -> Answer:
        """Answer a message of the operator, written now, with up to `top` citations."""
        return await self.service.ask(await self.narrowing.read(message), top)

    def prepare(self) -> None:
        """Do what the first messages would wait for, and check what they would meet.

        Raises `LanguageError` if the word data are wrong, and `RankingError` if the trained ranking is.
        """
        self.searcher.check()
        with self.words.reporting():
            self.narrowing.prepare()
            self.service.rules.agencies.prepare()

    def commands(self, personal_data: "PersonalData | None" = None, clock: Clock = SYSTEM_CLOCK) -> "Commands":
        """Wire the commands; `/forget` erases from `personal_data`. Sample questions are tried from now on.

        Raises `TemplatesError` if a template is missing or wrong.
        """
        # A single question needs none of them.
        from bot.commands import Commands  # noqa: PLC0415
        from bot.messages import Privacy  # noqa: PLC0415

        self.templates.read_all()
        self.service.introductions.prepare()
        return Commands(
            self.service,
            self.access,
            question_length=self.settings.question_length,
            privacy=Privacy(
                self.settings.done_hours,
                self.settings.answer_hours,
                self.settings.log_questions,
                _question_days(self.settings),
            ),
            personal_data=personal_data,
            citations=self.settings.citations,
            small_talk=self.small_talk,
            narrowing=self.narrowing,
            completer=self.words.follow_ups(),
            operations=_operations(self.settings, self._index, clock),
            time_zone=self.settings.time_zone,
            languages=languages_of(self.settings).codes,
            clock=clock,
        )

    def _index(self) -> "IndexState":
        snapshot = self.searcher.snapshot
        return replace(_state_of(snapshot.stored, self.settings), loaded_at=snapshot.loaded_at)


def operations_of(settings: Settings) -> "Operations":
    """Wire the reports about the bot's work without the bot: from what is stored in the data folder."""

    def index() -> "IndexState | None":
        stored = _stored(settings).current()
        return None if stored is None else _state_of(stored, settings)

    return _operations(settings, index)


def _operations(
    settings: Settings, index: "Callable[[], IndexState | None]", clock: Clock = SYSTEM_CLOCK
) -> "Operations":
    from bot.operations import Operations  # noqa: PLC0415  (see above)
    from bot.storage import FILE  # noqa: PLC0415

    return Operations(settings.data_dir / FILE, index, _question_days(settings), clock)


def _question_days(settings: Settings) -> int | None:
    """Return for how many days questions are stored; None if they are not."""
    return settings.store_days if settings.store_questions else None


def _state_of(stored: Generation, settings: Settings) -> "IndexState":
    from bot.reports import IndexState  # noqa: PLC0415

    is_large, _ = ENGINES[settings.index]
    engine = "tantivy" if is_large(stored.corpus.sentences) else "rank-bm25"
    return IndexState(stored.number, stored.corpus, engine, stored.written_at)


def reading_options(settings: Settings) -> ReadingOptions:
    """Return the limits and columns for reading the corpus."""
    return ReadingOptions(
        largest_file=settings.largest_file << 20,
        largest_record=settings.largest_record << 20,
        most_members=settings.most_members,
        largest_archive=settings.largest_archive << 20,
        largest_ratio=settings.largest_ratio,
        longest_reading=settings.longest_reading,
        columns=settings.columns,
    )


def store_of(settings: Settings) -> Store:
    """Return the index in the data folder. If that cannot be written, warn, and return a temporary index."""
    store = _stored(settings)
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)  # it also holds what people write
        store.folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        print_message(f"no index is stored, so that each start reads all articles: {error}; set VERBATIM_DATA_DIR")
        wants_tantivy, _ = ENGINES[settings.index]
        words = _word_data(settings.languages)
        return temporary(
            settings.corpus,
            reading_options(settings),
            wants_tantivy,
            words.overview(),
            words.analyses(settings.corpus_language),
        )
    return store


def _stored(settings: Settings) -> Store:
    wants_tantivy, _ = ENGINES[settings.index]
    words = _word_data(settings.languages)
    index = IndexSettings(
        reading_options(settings),
        wants_tantivy,
        settings.indexing_processes,
        words.overview(),
        words.analyses(settings.corpus_language),
    )
    return Store(folder_for(settings.data_dir, settings.corpus), settings.corpus, index)


# What ships does not change while the program runs: a process reads it once, however often it is wired.


@cache
def _word_data(own: Path | None) -> WordData:
    return WordData(own)


@cache
def _ranker(weights: Weights) -> Ranker:
    return Ranker.read(FOLDER / "ranking.json", FOLDER / "lexicon.tsv", weights)


@cache
def _shipped_languages() -> Languages:
    return Languages(FOLDER / "answers")


@cache
def _checked_shipped_languages() -> Languages:
    languages = _shipped_languages()
    languages.templates().check()
    return languages


def build(
    settings: Settings,
    on_progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
    clock: Clock = SYSTEM_CLOCK,
    language: str | None = None,
) -> App:
    """Update the index of the corpus and wire the parts; `stop` cancels the update.

    `language` is the tag of the language of the replies, such as "de_AT"; English by default.

    Raises `RetrievalError` if the corpus cannot be served, `TemplatesError` if a template is wrong, and
    `CatalogueError` if a .po file is.
    """
    templates = languages_of(settings).templates(language)
    weights = Weights(
        window=settings.window_weight,
        document=settings.document_weight,
        synonym=settings.synonym_weight,
        name=settings.name_weight,
    )
    _, open_retriever = ENGINES[settings.index]
    searcher = Searcher(
        store_of(settings),
        synonyms=FOLDER / "synonyms.toml",
        weights=weights,
        ranker=_ranker(weights),
        open_retriever=open_retriever,
        on_progress=on_progress,
        stop=stop,
        threshold=settings.answer_threshold,
    )
    # Reference counting frees nearly everything that an answer allocates. With Python's defaults the cyclic collector
    # takes a good part of an answer's time; much rarer runs would each stop all threads for long.
    gc.set_threshold(2_000, 5, 20)
    words = _word_data(settings.languages)
    service = Service(searcher, settings.citations, rules=words.answer_rules())
    narrowing = Narrowing(service, words.filter_clues(), words.filters, ZoneInfo(settings.time_zone), clock)
    return App(settings, searcher, service, _access(settings), templates, words.small_talk(), words, narrowing)


def watcher(app: App, report: Callable[[str], None], clock: Clock = SYSTEM_CLOCK) -> "Watcher | None":
    """Wire the watcher of the corpus if the settings ask for it; `report` gets a text for each reload."""
    from bot.messages import Reloaded  # noqa: PLC0415  (few commands need it)
    from bot.watch import Watcher, summary  # noqa: PLC0415

    if not app.settings.corpus_watch:
        return None

    def on_notice(notice: "ReloadNotice") -> None:
        report(summary(notice.report) if isinstance(notice, Reloaded) else plain(app.templates.blocks(notice)))

    corpus, data = app.settings.corpus.absolute(), app.settings.data_dir.absolute()
    # The program's own files are ignored: if the corpus lies in the data folder, only those of the index.
    own = data / "index" if corpus.is_relative_to(data) else data
    return Watcher(app.settings.corpus, own, app.service.reload, on_notice, clock=clock)


def telegram_bot(
    settings: Settings,
    load: Callable[[threading.Event], App],
    report: Callable[[str], None],
    clock: Clock = SYSTEM_CLOCK,
) -> "TelegramBot":
    """Wire the Telegram bot, whose token is set.

    `load` builds the app in a thread, while the bot already receives; its event cancels it. `report` gets a text for
    each reload of the watcher. Raises `TemplatesError` if a template fails, and `CatalogueError` if a .po file does.
    """
    from bot.health import Health  # noqa: PLC0415
    from bot.http.monitor import Monitor  # noqa: PLC0415  (other adapters need none of these)
    from bot.telegram.bot import Backend, TelegramBot  # noqa: PLC0415
    from bot.telegram.options import Limits, ProfileOptions, TelegramOptions, WebhookOptions  # noqa: PLC0415
    from bot.telegram.rate_limit import Rates  # noqa: PLC0415
    from bot.throttle import Throttle  # noqa: PLC0415

    if settings.telegram_token is None:
        raise ValueError("the bot has no token")
    webhook = None
    if settings.webhook_url is not None:
        secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else None
        webhook = WebhookOptions(str(settings.webhook_url), secret, settings.webhook_host, settings.webhook_port)
    options = TelegramOptions(
        token=settings.telegram_token.get_secret_value(),
        api_url=str(settings.telegram_api_url),
        data_dir=settings.data_dir,
        limits=Limits(settings.telegram_workers, settings.inbox_high_water, settings.open_questions),
        rates=Rates(settings.sends_per_second, settings.sends_per_chat_per_second, settings.sends_per_group_per_minute),
        webhook=webhook,
        ready_after=settings.ready_after,
        done_seconds=settings.done_hours * 3600,
        answer_seconds=settings.answer_hours * 3600,
        profile=ProfileOptions(
            settings.set_profile, settings.bot_name, settings.bot_description, settings.bot_short_description
        ),
        question_seconds=(_question_days(settings) or 0) * 86_400,
        logs_questions=settings.log_questions,
    )
    languages = checked_languages(settings)  # else the first to ask would notice
    health = Health(settings.ready_after, clock=clock.monotonic, now=clock.time)

    def build_backend(stored: "PersonalData", cancelled: threading.Event) -> Backend:
        app = load(cancelled)
        app.prepare()
        return Backend(app.commands(stored, clock), watcher(app, report, clock))

    return TelegramBot(
        options,
        build_backend,
        _access(settings),
        languages,
        Throttle(settings.questions_per_minute, clock.monotonic),
        health,
        is_upgrade=lambda: _is_upgrade(_stored(settings)),
        monitor=Monitor(health, settings.monitor_host, settings.monitor_port) if settings.monitor_port else None,
        clock=clock,
    )


def _access(settings: Settings) -> Access:
    return Access(
        settings.admin_ids,
        allowed_users=settings.allowed_users,
        blocked_users=settings.blocked_users,
        allowed_chats=settings.allowed_chats,
        blocked_chats=settings.blocked_chats,
    )


def languages_of(settings: Settings) -> Languages:
    """Return the templates of the replies, by language."""
    return _shipped_languages() if settings.answers is None else Languages(settings.answers, FOLDER / "answers")


def checked_languages(settings: Settings) -> Languages:
    """Return the templates, tried with samples: in English, and in all languages if some of it is the operator's own.

    Raises `TemplatesError` if a template fails, and `CatalogueError` if a .po file is wrong.
    """
    if settings.answers is None:
        return _checked_shipped_languages()
    languages = languages_of(settings)
    languages.check()
    return languages


def _is_upgrade(store: Store) -> bool:
    """Return whether an index exists but must be rebuilt. If it cannot be read, the update raises the reason."""
    try:
        return store.needs_rebuild() not in {None, NO_INDEX}
    except IndexUnavailableError:
        return False
