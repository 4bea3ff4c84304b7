"""The words of a question that a refusal names: as typed, without question words and function words."""

import pytest

from bot.word_data import WordData
from retrieval.searcher import Searcher
from retrieval.store import temporary
from tests.retrieval.articles import searcher_over, write

_ARTICLES = {
    "zh.txt": "北京地铁是中国第一条地铁线路，于1969年开始运营。地铁公司的总部位于西城区。\n",
    "ja.txt": "東京タワーは1958年に完成しました。高さは333メートルです。\n",
    "ko.txt": "한강 다리는 1917년에 완공되었습니다. 설계자는 김철수입니다.\n",
    "th.txt": "ชาวนาปลูกข้าวหอมในทุ่งใกล้แม่น้ำทุกปี\n",
    "de.txt": "Die alte Brücke wurde 1788 unter Kurfürst Karl Theodor errichtet.\n",
    "fr.txt": "L’usine de Lyon a fermé en 2012. Le directeur a quitté la ville.\n",
    "ru.txt": "Мост через Волгу был построен в 1916 году.\n",
}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """Search an article in each of some languages."""
    folder = write(tmp_path_factory.mktemp("languages"), _ARTICLES)
    return searcher_over(folder, store=temporary(folder, languages=WordData().analyses()))


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("苹果公司总部在哪里？", ("苹果",)),
        ("谁发明蒸汽机？", ("发明蒸汽机",)),
        ("猫？", ("猫",)),
        ("总部的电话？", ("电话",)),
        ("東京スカイツリーの高さは？", ("スカイツリー",)),
        ("한국의 다리는 누구입니까?", ("한국의",)),
        ("Wer ist der Erfinder der Dampfmaschine?", ("Erfinder", "Dampfmaschine")),
        ("Où se trouve l’usine de Marseille ?", ("Marseille",)),
        ("Кто он и где была машина?", ("машина",)),
    ],
)
def test_what_the_articles_lack_is_named_in_words_that_somebody_typed(
    searcher: Searcher, question: str, missing: tuple[str, ...]
) -> None:
    assert searcher.search(question, 3).missing == missing


def test_single_characters_of_a_word_are_not_named(searcher: Searcher) -> None:
    assert all(len(it) > 1 for it in searcher.search("京都和开罗的市长是哪位？", 3).missing)


@pytest.mark.parametrize("text", ["ชาวประมง", "谁是他的妈妈和爸爸", "どこでそれを買いましたか", "Qui est-ce ?", "가"])
def test_every_word_that_is_named_stands_in_the_question(searcher: Searcher, text: str) -> None:
    assert all(it in text for it in searcher.search(text, 3).missing)


def marked(searcher: Searcher, question: str, sentence: str) -> list[str]:
    """Return what is marked in a quote of what begins so, with what touches joined."""
    hit = next(it for it in searcher.search(question, 50).hits if it.sentence.text.startswith(sentence))
    letters = ["|"] * len(hit.sentence.text)
    for span in hit.matched:
        letters[span.start : span.end] = hit.sentence.text[span.start : span.end]
    return [it for it in "".join(letters).split("|") if it]


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("北京的地铁一共有几条？", "北京地铁是", ["北京地铁", "地铁"]),  # not 一 of 第一
        ("大西洋的总部在哪里？", "地铁公司的", ["的总部"]),  # not 西 of 西城区
        ("铁", "北京地铁是", ["铁", "铁"]),
        ("東京タワーの高さは？", "東京タワーは", ["東京タワー"]),
        ("Where does 地铁公司 sit?", "地铁公司的", ["地铁公司"]),
        ("ใกล้แม่น้ำ", "ชาวนาปลูก", ["ใกล้แม่น้ำ"]),
    ],
)
def test_a_single_character_is_marked_beside_its_neighbour_or_as_a_word(
    searcher: Searcher, question: str, sentence: str, expected: list[str]
) -> None:
    assert marked(searcher, question, sentence) == expected
