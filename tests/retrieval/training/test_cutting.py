"""Long articles are cut into shorter documents."""

import json
from pathlib import Path
from typing import Any

import pytest

from retrieval.training.cutting import cut
from tests.retrieval.articles import SEEDS

from .sets import TRAINING, write_sets

LABELLED = SEEDS.parents[1] / "shared" / "data" / "qa" / "train" / "squad-train"


def objects(path: Path) -> list[dict[str, Any]]:
    """Read a file of JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def gold_texts(folder: Path) -> dict[str, list[str]]:
    """Return the texts of a set's gold spans by question."""
    texts = {document["id"]: document["text"] for document in objects(folder / "corpus.jsonl")}
    return {
        question["id"]: [texts[gold["doc_id"]][gold["start"] : gold["end"]] for gold in question["gold"]]
        for question in objects(folder / "questions.jsonl")
    }


def merged(folders: list[Path]) -> dict[str, list[str]]:
    """Return the texts of the gold spans of several sets, none of whose questions is another's."""
    found = [gold_texts(folder) for folder in folders]
    together = {question: texts for its in found for question, texts in its.items()}
    assert len(together) == sum(map(len, found))
    return together


@pytest.mark.parametrize("breaks", ["\n\n", "\n \t\n\n"])
@pytest.mark.parametrize("paragraphs", [1, 2, 5, 100])
def test_in_one_corpus_every_gold_span_keeps_its_text(tmp_path: Path, paragraphs: int, breaks: str) -> None:
    articles = write_sets(tmp_path, breaks) / "squad-train"
    [folder] = cut(articles, tmp_path / "cut", paragraphs=paragraphs, documents=None)
    assert gold_texts(folder) == gold_texts(articles)


@pytest.mark.parametrize("documents", [1, 3, 4])
@pytest.mark.parametrize("paragraphs", [1, 5])
def test_in_several_corpora_the_first_gold_span_keeps_its_text_and_its_question(
    tmp_path: Path, paragraphs: int, documents: int
) -> None:
    articles = write_sets(tmp_path) / "squad-train"
    folders = cut(articles, tmp_path / "cut", paragraphs=paragraphs, documents=documents)
    whole, parts = gold_texts(articles), merged(folders)
    assert {question: texts[0] for question, texts in parts.items()} == {it: texts[0] for it, texts in whole.items()}
    assert all(set(texts) <= set(whole[question]) for question, texts in parts.items())
    assert all(len(objects(folder / "corpus.jsonl")) <= documents for folder in folders)


def test_documents_keep_their_articles_text_and_title(tmp_path: Path) -> None:
    articles = write_sets(tmp_path) / "squad-train"
    [folder] = cut(articles, tmp_path / "cut", paragraphs=1, documents=None)
    whole, parts = objects(articles / "corpus.jsonl"), objects(folder / "corpus.jsonl")
    assert len(parts) == len(TRAINING)
    for article in whole:
        own = [part for part in parts if part["title"] == article["title"]]
        assert "".join(part["text"] for part in own) == article["text"]
    assert len({part["id"] for part in parts}) == len(parts)


@pytest.mark.skipif(not LABELLED.is_dir(), reason="the labelled sets are not beside the project")
def test_the_labelled_set_keeps_its_gold_spans(tmp_path: Path) -> None:
    [folder] = cut(LABELLED, tmp_path / "cut", paragraphs=1, documents=None)
    assert gold_texts(folder) == gold_texts(LABELLED)
