"""What may be typed behind `verbatim`: subcommands, options, help and examples."""

import argparse
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

Run = Callable[[argparse.Namespace], int]
"""Carries out a subcommand, and returns its exit code."""

_MOST_CITATIONS = 100
_MOST_DIGITS = 18
_CORPUS = "the folder or file of articles"
_JSON = "print one JSON object"
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
    "check": """example:
  verbatim check --corpus articles/""",
}


def make_parser(runs: Mapping[str, Run]) -> argparse.ArgumentParser:
    """Return the parser of a command line; what it parses has `run`, by the subcommand's name, and `parser`."""
    parser = argparse.ArgumentParser(
        prog="verbatim",
        description="Answers questions with the very sentences of your articles, quoted exactly and cited.",
        epilog='example:\n  verbatim ask "what did Xi pledge?"',
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    subparsers = parser.add_subparsers(metavar="command", required=True)

    def add(name: str, summary: str) -> argparse.ArgumentParser:
        subparser = subparsers.add_parser(
            name,
            help=summary,
            description=f"{summary}.",
            epilog=_EXAMPLES[name],
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        if name != "inbox":
            subparser.add_argument("--corpus", metavar="PATH", help=_CORPUS)
        subparser.set_defaults(run=runs[name], parser=subparser)
        return subparser

    ask = add("ask", "Answer one question, or a batch of them")
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
    add("console", "Ask in the terminal, or pipe questions in, one a line")
    add("telegram", "Run the Telegram bot")
    evaluate = add("evaluate", "Measure how well the articles answer a labelled set of questions")
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
    index = add("index", "Bring the index of the articles up to date, and tell what was done and what was skipped")
    index.add_argument("corpus", nargs="?", metavar="PATH", default=argparse.SUPPRESS, help="the same, in fewer words")
    index.add_argument("--full", action="store_true", help="build the index anew, whatever has changed")
    index.add_argument(
        "--all-skipped", action="store_true", help="list all that was skipped, not the first of each kind"
    )
    _add_corpus(add("corpus", "List the articles, show one of them, or verify the index"))
    inbox = add("inbox", "List the messages that wait or could not be answered, or try one of these again")
    actions = inbox.add_subparsers(dest="action", metavar="action")
    for name, summary in (("retry", "answer a message after all"), ("discard", "erase a message, unanswered")):
        action = actions.add_parser(name, help=summary, description=f"{summary.capitalize()}.")
        action.add_argument("update_id", type=_update_id, metavar="ID", help="the number that `verbatim inbox` shows")
    add("check", "Print the settings, load the articles, and tell whether the bot could start")
    return parser


def _add_corpus(corpus: argparse.ArgumentParser) -> None:
    corpus.add_argument("--source", metavar="NAME", help="list what is of this source")
    corpus.add_argument(
        "--since", metavar="DAY", type=_day, help="list what was published on 2026-01-31, say, or later"
    )
    corpus.add_argument("--until", metavar="DAY", type=_day, help="list what was published on that day or earlier")
    corpus.add_argument("--language", metavar="CODE", help='list what is in this language, such as "en"')
    corpus.add_argument("--matching", metavar="TEXT", help="list what has this text in its id or title")
    _add_listing(corpus, None)
    actions = corpus.add_subparsers(dest="action", metavar="action")
    for name, summary in (
        ("show", "show an article with its sentences and where they stand"),
        ("statistics", "count articles, sentences, sources, languages and years"),
        ("duplicates", "list articles that are there several times, the one that is searched first"),
        ("verify", "read every article anew, and prove that each indexed sentence still stands there"),
    ):
        action = actions.add_parser(name, help=summary, description=f"{summary.capitalize()}.")
        # What is not given here must not undo what stands before the action.
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


def _count(text: str) -> int:
    if not (text.isdecimal() and len(text) <= _MOST_DIGITS):
        raise argparse.ArgumentTypeError(f"must be a number, not {text}")
    return int(text)


def _citations(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= _MOST_CITATIONS):
        raise argparse.ArgumentTypeError(f"must be 1 to {_MOST_CITATIONS}, not {text}")
    return int(text)


def _update_id(text: str) -> int:
    if not (text.isdecimal() and len(text) <= _MOST_DIGITS):
        raise argparse.ArgumentTypeError(f"must be the number of a message, not {text}")
    return int(text)
