"""Question words outside English: they are not searched for, but the noun of "which company" is."""

import pytest

from bot.word_data import WordData
from retrieval.models import AnswerKind
from retrieval.query.question_words import QuestionWords, question_words

_WORDS = WordData().analyses().read

_KINDS = {"person": AnswerKind.PERSON, "company": AnswerKind.ORGANISATION, "city": AnswerKind.PLACE}


@pytest.mark.parametrize(
    ("code", "question", "kind", "searched"),
    [
        ("ar", "في أي مدينة ولد", "city", "مدينة ولد"),
        ("de", "Welche Firmen bauen Flugzeuge?", "company", "Firmen bauen Flugzeuge"),
        ("es", "¿En qué ciudad nació Cervantes?", "city", "ciudad nació Cervantes"),
        ("fa", "کدام شهر پایتخت", "city", "شهر پایتخت"),
        ("fr", "Dans quelle ville naquit Hugo ?", "city", "ville naquit Hugo"),
        ("hi", "किस कंपनी मालिक", "company", "कंपनी मालिक"),
        ("id", "Perusahaan apa pemilik", "company", "Perusahaan pemilik"),
        ("it", "In quale città nacque Dante?", "city", "città nacque Dante"),
        ("ja", "どの会社が建設", "company", "会社が建設"),
        ("ko", "어느 회사가 건설", "company", "회사가 건설"),
        ("nl", "Welk bedrijf bouwde bruggen?", "company", "bedrijf bouwde bruggen"),
        ("pl", "Jaka firma zbudowała most?", "company", "firma zbudowała most"),
        ("pt", "Que empresa construiu pontes?", "company", "empresa construiu pontes"),
        ("ru", "Какая компания построила мост?", "company", "компания построила мост"),
        ("th", "บริษัทใดสร้าง", "company", "บริษัท สร้าง"),
        ("tr", "Hangi şirket yaptı?", "company", "şirket yaptı"),
        ("uk", "Яка компанія збудувала міст?", "company", "компанія збудувала міст"),
        ("vi", "Công ty nào xây?", "company", "Công ty xây"),
        ("zh", "在哪家公司工作", "company", "公司工作"),
        ("zh", "哪个城市有地铁", "city", "城市有地铁"),
        ("de", "Welcher Politiker traf Kohl?", "person", "Politiker traf Kohl"),
    ],
)
def test_the_noun_of_a_phrase_is_searched(code: str, question: str, kind: str, searched: str) -> None:
    found, left, _ = question_words(_WORDS, code).read(question)
    assert found is _KINDS[kind]
    assert left.strip(" ?¿").split() == searched.split()


@pytest.mark.parametrize(
    ("code", "question", "left"),
    [
        ("de", "In welchem Jahr starb Kant?", "starb Kant"),  # an answer has the year, not the word
        ("de", "Wo genau starb Kant?", "starb Kant"),
        ("es", "¿Por qué llueve?", "llueve"),
        ("fr", "Qu’est-ce que l’usine ?", "l’usine"),
        ("zh", "为什么下雨", "下雨"),
        ("zh", "大桥什么时候建成", "大桥 建成"),
        ("ja", "とは何ですか", ""),
        ("ko", "어디에 있습니까", ""),
    ],
)
def test_what_asks_by_itself_is_not_searched(code: str, question: str, left: str) -> None:
    assert question_words(_WORDS, code).read(question)[1].strip(" ?¿").split() == left.split()


def test_a_phrase_of_which_no_word_asks_by_itself_is_a_question_word() -> None:
    words = QuestionWords.of({"place": "what town, which", "function_words": "in"}, "xx")
    assert words.read("What town is old?")[1].split() == ["is", "old?"]
    assert words.read("Which is old?")[1].split() == ["is", "old?"]
