"""Measures how long it takes to read a message for filters, and how many labelled questions get one.

`--sets FOLDER` names the folder of the sets, by default `../shared/data/qa/dev` beside the project; beside that folder,
`dev-languages` has those in other languages. Each question is read in all languages whose words it has, as in the bot.
Returns 1 if a question gets another filter than by the phrases that it quotes.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from benchmarks.report import report
from bot.word_data import WordData
from config.languages import read_language
from retrieval.models import Filters
from retrieval.query.filter_syntax import typed_filters
from retrieval.query.question_filters import FilteredQuestion
from retrieval.query.time_words import TimePatterns
from retrieval.query.written_dates import WrittenDates

SETS = Path(__file__).resolve().parents[3] / "shared" / "data" / "qa" / "dev"
LANGUAGES = "dev-languages"
_DAY = date(2026, 11, 29)
_RUNS = 5
_FILTERED = "What did Xi pledge last week according to Kyodo? -coal title:climate after:2021-04"


def main() -> int:
    """Measure and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=Path, default=SETS)
    options = parser.parse_args()
    questions, others = (_questions(it) for it in (options.sets, options.sets.parent / LANGUAGES))
    if not questions:
        print(f"skipped: there are no labelled sets in {options.sets}")
        return 0
    data = WordData()
    clues, words = data.filter_clues(), read_language("en")["filters"]
    reader, times = data.filters(), TimePatterns(words, WrittenDates("en", words), "en")
    sources = reader.source_names(["Kyodo News", "Reuters", "The Guardian", "Time"])

    def read(question: str) -> FilteredQuestion:
        return data.filters(clues.languages_in(question)).read(question, _DAY, sources)

    reads, reads_of_others = list(map(read, questions)), list(map(read, others))
    unasked = sum(map(_is_unasked, reads)) + sum(map(_is_unasked, reads_of_others))
    filtered = [_FILTERED] * len(questions)
    rows: list[dict[str, object]] = [
        _row("questions of the labelled sets", len(questions)),
        _row("questions in other languages", len(others)),
        _row("of both, with a filter that they do not ask for (must be 0)", unasked),
        _row("with a phrase in quotation marks", sum(bool(it.filters.phrases) for it in reads)),
        _row("with days that are only suggested", sum(it.suggested is not None for it in reads)),
        _row(
            "in other languages, with days that are only suggested",
            sum(it.suggested is not None for it in reads_of_others),
        ),
        _row("µs to tell whether a question may have filters", _microseconds(clues.may_filter, questions)),
        _row("µs to tell it of one in another language", _microseconds(clues.may_filter, others or questions)),
        _row("µs to look for the syntax", _microseconds(lambda it: list(typed_filters(it)), questions)),
        _row("µs to look for words of time", _microseconds(lambda it: times.find(it, _DAY), questions)),
        _row("µs to read a question", _microseconds(lambda it: reader.read(it, _DAY, sources), questions)),
        _row("µs to read one with five filters", _microseconds(lambda it: reader.read(it, _DAY, sources), filtered)),
    ]
    report("question-filters" if options.sets == SETS else None, "Reading a message for filters", rows)
    return 1 if unasked else 0


def _questions(sets: Path) -> list[str]:
    files = sorted(sets.glob("*/questions.jsonl"))
    return [json.loads(line)["question"] for file in files for line in file.read_text("utf-8").splitlines()]


def _is_unasked(read: FilteredQuestion) -> bool:
    other = replace(read.filters, phrases=(), in_sentence=False)
    return other != Filters() or read.newest_first or bool(read.unread)


def _microseconds(read: Callable[[str], object], questions: Sequence[str]) -> str:
    """Return the mean time for a question, of the fastest of some runs."""
    best = float("inf")
    for _ in range(_RUNS):
        started = time.perf_counter()
        for question in questions:
            read(question)
        best = min(best, time.perf_counter() - started)
    return f"{best / len(questions) * 1e6:.1f}"


def _row(what: str, value: object) -> dict[str, object]:
    return {"what": what, "value": value}


if __name__ == "__main__":
    sys.exit(main())
