"""Questions over articles in several languages and scripts."""

from pathlib import Path

import pytest

from bot.word_data import WordData
from retrieval.query.foreign_parsing import MOST_UNITS
from retrieval.searcher import Searcher
from retrieval.store import temporary
from tests.retrieval.articles import searcher_over, write

ENGLISH = "Moscow is called Москва by everybody. Gorbachev was the president. The port of Shanghai grew in May.\n"
RUSSIAN = "Лесник нашёл в лесу раненого оленя. Горбачёв родился в селе Привольное. Его знают все.\n"
GERMAN = "Werner von Siemens gründete Siemens in Berlin. Die Firma ist heute bekannt.\n"
CHINESE = "苹果公司在九月发布了新手机。木匠用松木做了一张长桌子。\n"


def over(folder: Path, *texts: str) -> Searcher:
    """Search documents of these texts with the word data of all languages."""
    write(folder, {f"{place}.txt": text for place, text in enumerate(texts)})
    return searcher_over(folder, store=temporary(folder, languages=WordData().analyses()), threshold=0.25)


@pytest.mark.parametrize(
    ("texts", "question", "language"),
    [
        ((ENGLISH,), "What is Москва called by everybody?", "en"),
        ((ENGLISH,), "Who is Горбачёв?", "en"),
        ((ENGLISH, RUSSIAN), "Who is Горбачёв?", "en"),
        ((ENGLISH, CHINESE), "Who is 习近平?", "en"),
        ((RUSSIAN, ENGLISH), "Что такое The Beatles?", "ru"),
        ((ENGLISH,), "Что такое The Beatles?", "ru"),
        ((RUSSIAN,), "Кто такой Gorbachev?", "ru"),
        ((CHINESE,), "iPhone 15 Pro Max 什么时候发布？", "zh"),
        ((CHINESE, ENGLISH), "iPhone 15 Pro Max 什么时候发布？", "zh"),
        ((CHINESE,), "The Lord of the Rings Fellowship 发布", "zh"),
        ((RUSSIAN, GERMAN), "Wo wohnt Горбачёв?", "de"),
    ],
)
def test_a_name_in_another_script_does_not_change_the_language(
    tmp_path: Path, texts: tuple[str, ...], question: str, language: str
) -> None:
    assert over(tmp_path, *texts).snapshot.parse(question).language == language


def test_an_english_question_with_an_unknown_name_is_not_told_to_be_in_another_language(tmp_path: Path) -> None:
    assert over(tmp_path, ENGLISH).search("Who is Лермонтов?", 3).languages_instead == ()


@pytest.mark.parametrize("question", ["Кто основал Siemens?", "Кто такой Werner?"])
def test_a_word_has_forms_in_the_languages_of_its_own_script(tmp_path: Path, question: str) -> None:
    searcher = over(tmp_path, RUSSIAN, GERMAN)
    result = searcher.search(question, 3)
    name = result.query.terms[-1]
    assert name.correction is None
    assert name.word not in result.missing
    assert result.hits[0].document.id == "1.txt"


def test_an_english_question_finds_a_name_that_only_german_articles_have(tmp_path: Path) -> None:
    result = over(tmp_path, ENGLISH, GERMAN).search("Who founded Siemens?", 3)
    assert result.query.terms[-1].correction is None
    assert result.hits[0].document.id == "1.txt"


def test_a_long_question_without_blanks_keeps_its_end(tmp_path: Path) -> None:
    start = "".join(map(chr, range(0x5000, 0x5000 + 3 * 40, 3)))
    terms = over(tmp_path, CHINESE).snapshot.parse(f"{start}松木长桌子").terms
    assert len(terms) <= MOST_UNITS
    assert {"松木", "长桌", "桌子"} <= {it.word for it in terms}
