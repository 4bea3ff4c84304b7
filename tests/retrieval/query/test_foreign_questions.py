"""Which questions are in a language that a corpus lacks."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.word_data import WordData
from retrieval.analysis.languages import Languages
from retrieval.errors import WordDataError
from retrieval.searcher import Searcher
from retrieval.store import temporary
from tests.retrieval.articles import SEEDS, searcher_over, write

GERMAN = "Der Bäcker backt jeden Morgen Brot für die Leute in der Stadt. Das Brot kostet zwei Euro.\n"
JAPANESE = "パン屋は毎朝、町の人々のためにパンを焼く。そのパンは二ユーロです。\n"
CHINESE = "面包师每天早上为城里的人烤面包。面包的价格是两欧元。拜登总统（Biden）买了面包。\n"
UKRAINIAN = "Пекар щоранку пече хліб для людей у місті. Хліб коштує два євро.\n"


def over(folder: Path) -> Searcher:
    """Search a folder with the word data of all languages; what is not answered surely is not answered."""
    return searcher_over(folder, store=temporary(folder, languages=WordData().analyses()), threshold=0.25)


@pytest.fixture(scope="module")
def english() -> Searcher:
    """Search the articles that ship."""
    return over(SEEDS)


def instead(searcher: Searcher, question: str) -> tuple[str, ...]:
    return searcher.search(question, 3).languages_instead


FOREIGN = [
    *("warum?", "почему?", "なぜ？", "为什么气候变化很重要？", "¿Cuál es la capital de Francia?"),
    *("Warum ist der Himmel blau?", "Quem é o presidente?", "Siapa presiden Indonesia?", "Hoe heet de koning?"),
    *("Kto jest prezydentem Polski?", "Qui est Victor Hugo ?", "γιατί;", "لماذا السماء زرقاء؟", "왜?"),
    *("tổng thống Mỹ là ai?", "ทำไมท้องฟ้าเป็นสีฟ้า", "ⵎⴰⵏⵉ"),
]
OWN = [
    *("who won the world cup?", "Kim Jong Un age", "kim jong un age", "who is che guevara", "Che Guevara death"),
    *("ai regulation", "sao paulo population", "wat did the president say about zebras", "zebras", "warm zebras"),
    *("", "🎉", "2021?"),
]


@pytest.mark.parametrize("question", FOREIGN)
def test_a_question_in_a_language_that_the_corpus_lacks_is_told_from_others(english: Searcher, question: str) -> None:
    assert instead(english, question) == ("en",)


@pytest.mark.parametrize("question", OWN)
def test_names_typos_and_questions_that_are_refused_are_in_the_language_of_the_corpus(
    english: Searcher, question: str
) -> None:
    assert instead(english, question) == ()


@pytest.mark.parametrize("question", ["warum?", "Warum?", "WARUM", "почему?", "nerede?", "pourquoi?", "quand?"])
def test_a_question_word_of_another_language_is_not_corrected(english: Searcher, question: str) -> None:
    result = english.search(question, 3)
    assert not result.answered
    assert [it.correction for it in result.query.terms if it.correction] == []
    assert result.similar == {}


def test_what_is_misspelt_beside_english_function_words_is_corrected(english: Searcher) -> None:
    [summit] = [it.correction for it in english.search("who was at the sumit?", 3).query.terms if it.correction]
    assert summit == "summit"


def test_what_matches_across_languages_is_answered_without_a_word_about_languages(english: Searcher) -> None:
    result = english.search("什么是 Biden 2030?", 3)
    assert result.answered
    assert result.languages_instead == ()


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """Search a corpus of two German articles and a Japanese one."""
    again = GERMAN.replace("Brot", "Kuchen").replace("Morgen", "Abend").replace("zwei", "drei")
    files = {"a.txt": JAPANESE, "b.txt": GERMAN, "c.txt": again}
    return over(write(tmp_path_factory.mktemp("mixed"), files))


@pytest.mark.parametrize("question", ["Who is the president?", "Quando nasce il sole?", "什么是光合作用？", "почему?"])
def test_the_languages_of_most_documents_come_first(mixed: Searcher, question: str) -> None:
    assert instead(mixed, question) == ("de", "ja")


@pytest.mark.parametrize("question", ["Wer ist der Präsident von Peru?", "なぜ空は青いのですか？", "Zebras", "空"])
def test_a_language_of_a_single_document_is_one_of_the_corpus(mixed: Searcher, question: str) -> None:
    assert instead(mixed, question) == ()


@pytest.mark.parametrize(
    ("text", "question", "code"),
    [
        (CHINESE, "なぜ空は青いのですか？", "zh"),
        (CHINESE, "Who is Biden?", "zh"),
        (JAPANESE, "什么是光合作用？", "ja"),
        (UKRAINIAN, "Почему небо синее?", "uk"),
    ],
)
def test_languages_of_one_script_are_told_apart_by_their_question_words(
    tmp_path: Path, text: str, question: str, code: str
) -> None:
    result = over(write(tmp_path, {"a.txt": text})).search(question, 3)
    assert result.answered or result.languages_instead == (code,)


def test_word_data_of_another_form_are_no_damaged_index(tmp_path: Path) -> None:
    def read(_code: str, name: str) -> Mapping[str, str]:
        return {"who": "wer"} if name == "questions" else {}

    languages = Languages(read, "de")
    searcher = searcher_over(write(tmp_path, {"a.txt": GERMAN}), store=temporary(tmp_path, languages=languages))
    with pytest.raises(WordDataError, match=r"\[questions\] of the language de: .*'who', which is no kind of answer"):
        searcher.search("Was kostet das Brot?", 3)
