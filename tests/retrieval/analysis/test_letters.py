"""Letters, digits and numbers that are written in several ways."""

import pytest

from bot.word_data import WordData
from retrieval.analysis.letters import letters_of, one_form, simplified
from retrieval.analysis.numbers import without_separators
from retrieval.analysis.units import PAIR, units, units_and_pairs

_LANGUAGES = WordData().analyses()

ALIKE = [
    ("ar", "کتاب", "كتاب"),  # the letter kaf as Persian writes it
    ("ar", "مَدْرَسَة", "مدرسة"),  # vowel marks
    ("ar", "١٩٩٠", "1990"),
    ("fa", "كتاب", "کتاب"),
    ("fa", "علي", "علی"),
    ("fa", "۱۹۹۰", "1990"),
    ("ru", "ёлка", "елка"),
    ("ru", "МОСКВА", "москва"),
    ("el", "Αθήνα", "ΑΘΗΝΑ"),
    ("tr", "ISPARTA", "ısparta"),
    ("tr", "İSTANBUL", "istanbul"),
    ("zh", "臺灣國家", "台湾国家"),
    ("hi", "१९९०", "1990"),
    ("de", "STRASSE", "straße"),
    ("ja", "ＡＢＣ", "abc"),
    ("de", "1.000", "1000"),
]


@pytest.mark.parametrize(("code", "one", "other"), ALIKE)
def test_spellings_of_a_word_have_the_same_terms(code: str, one: str, other: str) -> None:
    analysis = _LANGUAGES.analysis(code)
    assert [it.term for it in analysis.tokens(one)] == [it.term for it in analysis.tokens(other)]


def test_a_turkish_i_without_its_dot_is_another_letter_to_the_stemmer() -> None:
    assert letters_of("ISI", "tr") == "ısı"
    assert letters_of("ISI") == "isi"
    assert letters_of("İsim", "tr") == "isim"


def test_accents_stay_in_languages_where_they_tell_words_apart() -> None:
    assert one_form("café") == "cafe"
    assert one_form("má", "vi") == "má"


def test_traditional_characters_become_simplified_ones_one_for_one() -> None:
    assert simplified("圖書館abc") == "图书馆abc"


@pytest.mark.parametrize("word", ["क्षत्रिय", "हिंदी", "विश्वविद्यालय", "क्‍ष", "ज़िंदगी"])
def test_a_hindi_word_with_vowel_signs_and_joiners_is_one_word(word: str) -> None:
    assert _LANGUAGES.analysis("hi").words(f"यह {word} है।") == ["यह", word, "है"]


@pytest.mark.parametrize(
    ("written", "number"),
    [("1.000", "1000"), ("1,000.5", "1000.5"), ("2,5", "2.5"), ("1.234.567,89", "1234567.89"), ("1٬000٫5", "1000.5")],
)
def test_a_number_is_the_same_however_it_is_grouped(written: str, number: str) -> None:
    assert without_separators(written) == number


def test_units_are_characters_of_han_and_clusters_of_thai_with_pairs_of_neighbours() -> None:
    assert units(["中国人", "abc"]) == ["中", "国", "人", "abc"]
    assert units(["ที่นี่"]) == ["ที่", "นี่"]
    found = units_and_pairs(["中国人"])
    assert [it for it in found if not it.startswith(PAIR)] == ["中", "国", "人"]
    assert [it for it in found if it.startswith(PAIR)] == [f"{PAIR}中国", f"{PAIR}国人"]
    assert units_and_pairs(["5年"]) == ["5", "年"]
