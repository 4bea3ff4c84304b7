"""Writes generated corpora as JSON lines. The same size and seed give the same bytes."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.retrieval.scale.articles import Article, ArticleGenerator
from benchmarks.retrieval.scale.words import read_words

SIZES: Final = {"10k": 10_000, "100k": 100_000, "1m": 1_000_000, "10m": 10_000_000}
_VERSION = 3  # of the generated articles: a corpus of another version is generated again
_ARTICLES_A_FILE = 4_000


@dataclass(frozen=True, slots=True)
class Corpus:
    """A generated corpus in a folder; its articles are in a subfolder, which the program indexes."""

    folder: Path
    name: str
    sentences: int
    documents: int

    @property
    def articles(self) -> Path:
        """The folder of the articles."""
        return self.folder / "articles"


def corpus(folder: Path, name: str, seed: int) -> Corpus:
    """Return the corpus of this size, generated unless the folder has it."""
    place = folder / name
    summary = place / "corpus.json"
    made_as = {"version": _VERSION, "seed": seed}
    if summary.exists():
        kept = json.loads(summary.read_text(encoding="utf-8"))
        if kept.items() >= made_as.items():
            return Corpus(place, name, kept["sentences"], kept["documents"])
    shutil.rmtree(place, ignore_errors=True)
    (place / "articles").mkdir(parents=True)
    sentences, documents = write_articles(place / "articles", SIZES[name], seed)
    counts = {"sentences": sentences, "documents": documents}
    summary.write_text(json.dumps(made_as | counts), encoding="utf-8")  # last: marks the corpus as complete
    return Corpus(place, name, sentences, documents)


def write_articles(folder: Path, sentences: int, seed: int) -> tuple[int, int]:
    """Write articles until they have this many sentences; return the numbers of sentences and articles."""
    generator = ArticleGenerator(read_words(), seed)
    lines: list[str] = []
    written = documents = batch = 0
    while written < sentences:
        batch += 1
        for article in generator.batch(batch):
            lines.append(_line(documents, article))
            written += article.sentences
            documents += 1
            if len(lines) == _ARTICLES_A_FILE or written >= sentences:
                path = folder / f"articles-{(documents - 1) // _ARTICLES_A_FILE:04}.jsonl"
                path.write_text("".join(lines), encoding="utf-8", newline="\n")
                lines = []
            if written >= sentences:
                break
    return written, documents


def _line(number: int, article: Article) -> str:
    """Return an article as a line of JSON. No word has a character that JSON escapes, so nothing is escaped here."""
    author = "" if article.author is None else f', "author": "{article.author}"'
    address = f"https://{article.domain}/{article.published[:4]}/{number}"
    return (
        f'{{"id": "{number:08}", "title": "{article.title}", "published": "{article.published}",'
        f' "source": "{article.source}", "url": "{address}"{author}, "text": "{article.text}"}}\n'
    )
