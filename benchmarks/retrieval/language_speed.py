"""Measures indexing and answers of a large corpus in Russian or Chinese: its sentences are those of a labelled set.

`--texts FOLDER` names the set, by default one of `../shared/data/qa/dev-languages` beside the project; it has the files
`corpus.jsonl` and `questions.jsonl`. The sentences are drawn at random. In every second one, one word or character in
four is exchanged for another, and some words are put together of two, so that words and pairs grow in number.
Processor time is that of this process and of those that it starts. A set that is not there is skipped.
"""

import argparse
import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.report import report
from benchmarks.retrieval.languages import LANGUAGES, SETS
from benchmarks.retrieval.scale.measurement import summary
from bot.app import build
from bot.word_data import WordData
from config.loading import load_settings
from config.locations import SHIPPED
from retrieval.analysis.scripts import UNSPACED, script_of_language

_SETS = {"ru": "xquad-ru-dev", "zh": "xquad-zh-dev"}
_IN_ARTICLE = 20
_EXCHANGED = 0.25
"""The share of words that are exchanged in every second sentence."""
_NEW = 0.1
"""The share of exchanged words, in scripts with blanks, that become a new word: the parts of two."""
_WARM = 20
"""The questions that are asked before the measured ones: the first read word data and files."""


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.retrieval.language_speed", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--languages", nargs="+", choices=tuple(_SETS), default=list(_SETS))
    parser.add_argument("--texts", type=Path, metavar="FOLDER", help="the labelled set, of one language")
    parser.add_argument("--sentences", type=int, default=1_000_000, help="size of the corpus; default: a million")
    parser.add_argument("--questions", type=int, default=300, help="how many are asked")
    options = parser.parse_args()
    if options.texts is not None and len(options.languages) > 1:
        parser.error("--texts has one language: name it by --languages")
    rows = []
    for code in options.languages:
        folder = options.texts or SETS.parent / LANGUAGES / _SETS[code]
        if not (folder / "questions.jsonl").exists():
            print(f"{code}: skipped, since {folder} has no questions.jsonl", file=sys.stderr)
            continue
        rows.append(measure(code, folder, options.sentences, options.questions))
    if not rows:
        print("skipped: there are no labelled sets")
        return
    is_whole = options.texts is None and options.sentences == parser.get_default("sentences")
    report("language-speed" if is_whole else None, "Indexing and answers in Russian and Chinese", rows)


def measure(code: str, folder: Path, sentences: int, questions: int) -> dict[str, object]:
    """Index a corpus of about as many sentences made of those of a set, ask its questions, and return the figures."""
    asked = _texts(folder / "questions.jsonl", "question")[: questions + _WARM]
    with tempfile.TemporaryDirectory(prefix="verbatim-languages-") as data:
        corpus = Path(data, "articles")
        corpus.mkdir()
        settings = {"corpus": str(corpus), "data_dir": str(Path(data, "data")), "index": "disk"}
        loaded = load_settings(settings | {"indexing_processes": 2}, files=[SHIPPED]).settings
        write_corpus(corpus / f"{code}.jsonl", code, _texts(folder / "corpus.jsonl", "text"), sentences)
        started, processor = time.perf_counter(), _processor_seconds()
        searcher = build(loaded).searcher
        seconds, processor = time.perf_counter() - started, _processor_seconds() - processor
        indexed = searcher.snapshot.corpus.sentences
        for question in asked[:_WARM]:
            searcher.search(question, 3)
        wall, own = [], []
        for question in asked[_WARM:]:
            started, used = time.perf_counter(), time.process_time()
            searcher.search(question, 3)
            wall.append(1000 * (time.perf_counter() - started))
            own.append(1000 * (time.process_time() - used))
    return {
        "language": code,
        "sentences": f"{indexed:,}",
        "sentences/s": f"{indexed / seconds:,.0f}",
        "sentences/s of processor time": f"{indexed / processor:,.0f}",
        "answer p50, ms": f"{summary(wall)['p50']:.1f}",
        "p99": f"{summary(wall)['p99']:.1f}",
        "p50, processor": f"{summary(own)['p50']:.1f}",
        "p99, processor": f"{summary(own)['p99']:.1f}",
        "questions": len(wall),
    }


def write_corpus(path: Path, code: str, texts: Sequence[str], count: int) -> None:
    """Write articles of as many sentences, made of those of the texts; they are the same in each run."""
    analysis = WordData(None).analyses(None).analysis(code)
    spans = ((text, start, end) for text in texts for start, end, _ in analysis.sentence_bounds(text))
    sentences = [" ".join(text[start:end].split()) for text, start, end in spans]
    is_spaced = script_of_language(code) not in UNSPACED
    words = [word for it in sentences for word in (it.split() if is_spaced else it)]
    chance = random.Random(code)  # noqa: S311  (no secret)
    with path.open("w", encoding="utf-8") as file:
        for number in range(0, count, _IN_ARTICLE):
            drawn = chance.choices(sentences, k=min(_IN_ARTICLE, count - number))
            made = [
                _changed(it, words, chance, is_spaced=is_spaced) if place % 2 else it for place, it in enumerate(drawn)
            ]
            article = {"id": f"{code}-{number}", "language": code, "text": (" " if is_spaced else "").join(made)}
            file.write(json.dumps(article, ensure_ascii=False) + "\n")


def _changed(sentence: str, words: Sequence[str], chance: random.Random, *, is_spaced: bool) -> str:
    """Exchange words of a sentence, all but its last, which has the full stop; characters where there are no blanks."""
    *parts, last = sentence.split() if is_spaced else list(sentence)
    for place, part in enumerate(parts):
        if part.isalpha() and chance.random() < _EXCHANGED:
            other = chance.choice(words)
            if other.isalpha():
                is_new = is_spaced and chance.random() < _NEW
                parts[place] = part[: len(part) // 2] + other[len(other) // 2 :] if is_new else other
    return (" " if is_spaced else "").join([*parts, last])


def _texts(path: Path, name: str) -> list[str]:
    lines = path.read_text(encoding="utf-8").split("\n")
    return [text for it in lines if it.strip() and (text := json.loads(it)[name].strip())]


def _processor_seconds() -> float:
    """Return the processor time of this process and of those that it started and that have ended."""
    used = [resource.getrusage(it) for it in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(it.ru_utime + it.ru_stime for it in used)


if __name__ == "__main__":
    main()
