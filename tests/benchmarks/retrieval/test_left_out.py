"""Questions asked of corpora that lack the documents that answer them."""

import json
from pathlib import Path

import pytest

from benchmarks.retrieval.left_out import share_answered
from retrieval.evaluation import Gold, Question
from retrieval.searcher import Searcher
from tests.retrieval.articles import searcher_over

TEXTS = {
    "harbour": "The harbour of Lindholm opened in 1921. Ferries sail every hour.",
    "its copy": "The harbour of Lindholm opened in 1921. Ferries sail every hour.",
    "bridge": "The bridge of Lindholm opened in 1930. Cars cross it.",
}
ASKED = "Do ferries sail every hour?"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    lines = [json.dumps({"id": name, "title": name, "text": text}) for name, text in TEXTS.items()]
    (tmp_path / "corpus.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path / "corpus.jsonl"


def opened(corpus: Path, _: Path) -> Searcher:
    return searcher_over(corpus)


def about(*documents: str) -> Question:
    return Question(documents[0], ASKED, tuple(Gold(it, 0, 10, TEXTS[it][:10]) for it in documents))


def share(corpus: Path, *questions: Question) -> float:
    return share_answered(corpus, questions, searcher_over(corpus).snapshot.stored, opened)


def test_an_article_that_answers_is_left_out_with_its_copy(corpus: Path) -> None:
    assert searcher_over(corpus).search(ASKED, 1).answered
    assert share(corpus, about("harbour")) == 0


def test_each_question_is_asked_of_the_other_articles(corpus: Path) -> None:
    assert share(corpus, about("bridge"), about("harbour")) == 0.5
    assert share(corpus, about("bridge", "harbour")) == 0  # nothing is left


def test_questions_without_an_answer_do_not_count(corpus: Path) -> None:
    assert share(corpus, Question("none", ASKED, ()), about("bridge")) == 1
