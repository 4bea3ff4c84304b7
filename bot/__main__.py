"""The `verbatim` command. Each subcommand imports what it needs, so that help and errors are quick."""

import argparse
import gc
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from bot import streams
from bot.cli.parser import make_parser
from bot.streams import (
    FAILED,
    MOST_SKIPPED_SHOWN,
    fail,
    tell_lines,
    tell_skipped,
)

if TYPE_CHECKING:
    import threading

    from bot.app import App
    from config.settings import Settings
    from retrieval.store import Store

_NO_BOT = "telegram_token is not set: get one from @BotFather and set VERBATIM_TELEGRAM_TOKEN, in .env for example"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command. Returns 0, or 1 where it failed; leaves with 2 where it was called wrongly."""
    gc.disable()  # until all is imported: looking for garbage among modules takes a tenth of the start
    streams.prepare()
    try:
        try:
            options = make_parser(_RUNS).parse_args(arguments)
            run: Callable[[argparse.Namespace], int] = options.run
            return run(options)
        finally:
            sys.stdout.flush()  # here, where it is caught if nobody reads it
    except KeyboardInterrupt:
        return FAILED
    except OSError as error:
        # What could not be written must not be tried again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        # The reader may just have left, as in `verbatim ask --batch … | head`.
        return FAILED if isinstance(error, BrokenPipeError) else fail(str(error))


def _ask(options: argparse.Namespace) -> int:
    from bot.cli import ask  # after the errors: it takes its time

    question = " ".join(options.question)
    if options.batch is None and not options.question:
        options.parser.error('a question is needed, as in: verbatim ask "what did Xi pledge?"')
    if options.batch is not None and options.question:
        options.parser.error("either a question or --batch, not both")

    def run(app: "App") -> int:
        import asyncio

        told = ask.Options(options.top, options.explain)
        if options.batch is None:
            asyncio.run(ask.ask(app.service, app.templates, question, told, as_json=options.json))
            return 0
        with ExitStack() as stack:
            try:
                lines = (
                    sys.stdin.buffer if options.batch == "-" else stack.enter_context(Path(options.batch).open("rb"))
                )
            except OSError as error:
                return fail(f"cannot read the questions of {options.batch}: {error.strerror}")
            asyncio.run(ask.ask_batch(app.service, lines, sys.stdout, told))
        return 0

    return _with_app(options, run)


def _console(options: argparse.Namespace) -> int:
    from bot.app import watcher
    from bot.cli.console import Console

    def run(app: "App") -> int:
        watching = watcher(app, tell_lines)
        if watching is not None:
            watching.begin()
        try:
            Console(app.commands(), app.templates, app.settings.data_dir).run()
        finally:
            if watching is not None:
                watching.end()
        return 0

    return _with_app(options, run)


def _telegram(options: argparse.Namespace) -> int:
    def run(settings: "Settings") -> int:
        import logging

        from bot import logs
        from bot.app import telegram_bot
        from bot.storage import StoreError
        from bot.telegram.errors import TelegramFailure

        if settings.telegram_token is None:
            return fail(_NO_BOT)
        logs.configure(secrets=settings.secrets())
        try:
            log = logging.getLogger("bot.watch")
            telegram_bot(settings, lambda stop: _load(settings, MOST_SKIPPED_SHOWN, stop), log.info).run()
        except (TelegramFailure, StoreError) as error:
            return fail(str(error))
        return 0

    return _with_settings(options, run)


def _index(options: argparse.Namespace) -> int:
    from bot.cli import index

    def run(store: "Store", _: "Settings") -> int:
        index.run(store, full=options.full, all_skipped=options.all_skipped)
        return 0

    return _with_store(options, run)


def _corpus(options: argparse.Namespace) -> int:
    from bot.app import reading_options
    from bot.cli import corpus, verify
    from bot.cli.progress_bar import bring_up_to_date

    def run(store: "Store", settings: "Settings") -> int:
        generation = bring_up_to_date(store)
        form = corpus.Form(options.limit, options.json)
        if options.action == "show":
            return corpus.show(generation, options.document_id, as_json=options.json)
        if options.action == "statistics":
            return corpus.statistics(generation, as_json=options.json)
        if options.action == "duplicates":
            return corpus.duplicates(generation, form)
        if options.action == "verify":
            return verify.run(generation, settings.corpus, reading_options(settings))
        filters = corpus.Filters(options.source, options.since, options.until, options.language, options.matching)
        return corpus.list_documents(generation, filters, form)

    return _with_store(options, run)


def _with_store(options: argparse.Namespace, run: Callable[["Store", "Settings"], int]) -> int:
    """Read the settings, and run with where the analysed corpus is kept."""
    from bot.app import store_of
    from config.loading import load_settings
    from config.settings import SettingsError
    from retrieval.errors import EmptyCorpusError, RetrievalError

    gc.freeze()  # what was imported stays
    gc.enable()
    try:
        settings = load_settings({"corpus": options.corpus}).settings
        return run(store_of(settings), settings)
    except SettingsError as error:
        return fail(*error.problems)
    except EmptyCorpusError as error:
        tell_skipped(error.skipped, MOST_SKIPPED_SHOWN)
        return fail(str(error))
    except RetrievalError as error:
        return fail(str(error))


def _inbox(options: argparse.Namespace) -> int:
    from bot.cli import inbox
    from bot.storage import StoreError
    from config.loading import load_settings
    from config.settings import SettingsError

    try:
        folder = load_settings({}).settings.data_dir
    except SettingsError as error:
        return fail(*error.problems)
    try:
        if options.action is None:
            return inbox.show(folder, sys.stdout)
        act = inbox.retry if options.action == "retry" else inbox.discard
        return act(folder, options.update_id, sys.stdout)
    except StoreError as error:
        return fail(str(error))


def _evaluate(options: argparse.Namespace) -> int:
    from bot.cli import evaluate

    def run(app: "App") -> int:
        try:
            evaluate.run(app.searcher, options.questions, as_json=options.json, html=options.html)
        except OSError as error:
            if options.html is None or error.filename is None:
                raise
            return fail(f"cannot write the report {options.html}: {error.strerror}")
        return 0

    return _with_app(options, run)


def _check(options: argparse.Namespace) -> int:
    def run(app: "App") -> int:
        from bot.cli.terminal import show

        print()
        show(app.templates.blocks(app.service.sources()))
        print(f"Fingerprint: {app.searcher.snapshot.corpus.fingerprint}\n", flush=True)
        if app.settings.telegram_token is None:
            return fail(_NO_BOT)
        print("Nothing here keeps the bot from starting.")
        return 0

    return _with_app(options, run, shows_all=True)


def _print_settings(values: Mapping[str, tuple[object, str]]) -> None:
    for name, (value, origin) in values.items():
        print(f"{name:<26} {_shown(value):<44} {origin}")


def _shown(value: object) -> str:
    """Return a setting's value as it may be written in the environment."""
    match value:
        case frozenset():
            return ",".join(map(str, sorted(value)))
        case Mapping():
            return ",".join(f"{name}={it}" for name, it in value.items())
        case _:
            return str(value)


def _with_app(
    options: argparse.Namespace,
    run: Callable[["App"], int],
    *,
    shows_all: bool = False,
) -> int:
    """Read the settings, load the corpus, show what was skipped of it, and run.

    `shows_all` prints the settings as well, and every skipped file, not the first alone.
    """
    most_shown = None if shows_all else MOST_SKIPPED_SHOWN
    return _with_settings(options, lambda settings: run(_load(settings, most_shown)), shows_all=shows_all)


def _load(settings: "Settings", most_shown: int | None, give_up: "threading.Event | None" = None) -> "App":
    """Load the corpus, and show what was updated and skipped. Raises as `build` does."""
    from bot.app import build
    from bot.cli.progress_bar import shown, tell_stale, tell_update

    app = shown(lambda hear, stop: build(settings, hear, give_up or stop))
    tell_update(settings.corpus, app.searcher.first_update)
    tell_stale(app.searcher.stale)
    tell_skipped(app.searcher.snapshot.corpus.skipped, most_shown)
    return app


def _with_settings(options: argparse.Namespace, run: Callable[["Settings"], int], *, shows_all: bool = False) -> int:
    """Read the settings, run, and report what fails in them or in the corpus."""
    from bot.rendering.templates import TemplatesError
    from config.loading import load_settings
    from config.settings import SettingsError
    from retrieval.errors import EmptyCorpusError, RetrievalError

    gc.freeze()  # what was imported stays
    gc.enable()
    try:
        loaded = load_settings({"corpus": options.corpus})
        if shows_all:
            _print_settings(
                {name: (getattr(loaded.settings, name), origin) for name, origin in loaded.origins.items()},
            )
        return run(loaded.settings)
    except SettingsError as error:
        if shows_all:
            _print_settings(error.values)
        return fail(*error.problems)
    except EmptyCorpusError as error:
        tell_skipped(error.skipped, None if shows_all else MOST_SKIPPED_SHOWN)
        return fail(str(error))
    except (RetrievalError, TemplatesError) as error:
        return fail(str(error))


_RUNS = {
    "ask": _ask,
    "console": _console,
    "telegram": _telegram,
    "evaluate": _evaluate,
    "index": _index,
    "corpus": _corpus,
    "inbox": _inbox,
    "check": _check,
}


if __name__ == "__main__":
    sys.exit(main())
