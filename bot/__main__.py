"""The `verbatim` command. Each subcommand imports what it needs, so that help and errors are quick."""

import argparse
import gc
import io
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.app import App
    from retrieval.models import Skipped

FAILED = 1

_MOST_CITATIONS = 100
_MOST_DIGITS = 18
_MOST_SKIPPED_SHOWN = 10
_NO_BOT = "telegram_token is not set: get one from @BotFather and set VERBATIM_TELEGRAM_TOKEN, in .env for example"
_EXAMPLES = {
    "ask": """examples:
  verbatim ask "what did Xi pledge?"
  verbatim ask --explain --top 1 "what did Xi pledge?"
  verbatim ask --json --top 10 "when is Cop26?"
  verbatim ask --corpus articles/ --batch questions.jsonl > answers.jsonl""",
    "console": """example:
  verbatim console --corpus articles/
  echo "what did Xi pledge?" | verbatim console""",
    "telegram": """example:
  VERBATIM_TELEGRAM_TOKEN=123456:ABC… VERBATIM_ADMIN_IDS=42 verbatim telegram --corpus articles/""",
    "evaluate": """examples:
  verbatim evaluate --corpus articles/ --questions questions.jsonl
  verbatim evaluate --corpus articles/ --questions questions.jsonl --html report.html
  verbatim evaluate --corpus articles/ --questions questions.jsonl --json > figures.json""",
    "inbox": """examples:
  verbatim inbox
  verbatim inbox retry 123456789
  verbatim inbox discard 123456789""",
    "check": """example:
  verbatim check --corpus articles/""",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command. Returns 0, or 1 where it failed; leaves with 2 where it was called wrongly."""
    gc.disable()  # until all is imported: looking for garbage among modules takes a tenth of the start
    _prepare_streams()
    try:
        try:
            options = _parser().parse_args(arguments)
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
        return FAILED if isinstance(error, BrokenPipeError) else _fail(str(error))


def _prepare_streams() -> None:
    """Read and write UTF-8 whatever the locale, and nothing where a stream is closed."""
    sys.stdin = sys.stdin or Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115  (as long as the program)
    sys.stdout = sys.stdout or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Half a character in a question comes back as \ud83d, say, which in JSON is its very notation.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="verbatim",
        description="Answers questions with the very sentences of your articles, quoted exactly and cited.",
        epilog='example:\n  verbatim ask "what did Xi pledge?"',
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    subparsers = parser.add_subparsers(metavar="command", required=True)

    def add(name: str, summary: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        subparser = subparsers.add_parser(
            name,
            help=summary,
            description=f"{summary}.",
            epilog=_EXAMPLES[name],
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        if name != "inbox":
            subparser.add_argument("--corpus", metavar="PATH", help="the folder or file of articles")
        subparser.set_defaults(run=run, parser=subparser)
        return subparser

    ask = add("ask", "Answer one question, or a batch of them", _ask)
    ask.add_argument("question", nargs="*", help="the question")
    ask.add_argument(
        "--top",
        type=_citations,
        metavar="N",
        help="quote up to N sentences, 1 to 100; without it as many as the setting citations says, 3",
    )
    ask.add_argument("--explain", action="store_true", help="tell of each sentence why it stands where it does")
    ask.add_argument("--json", action="store_true", help="print one JSON object")
    ask.add_argument(
        "--batch",
        metavar="FILE",
        help='answer the JSON lines {"id", "question"} of FILE, or of standard input for "-", one JSON object a line',
    )
    add("console", "Ask in the terminal, or pipe questions in, one a line", _console)
    add("telegram", "Run the Telegram bot", _telegram)
    evaluate = add("evaluate", "Measure how well the articles answer a labelled set of questions", _evaluate)
    evaluate.add_argument(
        "--questions",
        metavar="FILE",
        required=True,
        type=Path,
        help='JSON lines {"id", "question", "gold": [{"doc_id", "start", "end"}], "answerable"}',
    )
    evaluate.add_argument("--json", action="store_true", help="print one JSON object with every figure")
    evaluate.add_argument(
        "--html", metavar="FILE", type=Path, help="write a page to look at, which needs no other file"
    )
    inbox = add("inbox", "List the messages that wait or could not be answered, or try one of these again", _inbox)
    actions = inbox.add_subparsers(dest="action", metavar="action")
    for name, summary in (("retry", "answer a message after all"), ("discard", "erase a message, unanswered")):
        action = actions.add_parser(name, help=summary, description=f"{summary.capitalize()}.")
        action.add_argument("update_id", type=_update_id, metavar="ID", help="the number that `verbatim inbox` shows")
    add("check", "Print the settings, load the articles, and tell whether the bot could start", _check)
    return parser


def _citations(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= _MOST_CITATIONS):
        raise argparse.ArgumentTypeError(f"must be 1 to {_MOST_CITATIONS}, not {text}")
    return int(text)


def _update_id(text: str) -> int:
    if not (text.isdecimal() and len(text) <= _MOST_DIGITS):
        raise argparse.ArgumentTypeError(f"must be the number of a message, not {text}")
    return int(text)


def _ask(options: argparse.Namespace) -> int:
    question = " ".join(options.question)
    if options.batch is None and not options.question:
        options.parser.error('a question is needed, as in: verbatim ask "what did Xi pledge?"')
    if options.batch is not None and options.question:
        options.parser.error("either a question or --batch, not both")
    from bot.adapters import command_line  # after the errors: it takes its time

    def run(app: "App") -> int:
        import asyncio

        told = command_line.Options(options.top, options.explain)
        if options.batch is None:
            asyncio.run(command_line.ask(app.service, app.templates, question, told, as_json=options.json))
            return 0
        with ExitStack() as stack:
            try:
                lines = (
                    sys.stdin.buffer if options.batch == "-" else stack.enter_context(Path(options.batch).open("rb"))
                )
            except OSError as error:
                return _fail(f"cannot read the questions of {options.batch}: {error.strerror}")
            asyncio.run(command_line.ask_batch(app.service, lines, sys.stdout, told))
        return 0

    return _with_app(options, run)


def _console(options: argparse.Namespace) -> int:
    from bot.adapters.console import Console

    def run(app: "App") -> int:
        Console(app.commands, app.templates, app.settings.data_dir).run()
        return 0

    return _with_app(options, run)


def _telegram(options: argparse.Namespace) -> int:
    def run(app: "App") -> int:
        from bot import logs
        from bot.adapters.telegram.errors import TelegramFailure
        from bot.app import telegram_bot
        from bot.store import StoreError

        if app.settings.telegram_token is None:
            return _fail(_NO_BOT)
        logs.configure(secrets=app.settings.secrets())
        try:
            telegram_bot(app).run()
        except (TelegramFailure, StoreError) as error:
            return _fail(str(error))
        return 0

    return _with_app(options, run)


def _inbox(options: argparse.Namespace) -> int:
    from bot.adapters import inbox
    from bot.store import StoreError
    from config.loading import load_settings
    from config.settings import SettingsError

    try:
        folder = load_settings({}).settings.data_dir
    except SettingsError as error:
        return _fail(*error.problems)
    try:
        if options.action is None:
            return inbox.show(folder, sys.stdout)
        act = inbox.retry if options.action == "retry" else inbox.discard
        return act(folder, options.update_id, sys.stdout)
    except StoreError as error:
        return _fail(str(error))


def _evaluate(options: argparse.Namespace) -> int:
    from bot.adapters import evaluation

    def run(app: "App") -> int:
        try:
            evaluation.run(app.searcher, options.questions, as_json=options.json, html=options.html)
        except OSError as error:
            if options.html is None or error.filename is None:
                raise
            return _fail(f"cannot write the report {options.html}: {error.strerror}")
        return 0

    return _with_app(options, run)


def _check(options: argparse.Namespace) -> int:
    def run(app: "App") -> int:
        from bot.adapters.terminal import show

        print()
        show(app.templates.blocks(app.service.sources()))
        print(f"Fingerprint: {app.searcher.snapshot.corpus.fingerprint}\n", flush=True)
        if app.settings.telegram_token is None:
            return _fail(_NO_BOT)
        print("Nothing here keeps the bot from starting.")
        return 0

    return _with_app(options, run, shows_all=True)


def _print_settings(values: Mapping[str, tuple[object, str]]) -> None:
    for name, (value, origin) in values.items():
        shown = ",".join(map(str, sorted(value))) if isinstance(value, frozenset) else value
        print(f"{name:<26} {shown!s:<44} {origin}")


def _with_app(
    options: argparse.Namespace,
    run: Callable[["App"], int],
    *,
    shows_all: bool = False,
) -> int:
    """Read the settings, load the corpus, show what was skipped of it, and run.

    `shows_all` prints the settings as well, and every skipped file, not the first alone.
    """
    from bot.app import build
    from bot.rendering.templates import TemplatesError
    from config.loading import load_settings
    from config.settings import SettingsError
    from retrieval.errors import EmptyCorpusError, RetrievalError

    gc.freeze()  # what was imported stays
    gc.enable()
    most_shown = None if shows_all else _MOST_SKIPPED_SHOWN
    try:
        loaded = load_settings({"corpus": options.corpus})
        if shows_all:
            _print_settings(
                {name: (getattr(loaded.settings, name), origin) for name, origin in loaded.origins.items()},
            )
        app = build(loaded.settings)
        _tell_skipped(app.searcher.snapshot.corpus.skipped, most_shown)
        return run(app)
    except SettingsError as error:
        if shows_all:
            _print_settings(error.values)
        return _fail(*error.problems)
    except EmptyCorpusError as error:
        _tell_skipped(error.skipped, most_shown)
        return _fail(str(error))
    except (RetrievalError, TemplatesError) as error:
        return _fail(str(error))


def _tell_skipped(skipped: Sequence["Skipped"], most_shown: int | None) -> None:
    shown = skipped[:most_shown]
    for item in shown:
        _tell(f"skipped {item.path}: {item.reason}")
    if more := len(skipped) - len(shown):
        _tell(f"and skipped {more} more; `verbatim check` lists them all")


def _fail(*problems: str) -> int:
    sys.stdout.flush()
    for problem in problems:
        _tell(problem)
    return FAILED


def _tell(line: str) -> None:
    """Print a line to standard error; no control character of a path or a value reaches the terminal."""
    print("verbatim: " + "".join(it if it.isprintable() else "\ufffd" for it in line), file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
