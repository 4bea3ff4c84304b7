"""The generated articles of the scale benchmark: reproducible, and statistically like news."""

import hashlib
import json
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from benchmarks.retrieval.scale.corpora import write_articles
from benchmarks.retrieval.scale.words import PowerLaw, WeightedSampler, read_words
from retrieval.analysis import sentence_spans
from retrieval.corpus import read_corpus
from retrieval.models import Document

_SENTENCES = 10_000
_HASH = "65a063a168284fba"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("articles")
    write_articles(made, _SENTENCES, seed=1)
    return made


@pytest.fixture(scope="module")
def documents(folder: Path) -> list[Document]:
    read = list(read_corpus(folder))
    assert all(isinstance(it, Document) for it in read)
    return [it for it in read if isinstance(it, Document)]


def test_a_corpus_is_the_same_to_the_byte_every_time(folder: Path) -> None:
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        digest.update(path.read_bytes())
    assert digest.hexdigest()[:16] == _HASH


def test_another_seed_makes_another_corpus(folder: Path, tmp_path: Path) -> None:
    write_articles(tmp_path, 100, seed=2)
    first = next(iter(sorted(folder.iterdir()))).read_text(encoding="utf-8")
    assert (tmp_path / "articles-0000.jsonl").read_text(encoding="utf-8")[:500] != first[:500]


def test_a_small_corpus_is_the_beginning_of_a_larger_one(folder: Path, tmp_path: Path) -> None:
    write_articles(tmp_path, 500, seed=1)
    small = (tmp_path / "articles-0000.jsonl").read_text(encoding="utf-8")
    assert (folder / "articles-0000.jsonl").read_text(encoding="utf-8").startswith(small)


def test_the_program_reads_as_many_sentences_as_were_written(documents: list[Document]) -> None:
    read = sum(len(list(sentence_spans(it.text, it.body))) for it in documents)
    assert read == pytest.approx(_SENTENCES, rel=0.02)


def test_every_article_has_the_metadata_of_an_article(documents: list[Document]) -> None:
    assert len({it.id for it in documents}) == len(documents)
    assert all(it.title and it.source and it.published and it.url for it in documents)
    assert len({it.source for it in documents}) > 50
    assert len({(it.published or "")[:4] for it in documents}) >= 15


def test_sentences_are_as_long_as_in_the_news(documents: list[Document]) -> None:
    lengths = [len(it.text[span.start : span.end].split()) for it in documents for span in sentence_spans(it.text, 0)]
    assert 18 < np.mean(lengths) < 22
    assert max(lengths) > 50


def test_an_article_repeats_its_own_words(documents: list[Document]) -> None:
    words = [Counter(re.findall(r"[A-Z][a-z]{5,}", it.text)) for it in documents]
    own = [sum(count for _, count in it.most_common(3)) for it in words]
    shared = sum(1 for a, b in pairwise(words) if set(dict(a.most_common(3))) & set(b))
    assert np.mean(own) > 10
    assert shared < len(words) / 2


def test_some_articles_are_copies_of_others(tmp_path: Path) -> None:
    write_articles(tmp_path, 60_000, seed=1)
    lines = [line for path in tmp_path.iterdir() for line in path.read_text(encoding="utf-8").splitlines()]
    records = [json.loads(line) for line in lines]
    texts = Counter(it["text"] for it in records)
    exact = sum(count - 1 for count in texts.values())
    titled = Counter(it["title"] for it in records)
    near = sum(count - 1 for count in titled.values()) - exact
    assert 0.005 < exact / len(records) < 0.015
    assert 0.012 < near / len(records) < 0.028


def test_new_words_keep_appearing_as_in_english(documents: list[Document]) -> None:
    words = [word for it in documents for word in re.findall(r"\w+", it.text.lower())]
    a_tenth, all_of_them = len(set(words[: len(words) // 10])), len(set(words))
    assert 2.5 < all_of_them / a_tenth < 5


def test_numbers_are_drawn_by_their_weights() -> None:
    drawn = Counter(WeightedSampler([1, 0, 6, 3]).draw(np.random.default_rng(1), 100_000).tolist())
    assert drawn[1] == 0
    assert drawn[0] == pytest.approx(10_000, rel=0.05)
    assert drawn[2] == pytest.approx(60_000, rel=0.05)


def test_a_power_law_has_a_long_tail_and_an_end() -> None:
    ranks = PowerLaw(20, 0.2, 1_000_000).draw(np.random.default_rng(1), 100_000)
    assert ranks.min() == 0
    assert ranks.max() < 1_000_000
    assert len(np.unique(ranks)) > 20_000


def test_every_rank_has_a_word_of_its_own_or_nearly() -> None:
    names = read_words().names
    invented = [names.word(rank) for rank in range(50_000)]
    assert len(set(invented)) > 49_000
    assert all(name.istitle() for name in invented)
