"""Filters over articles in other languages than English: words of titles, words left out, exact phrases."""

from pathlib import Path

import pytest

from retrieval.models import Filters
from retrieval.searcher import Searcher
from tests.retrieval.articles import searcher_over, write

GERMAN = {
    "bank.txt": "Die Deutsche Bank\n\nDie Deutsche Bank eröffnete neue Filialen in Frankfurt..\n",
    "haus.txt": "Häuser am Fluss\n\nDie Bewohner der Häuser am Fluss protestierten. Eine Bank steht am Ufer.\n",
}
FRENCH = {
    "usine.txt": "L'usine de Lyon\n\nL’ouverture de l'usine a été repoussée par la mairie.\n",
    "gare.txt": "La gare\n\nLa gare de Lyon sera fermée pendant les travaux de l'automne.\n",
}
CHINESE = {
    "qiao.txt": "大桥\n\n新的长江大桥今年通车。市长参加了仪式。\n",
    "he.txt": "长江\n\n长江的水位今年下降。大雨没有来，桥也没有修。\n",
}


@pytest.fixture(params=[False, True], ids=["alone", "beside English"])
def mixed(request: pytest.FixtureRequest) -> dict[str, str]:
    """Return English articles that stand beside the others, or none."""
    text = "The bank\n\nThe bank opened the houses by the river to those who live in the city of Lyon.\n"
    return {"english.txt": text} if request.param else {}


def over(folder: Path, files: dict[str, str]) -> Searcher:
    return searcher_over(write(folder, files))


def found(searcher: Searcher, question: str, filters: Filters) -> set[str]:
    return {hit.document.id for hit in searcher.search(question, 10, filters).hits}


def test_a_word_of_a_title_is_found_in_another_form(tmp_path: Path, mixed: dict[str, str]) -> None:
    searcher = over(tmp_path, {**GERMAN, **mixed})
    assert found(searcher, "Wer protestierte am Fluss?", Filters(titles=("haus",))) <= {"haus.txt"}
    assert found(searcher, "Wer protestierte am Fluss?", Filters(titles=("Häusern",))) == {"haus.txt"}


def test_a_word_is_left_out_in_every_form(tmp_path: Path, mixed: dict[str, str]) -> None:
    searcher = over(tmp_path, {**GERMAN, **mixed})
    texts = [it.sentence.text for it in searcher.search("Bewohner Fluss Bank", 10, Filters(without=("Haus",))).hits]
    assert texts
    assert not any("Häuser" in it for it in texts)


@pytest.mark.parametrize(
    ("files", "question", "phrase", "expected"),
    [
        (GERMAN, "Filialen in Frankfurt", "deutsche bank eröffnete", {"bank.txt"}),
        (GERMAN, "Wer protestierte?", "Häuser am Fluss protestierten", {"haus.txt"}),
        (FRENCH, "Qui a repoussé l'ouverture ?", "de l’usine a été", {"usine.txt"}),
        (CHINESE, "什么时候通车？", "长江大桥", {"qiao.txt"}),
    ],
)
def test_a_phrase_is_found_as_it_stands(
    tmp_path: Path, files: dict[str, str], question: str, phrase: str, expected: set[str]
) -> None:
    assert found(over(tmp_path, files), question, Filters(phrases=(phrase,), in_sentence=True)) == expected


@pytest.mark.parametrize("phrase", ["deutsche bank eröffnete", "Häuser am Fluss protestierten"])
def test_a_phrase_is_found_beside_articles_in_english(tmp_path: Path, mixed: dict[str, str], phrase: str) -> None:
    searcher = over(tmp_path, {**GERMAN, **mixed})
    assert found(searcher, "Bank Häuser Fluss", Filters(phrases=(phrase,), in_sentence=True)) < {*GERMAN}
