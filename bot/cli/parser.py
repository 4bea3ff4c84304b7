"""The command line of `verbatim`: its commands, options, help and examples."""

import argparse
from datetime import date
from pathlib import Path

from bot import __version__
from bot.streams import FAILED, ExitCodes, fill

_MOST_CITATIONS = 100
_MOST_DIGITS = 18
_EXIT_CODES = {
    "ask": ExitCodes(failed=2),  # as grep: 1 is "no answer"
    "console": ExitCodes(interrupted=FAILED, closed_pipe=FAILED),
    "telegram": ExitCodes(interrupted=FAILED, closed_pipe=FAILED),
}
_WITHOUT_CORPUS = frozenset({"inbox", "stats", "unanswered", "init", "completion"})
_CORPUS = "the folder or file of articles"
_JSON = "print one JSON object"
_EXAMPLES = {
    "ask": """examples:
  verbatim ask "what did Xi pledge?"
  verbatim ask --explain --top 1 "what did Xi pledge?"
  verbatim ask --json --top 10 "when is Cop26?"
  echo "what did Xi pledge?" | verbatim ask
  verbatim ask --corpus articles/ --batch questions.jsonl > answers.jsonl

The exit status is 0 if the question is answered, 1 if not (in a batch, if a line failed), 2 if the command failed.""",
    "console": """example:
  verbatim console --corpus articles/
  echo "what did Xi pledge?" | verbatim console""",
    "telegram": """example:
  VERBATIM_TELEGRAM_TOKEN=123456:ABC… VERBATIM_ADMIN_IDS=42 verbatim telegram --corpus articles/""",
    "evaluate": """examples:
  verbatim evaluate --corpus articles/ --questions questions.jsonl
  verbatim evaluate --corpus articles/ --questions questions.jsonl --html report.html
  verbatim evaluate --corpus articles/ --questions questions.jsonl --json > figures.json
  verbatim evaluate --candidates lists.jsonl""",
    "index": """examples:
  verbatim index articles/
  verbatim index --full articles/""",
    "corpus": """examples:
  verbatim corpus --source Reuters --since 2026-01-01
  verbatim corpus --matching summit --json
  verbatim corpus show 000_edc3ff55f33f79b7.txt
  verbatim corpus statistics
  verbatim corpus duplicates
  verbatim corpus verify""",
    "inbox": """examples:
  verbatim inbox
  verbatim inbox retry 123456789
  verbatim inbox discard 123456789""",
    "stats": """examples:
  verbatim stats
  verbatim stats --json""",
    "unanswered": """examples:
  verbatim unanswered
  verbatim unanswered --csv unanswered.csv
  verbatim unanswered --json""",
    "feedback": """examples:
  verbatim feedback
  verbatim feedback --json --corpus articles/""",
    "status": """examples:
  verbatim status
  verbatim status --json --corpus articles/""",
    "check": """example:
  verbatim check --corpus articles/""",
    "init": """examples:
  verbatim init
  verbatim init --answers --languages""",
    "completion": """examples:
  eval "$(verbatim completion bash)"     in ~/.bashrc
  eval "$(verbatim completion zsh)"      in ~/.zshrc, below compinit
  verbatim completion fish | source      in ~/.config/fish/config.fish""",
}


class _HelpFormatter(argparse.RawDescriptionHelpFormatter):
    """Keeps the lines of a text, and breaks those that are wider than the terminal between words."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        lines = text.splitlines()
        return "\n".join(
            indent + fill(line, width, indent + ("    " if line.startswith(" ") else "")) for line in lines
        )


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of a command line.

    The result has `command`, None if there is none, and for a command its `parser` and its exit `codes`.
    """
    parser = argparse.ArgumentParser(
        prog="verbatim",
        description="Answers questions with the very sentences of your articles, quoted exactly and cited.",
        epilog='example:\n  verbatim ask "what did Xi pledge?"',
        formatter_class=_HelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"verbatim {__version__}", help="print the version")
    subparsers = parser.add_subparsers(metavar="command", dest="command")

    def add(name: str, summary: str) -> argparse.ArgumentParser:
        subparser = subparsers.add_parser(
            name, help=summary, description=f"{summary}.", epilog=_EXAMPLES[name], formatter_class=_HelpFormatter
        )
        if name not in _WITHOUT_CORPUS:
            subparser.add_argument("--corpus", metavar="PATH", help=_CORPUS)
        subparser.set_defaults(parser=subparser, codes=_EXIT_CODES.get(name, ExitCodes()))
        return subparser

    ask = add("ask", "Answer one question, or a batch of them")
    ask.add_argument(
        "question", nargs="*", help='the question; without one, or for "-", it is read from standard input'
    )
    ask.add_argument(
        "--top",
        type=_citations,
        metavar="N",
        help="quote up to N sentences, 1 to 100; without it as many as the setting citations says, 3",
    )
    ask.add_argument("--explain", action="store_true", help="print how the score of each sentence is made up")
    ask.add_argument("--json", action="store_true", help="print one JSON object")
    ask.add_argument(
        "--batch",
        metavar="FILE",
        help='answer the JSON lines {"id", "question"} of FILE, or of standard input for "-", one JSON object a line',
    )
    add("console", "Ask in the terminal, or pipe questions in, one a line")
    add("telegram", "Run the Telegram bot")
    evaluate = add("evaluate", "Measure how well the articles answer a labelled set of questions")
    # argparse cuts no line within a group: this fits a narrow terminal.
    evaluate.usage = "%(prog)s [-h]\n  [--corpus PATH] [--json] [--html FILE]\n  (--questions FILE | --candidates FILE)"
    labelled = evaluate.add_mutually_exclusive_group(required=True)
    labelled.add_argument(
        "--questions",
        metavar="FILE",
        type=Path,
        help='JSON lines {"id", "question", "gold": [{"doc_id", "start", "end"}], "answerable"}',
    )
    labelled.add_argument(
        "--candidates",
        metavar="FILE",
        type=Path,
        help="rank the candidates of each question, without the articles:"
        ' JSON lines {"id", "question", "candidates": [{"text", "relevant"}]}',
    )
    evaluate.add_argument("--json", action="store_true", help="print one JSON object with every figure")
    evaluate.add_argument(
        "--html", metavar="FILE", type=Path, help="write a page to look at, which needs no other file"
    )
    index = add("index", "Bring the index of the articles up to date, and print what changed and what was skipped")
    index.add_argument("corpus", nargs="?", metavar="PATH", default=argparse.SUPPRESS, help="the same as --corpus")
    index.add_argument("--full", action="store_true", help="build the whole index again")
    index.add_argument(
        "--all-skipped", action="store_true", help="list everything that was skipped, not the first of each kind"
    )
    _add_corpus(add("corpus", "List the articles, show one of them, or verify the index"))
    inbox = add("inbox", "List the messages that wait or could not be answered, or try one of these again")
    actions = inbox.add_subparsers(dest="action", metavar="action")
    for name, summary in (("retry", "answer a message after all"), ("discard", "erase a message without answering it")):
        action = actions.add_parser(name, help=summary, description=f"{summary.capitalize()}.")
        action.add_argument("update_id", type=_update_id, metavar="ID", help="the number that `verbatim inbox` shows")
    _add_json(add("stats", "Tell how much the bot was asked, and how much of it was answered"))
    unanswered = add("unanswered", "List the questions that were not answered, like ones together")
    unanswered.add_argument("--csv", metavar="FILE", type=Path, help="write the whole list as a table into FILE")
    _add_json(unanswered)
    _add_json(add("feedback", "List the answers that were disliked, and why each was given"))
    _add_json(add("status", "Tell what is indexed, and how many messages wait"))
    add("check", "Print the settings, load the articles, list what was skipped, and tell whether the bot could start")
    init = add("init", "Write settings with comments, and a folder of sample articles, into the current folder")
    init.add_argument("--answers", action="store_true", help="copy the templates of the replies, too, to edit them")
    init.add_argument("--languages", action="store_true", help="copy the word data, too, to edit them")
    completion = add("completion", "Print the script that completes commands and options in a shell")
    completion.add_argument("shell", metavar="SHELL", choices=("bash", "zsh", "fish"), help="bash, zsh or fish")
    return parser


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=_JSON)


def _add_corpus(corpus: argparse.ArgumentParser) -> None:
    corpus.add_argument("--source", metavar="NAME", help="list articles of this source")
    corpus.add_argument(
        "--since", metavar="DAY", type=_day, help="list articles published on that day or later, such as 2026-01-31"
    )
    corpus.add_argument("--until", metavar="DAY", type=_day, help="list articles published on that day or earlier")
    corpus.add_argument("--language", metavar="CODE", help='list articles in this language, such as "en"')
    corpus.add_argument("--matching", metavar="TEXT", help="list articles with this text in their id or title")
    _add_listing(corpus, None)
    actions = corpus.add_subparsers(dest="action", metavar="action")
    for name, summary in (
        ("show", "show an article with its sentences and where they stand"),
        ("statistics", "count articles, sentences, sources, languages and years"),
        ("duplicates", "list articles that are there several times, the one that is searched first"),
        ("verify", "read every article again, and prove that each indexed sentence still stands in it"),
    ):
        action = actions.add_parser(name, help=summary, description=f"{summary.capitalize()}.")
        # The action's default must not override an option before the action.
        action.add_argument("--corpus", metavar="PATH", default=argparse.SUPPRESS, help=_CORPUS)
        if name == "show":
            action.add_argument("document_id", metavar="ID", help="the id that `verbatim corpus` lists")
        if name in {"show", "statistics"}:
            action.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=_JSON)
        if name == "duplicates":
            _add_listing(action, argparse.SUPPRESS)


def _add_listing(parser: argparse.ArgumentParser, default: object) -> None:
    parser.add_argument(
        "--limit",
        metavar="N",
        type=_count,
        default=default,
        help="list at most N; 0 is all; without it 50 on a terminal, and all in a pipe",
    )
    parser.add_argument("--json", action="store_true", default=default or False, help="print one JSON object a line")


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"must be a day such as 2026-01-31, not {text}") from None


def _citations(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= _MOST_CITATIONS):
        raise argparse.ArgumentTypeError(f"must be 1 to {_MOST_CITATIONS}, not {text}")
    return int(text)


def _count(text: str, kind: str = "a number") -> int:
    if not (text.isdecimal() and len(text) <= _MOST_DIGITS):
        raise argparse.ArgumentTypeError(f"must be {kind}, not {text}")
    return int(text)


def _update_id(text: str) -> int:
    return _count(text, "the number of a message")
