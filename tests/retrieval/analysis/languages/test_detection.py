"""Which language a text is in."""

import pytest

from retrieval.analysis.languages.detection import detected, own_code
from tests.bot.test_twenty_languages import TEXTS


@pytest.mark.parametrize("code", TEXTS)
def test_a_short_text_is_in_its_language(code: str) -> None:
    assert detected(TEXTS[code][0]) == code


@pytest.mark.parametrize("text", ["", " \n", "12345", "😀", "\ud800", "xyz", "U.S. 2021"])
def test_a_text_that_tells_nothing_is_taken_for_english(text: str) -> None:
    assert detected(text) == "en"


def test_first_lines_that_are_short_do_not_decide() -> None:
    assert detected(f"John Smith\nNew York\n\n{TEXTS['de'][0]} {TEXTS['de'][0]}") == "de"


def test_names_and_code_in_latin_letters_leave_a_text_its_script() -> None:
    assert detected("Библиотека NumPy и функция numpy.array для Python") == "ru"


@pytest.mark.parametrize(
    ("tag", "code"),
    [("de-AT", "de"), ("pt_BR", "pt"), ("eng", "en"), ("zh-Hant-TW", "zh"), ("nb", "no"), ("iw", "he"), ("GER", "de")],
)
def test_a_tag_of_a_document_tells_its_language(tag: str, code: str) -> None:
    assert own_code(tag) == code


@pytest.mark.parametrize("tag", [None, "", "-", "x", "klingon", "1a", "日本"])
def test_what_is_no_tag_tells_none(tag: str | None) -> None:
    assert own_code(tag) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Короткая новость\nПрезидент прибыл.\nReuters", "ru"),
        ("北京大学的校长是王明。\n他很忙。\nSource: Xinhua", "zh"),
        ("図書館は駅の隣にあります。\nSource: Kyodo", "ja"),
    ],
)
def test_short_paragraphs_are_read_together_and_not_the_last_alone(text: str, code: str) -> None:
    assert detected(text) == code


def test_a_name_in_another_script_does_not_tell_the_language() -> None:
    name = "Mikhail Sergeyevich Gorbachev (Russian: Михаил Сергеевич Горбачёв; 2 March 1931)"
    assert detected(f"{name} was the last leader of the Soviet Union.") == "en"


@pytest.mark.parametrize(("tag", "code"), [("hrv", "hr"), ("bul", "bg"), ("de-AT", "de"), ("und", None), ("mul", None)])
def test_a_tag_gives_the_code_of_two_letters_and_none_where_it_names_no_language(tag: str, code: str | None) -> None:
    assert own_code(tag) == code
