"""Measures questions with filters over a million made-up sentences: python -m benchmarks.retrieval.filters.

Filters of each kind keep about 1, 50 and 99 % of the sentences. Each question is asked without a filter and with each,
in turn, so that a busy machine slows all alike, and the processor's time is taken. Phrases of two to five words,
function words too, are drawn from the corpus.
"""

import argparse
import json
import re
import statistics
import time
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from benchmarks.report import report
from benchmarks.retrieval.scale.corpora import write_articles
from benchmarks.retrieval.scale.questions import make_questions
from bot.app import build
from config.loading import load_settings
from config.locations import SHIPPED
from retrieval.analysis import tokenise
from retrieval.models import Filters
from retrieval.searcher import Searcher

_SEED = 1
_SHARES = (0.01, 0.5, 0.99)
_TITLE_MARKS = dict(zip(_SHARES, ("quartz", "basalt", "granite"), strict=True))
"""Words that stand in these shares of the titles."""
_SENTENCE_MARKS = dict(zip(_SHARES, ("zinc", "nickel", "cobalt"), strict=True))
"""Words that stand in about all other sentences than these shares."""
_FIRST_DAY, _DAYS = date(2010, 1, 1), 15 * 365
_END_OF_SENTENCE = re.compile(r"(?<=[a-z])(?=[.?])")
_NONE = "none"


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.retrieval.filters", description=__doc__)
    parser.add_argument("--sentences", type=int, default=1_000_000)
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--folder", type=Path, help="keep the articles and the index there from run to run")
    options = parser.parse_args()
    with TemporaryDirectory(prefix="verbatim-filters-") as temporary:
        folder = options.folder or Path(temporary)
        articles = folder / "articles"
        if not articles.exists():
            _write(articles, folder / "questions.json", options.sentences, options.questions)
        questions = json.loads((folder / "questions.json").read_text(encoding="utf-8"))
        settings = {"corpus": str(articles), "data_dir": str(folder / "data"), "index": "disk"}
        searcher = build(load_settings(settings, files=[SHIPPED]).settings).searcher
        rows = [*_measured(searcher, questions, _filters(searcher)), *_with_phrases(searcher, questions)]
    report("filters", f"Questions with filters, {searcher.snapshot.corpus.sentences:,} sentences", rows)


def _write(articles: Path, questions: Path, sentences: int, count: int) -> None:
    """Write articles whose titles and sentences have marks, and questions that have none."""
    random = Random(_SEED)  # noqa: S311  (nothing secret)
    articles.mkdir(parents=True)
    write_articles(articles, sentences, _SEED)
    made = make_questions(sorted(articles.iterdir()), _SEED, count)
    questions.write_text(json.dumps([it.text for it in made]), encoding="utf-8")

    def marks(_: re.Match[str]) -> str:
        return "".join(f" {mark}" for share, mark in _SENTENCE_MARKS.items() if random.random() >= share)

    for path in articles.iterdir():
        lines = []
        for line in path.read_text(encoding="utf-8").splitlines():
            article = json.loads(line)
            of_title = [mark for share, mark in _TITLE_MARKS.items() if random.random() < share]
            article["title"] = " ".join((article["title"], *of_title))
            article["text"] = _END_OF_SENTENCE.sub(marks, article["text"])
            lines.append(json.dumps(article, ensure_ascii=False))
        path.write_text("\n".join(lines), encoding="utf-8")


def _filters(searcher: Searcher) -> dict[tuple[str, float], Filters]:
    """Return the filters of each kind by the share that they are to keep."""
    sources = dict(reversed(searcher.snapshot.stored.statistics().sources))
    found = {}
    for share in _SHARES:
        last = _FIRST_DAY + timedelta(days=int(_DAYS * share))
        found["before:", share] = Filters(until=last.isoformat())
        found["source:", share] = Filters(sources=_sources(sources, share))
        found["title:", share] = Filters(titles=(_TITLE_MARKS[share],))
        found["-word", share] = Filters(without=(_SENTENCE_MARKS[share],))
    return found


def _sources(counts: Mapping[str, int], share: float) -> frozenset[str]:
    """Return sources that have about a share of the articles; those with fewest come first."""
    chosen, having = [], 0
    for name, count in counts.items():
        if having >= share * sum(counts.values()):
            break
        chosen.append(name)
        having += count
    return frozenset(chosen)


def _measured(
    searcher: Searcher, questions: Sequence[str], filters: Mapping[tuple[str, float], Filters]
) -> list[dict[str, object]]:
    first = {kind: _milliseconds(searcher, questions[0], its) for kind, its in filters.items()}
    times: dict[tuple[str, float], list[float]] = {(_NONE, 1): [], **{kind: [] for kind in filters}}
    for question in (*questions[:20], *questions):  # the first ones warm up
        for kind, its in times.items():
            its.append(_milliseconds(searcher, question, filters.get(kind, Filters())))
    times = {kind: its[20:] for kind, its in times.items()}
    plain = statistics.median(times[_NONE, 1])
    return [
        {
            "filter": kind,
            "keeps": f"{100 * share:.0f} %",
            "p50": f"{statistics.median(its):.2f} ms",
            "by p50 without": f"{statistics.median(its) / plain:.2f}",
            "p99": f"{statistics.quantiles(its, n=100)[98]:.1f} ms",
            "first question": f"{first[kind, share]:.1f} ms" if (kind, share) in first else "–",
        }
        for (kind, share), its in times.items()
    ]


def _with_phrases(searcher: Searcher, questions: Sequence[str]) -> list[dict[str, object]]:
    """Measure questions, each with a phrase of its own."""
    phrases = _phrases(searcher, len(questions))
    plain: list[float] = []
    times: dict[str, list[float]] = {"“phrase”": [], "“phrase” in the sentence": []}
    for question, phrase in zip(questions, phrases, strict=True):
        typed = f"{question} “{phrase}”"
        plain.append(_milliseconds(searcher, typed, Filters()))
        for in_sentence, its in zip((False, True), times.values(), strict=True):
            its.append(_milliseconds(searcher, typed, Filters(phrases=(phrase,), in_sentence=in_sentence)))
    return [
        {
            "filter": kind,
            "keeps": "–",
            "p50": f"{statistics.median(its):.2f} ms",
            "by p50 without": f"{statistics.median(its) / statistics.median(plain):.2f}",
            "p99": f"{statistics.quantiles(its, n=100)[98]:.1f} ms",
            "first question": "each",
        }
        for kind, its in times.items()
    ]


def _phrases(searcher: Searcher, count: int) -> list[str]:
    random = Random(_SEED)  # noqa: S311  (nothing secret)
    found: list[str] = []
    reader = searcher.snapshot.reader
    while len(found) < count:
        [sentence] = reader.sentences([random.randrange(len(reader))])
        words = tokenise(sentence.text)
        size = random.randint(2, 5)
        if len(words) >= size:
            start = random.randrange(len(words) - size + 1)
            several = words[start : start + size]
            if not {*_SENTENCE_MARKS.values()} & {*several}:  # no word of a text is as frequent as these
                found.append(" ".join(several))
    return found


def _milliseconds(searcher: Searcher, question: str, filters: Filters) -> float:
    started = time.process_time()
    searcher.search(question, 3, filters)
    return (time.process_time() - started) * 1000


if __name__ == "__main__":
    main()
