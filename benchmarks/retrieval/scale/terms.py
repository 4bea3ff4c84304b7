"""Writes the terms of every sentence of a corpus, one sentence a line, which the other engines index."""

import json
import os
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path

from benchmarks.content_terms import content_terms
from benchmarks.retrieval.scale.corpora import Corpus
from retrieval.analysis import sentence_spans

_COMPARED = 500  # sentences analysed again to see whether a kept file is current


def terms(corpus: Corpus) -> Path:
    """Return the file of terms, written unless the corpus's folder has a current one."""
    path = corpus.folder / "terms.txt"
    files = sorted(corpus.articles.iterdir())
    if path.exists() and _is_current(path, files[0]):
        return path
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as file, ProcessPoolExecutor(os.cpu_count()) as pool:
        for analysed in pool.map(_terms, files):
            file.write(analysed)
    unfinished.replace(path)
    return path


def _is_current(path: Path, first: Path) -> bool:
    with path.open(encoding="utf-8") as file:
        kept = list(islice(file, _COMPARED))
    made: list[str] = []
    with first.open(encoding="utf-8") as articles:
        for line in articles:
            made += _lines(line)
            if len(made) >= _COMPARED:
                break
    return kept == made[: len(kept)]


def _terms(path: Path) -> bytes:
    with path.open(encoding="utf-8") as file:
        return "".join(line for article in file for line in _lines(article)).encode()


def _lines(article: str) -> list[str]:
    text = json.loads(article)["text"]
    return [" ".join(content_terms(text[span.start : span.end])) + "\n" for span in sentence_spans(text, 0)]
