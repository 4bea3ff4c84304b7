"""The `verbatim` command: parse the command line, wire what a command needs, run it.

Each command is a module of `bot/cli`, and is imported only if it runs, so that help and errors are quick.
"""

import argparse
import errno
import gc
import os
import signal
import sys
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot import streams
from bot.cli.parser import make_parser
from bot.streams import ExitCodes, fail, print_all_skipped, print_messages, print_skipped

if TYPE_CHECKING:
    import threading

    from bot.app import App
    from bot.operations import Operations
    from bot.reports import Report
    from config.settings import Settings
    from retrieval.models import Progress
    from retrieval.searcher import Searcher


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code. Raises `SystemExit` with 2 if the command line is wrong."""
    gc.disable()  # until all is imported: garbage collection takes a tenth of the start
    streams.prepare()
    codes = ExitCodes()
    try:
        try:
            parser = make_parser()
            if "_ARGCOMPLETE" in os.environ:
                from bot.cli import completion

                completion.complete(parser)
            options = parser.parse_args(arguments)
            if options.command is None:
                parser.print_help()
                return 0
            codes = options.codes
            return _COMMANDS[options.command](options)
        finally:
            sys.stdout.flush()  # here, so that its errors are caught
    except KeyboardInterrupt:
        return codes.interrupted
    except OSError as error:
        with suppress(OSError):  # else the exit would try the failed write again
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):  # the reader has left, as in `verbatim ask --batch … | head`
            return codes.closed_pipe
        return fail("standard output is closed" if error.errno == errno.EBADF else str(error), code=codes.failed)
    except Exception as error:  # noqa: BLE001  (a traceback would exit with 1, which `ask` gives a meaning)
        if sys.flags.dev_mode:
            sys.excepthook(*sys.exc_info())
        what_to_do = "please report it with what `verbatim --version` prints; PYTHONDEVMODE=1 shows the traceback"
        return fail(f"{type(error).__name__}: {error}. This is a bug: {what_to_do}", code=codes.failed)


def _ask(options: argparse.Namespace) -> int:
    from bot.cli import ask

    question = ask.read_question(options)
    return _with_app(options, lambda app: ask.run(app.answer, app.templates, app.small_talk, question, options))


def _console(options: argparse.Namespace) -> int:
    from bot.app import watcher
    from bot.cli.console import Console

    def run(app: "App") -> int:
        app.prepare()
        watching = watcher(app, print_messages)
        if watching is not None:
            watching.start_thread()
        try:
            Console(app.commands(), app.templates, app.settings.data_dir).run()
        finally:
            if watching is not None:
                watching.stop_thread()
        return 0

    return _with_app(options, run)


def _telegram(options: argparse.Namespace) -> int:
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # it would end the bot until the bot can reload

    def run(settings: "Settings") -> int:
        import logging

        from bot import logs
        from bot.app import telegram_bot
        from bot.cli.check import TOKENLESS
        from bot.storage import StoreError
        from bot.telegram.errors import TelegramFailure
        from bot.telegram.process import run as run_bot

        if settings.telegram_token is None:
            return fail(TOKENLESS)
        logs.configure(secrets=settings.secrets())
        try:
            log = logging.getLogger("bot.watch")
            run_bot(telegram_bot(settings, lambda stop: _load(settings, options, stop), log.info), settings.data_dir)
        except (TelegramFailure, StoreError) as error:
            return fail(str(error))
        return 0

    return _with_settings(options, run)


def _index(options: argparse.Namespace) -> int:
    from bot.app import store_of
    from bot.cli import index

    return _with_settings(options, lambda settings: index.run(store_of(settings), options))


def _corpus(options: argparse.Namespace) -> int:
    from bot.app import reading_options, store_of
    from bot.cli import corpus, verify
    from bot.cli.progress_bar import bring_up_to_date

    def run(settings: "Settings") -> int:
        generation = bring_up_to_date(store_of(settings))
        if options.action == "verify":
            return verify.run(generation, settings.corpus, reading_options(settings))
        return corpus.run(generation, options)

    return _with_settings(options, run)


def _inbox(options: argparse.Namespace) -> int:
    from bot.cli import inbox
    from bot.storage import StoreError

    try:
        return _with_settings(options, lambda settings: inbox.run(settings.data_dir, options, sys.stdout))
    except StoreError as error:
        return fail(str(error))


def _stats(options: argparse.Namespace) -> int:
    return _report(options, lambda operations: operations.statistics())


def _unanswered(options: argparse.Namespace) -> int:
    return _report(options, lambda operations: operations.unanswered())


def _feedback(options: argparse.Namespace) -> int:
    from bot.app import operations_of
    from bot.cli import reports
    from bot.storage import StoreError

    def run(app: "App") -> int:
        making = operations_of(app.settings).feedback(app.commands().views)
        return reports.run(making, app.templates, options)

    try:
        return _with_app(options, run)
    except StoreError as error:
        return fail(str(error))


def _status(options: argparse.Namespace) -> int:
    return _report(options, lambda operations: operations.status())


def _report(options: argparse.Namespace, make: "Callable[[Operations], Coroutine[Any, Any, Report]]") -> int:
    """Print a report about the bot's work, which brings no index up to date."""
    from bot.app import languages_of, operations_of
    from bot.cli import reports
    from bot.storage import StoreError
    from config.loading import terminal_language

    def run(settings: "Settings") -> int:
        templates = languages_of(settings).templates(terminal_language())
        return reports.run(make(operations_of(settings)), templates, options)

    try:
        return _with_settings(options, run)
    except StoreError as error:
        return fail(str(error))


def _evaluate(options: argparse.Namespace) -> int:
    from bot.cli import evaluate

    if options.candidates is not None:
        return _with_settings(options, lambda settings: _rank_candidates(settings, options))
    return _with_app(options, lambda app: evaluate.run(app.searcher, options))


def _rank_candidates(settings: "Settings", options: argparse.Namespace) -> int:
    from bot.app import build
    from bot.cli import candidates
    from bot.cli.progress_bar import with_progress
    from bot.word_data import WordData

    def load(corpus: Path, data: Path) -> "Searcher":
        own = settings.model_copy(update={"corpus": corpus, "data_dir": data})
        return with_progress(
            lambda on_progress, stop: build(own, on_progress, stop), options.codes.interrupted
        ).searcher

    return candidates.run(options, WordData(settings.languages).analyses(settings.corpus_language), load)


def _check(options: argparse.Namespace) -> int:
    from bot.app import checked_languages
    from bot.cli import check
    from bot.telegram.abilities import asked
    from bot.telegram.errors import TelegramFailure

    def run(app: "App") -> int:
        corpus, token = app.searcher.snapshot.corpus, app.settings.telegram_token
        print_all_skipped(corpus.skipped)
        checked_languages(app.settings)
        app.prepare()
        sources = app.templates.blocks(app.service.sources())
        ask = partial(asked, token.get_secret_value(), str(app.settings.telegram_api_url)) if token else None
        return check.run(sources, corpus.fingerprint, ask)

    try:
        return _with_app(options, run)
    except TelegramFailure as error:
        return fail(str(error))


def _init(options: argparse.Namespace) -> int:
    from bot.cli import init
    from config import locations

    wanted = [name for name in ("answers", "languages") if getattr(options, name)]
    return init.run(Path.cwd(), locations.FOLDER, locations.samples(), wanted)


def _completion(options: argparse.Namespace) -> int:
    from bot.cli import completion

    return completion.run(options)


def _with_app(options: argparse.Namespace, run: Callable[["App"], int]) -> int:
    """Read the settings, update the index, and run a command with all parts wired."""
    import bot.app  # noqa: F401  (here, since garbage collection begins with the settings)

    return _with_settings(options, lambda settings: run(_load(settings, options)))


def _load(settings: "Settings", options: argparse.Namespace, cancelled: "threading.Event | None" = None) -> "App":
    """Update the index and wire the parts; print what changed and was skipped. Raises as `build` does."""
    from bot.app import build
    from bot.cli.progress_bar import print_stale, print_update, with_progress
    from config.loading import terminal_language

    codes: ExitCodes = options.codes
    language = None if options.command == "telegram" else terminal_language()

    def load(on_progress: "Callable[[Progress], None]", stop: "threading.Event") -> "App":
        return build(settings, on_progress, cancelled or stop, language=language)

    app = with_progress(load, codes.interrupted)
    print_update(settings.corpus, app.searcher.first_update, counts_skipped=options.command != "check")
    print_stale(app.searcher.stale)
    return app


def _with_settings(options: argparse.Namespace, run: Callable[["Settings"], int]) -> int:
    """Read the settings and run a command; print errors of the settings, the corpus and the templates."""
    from bot.cli import check
    from bot.rendering.templates import TemplatesError
    from bot.texts.catalogue import CatalogueError
    from config.languages import LanguageError
    from config.loading import load_settings
    from config.settings import SettingsError
    from retrieval.errors import EmptyCorpusError, RetrievalError

    gc.freeze()  # what was imported stays
    gc.enable()
    codes: ExitCodes = options.codes
    is_check = options.command == "check"
    try:
        loaded = load_settings({"corpus": getattr(options, "corpus", None)})
        if is_check:
            check.print_settings({name: (getattr(loaded.settings, name), it) for name, it in loaded.origins.items()})
        return run(loaded.settings)
    except SettingsError as error:
        if is_check:
            check.print_settings(error.values)
        return fail(*error.problems, code=codes.failed)
    except EmptyCorpusError as error:
        (print_all_skipped if is_check else print_skipped)(error.skipped)
        return fail(str(error), code=codes.failed)
    except (RetrievalError, TemplatesError, CatalogueError, LanguageError) as error:
        return fail(str(error), code=codes.failed)


_COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "ask": _ask,
    "console": _console,
    "telegram": _telegram,
    "evaluate": _evaluate,
    "index": _index,
    "corpus": _corpus,
    "inbox": _inbox,
    "stats": _stats,
    "unanswered": _unanswered,
    "feedback": _feedback,
    "status": _status,
    "check": _check,
    "init": _init,
    "completion": _completion,
}


if __name__ == "__main__":
    sys.exit(main())
