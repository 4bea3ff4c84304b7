"""Where sentences end outside English."""

import pytest

from bot.word_data import WordData

_LANGUAGES = WordData().analyses()


def sentences(text: str, code: str) -> list[str]:
    return [text[start:end] for start, end, _ in _LANGUAGES.analysis(code).sentence_bounds(text)]


WHOLE = [
    ("de", "Das 19. Jahrhundert begann mit Kriegen."),
    ("fr", "Rome fut prise en 390 av. J.-C. par les Gaulois."),
    ("fr", "Le docteur connaît M. Dupont depuis longtemps."),
    ("pl", "W 1990 r. Polska zmieniła prawo."),
    ("hi", "यह किताब डॉ. राम ने लिखी है।"),
    ("ar", "كتب د. علي هذا الكتاب."),
    ("th", "หนังสือเล่มนี้เขียนโดย ดร. สมชาย"),
    ("vi", "Ông ấy sống ở TP. Hồ Chí Minh."),
    ("es", "Vive con el Sr. López en Madrid."),
    ("ru", "Он родился в 1990 г. в Москве."),
]


@pytest.mark.parametrize(("code", "text"), WHOLE)
def test_an_abbreviation_or_ordinal_ends_no_sentence(code: str, text: str) -> None:
    assert sentences(text, code) == [text]


CUT = [
    ("de", ["Er kam 1990.", "Danach ging er."]),
    ("km", ["ខ្ញុំទៅផ្សារ។", "គាត់នៅផ្ទះ។"]),
    ("zh", ["他走了……", "她留下了。"]),
    ("ja", ["彼は帰った。", "彼女は残った！"]),
    ("zh", ["他说：“我走了。”", "她笑了。"]),
    ("ar", ["أين ذهب الرجل؟", "ذهب إلى البيت."]),
    ("hi", ["वह घर गया।", "मैं यहाँ हूँ।"]),
    ("fa", ["او به خانه رفت.", "من اینجا هستم."]),
]


@pytest.mark.parametrize(("code", "expected"), CUT)
@pytest.mark.parametrize("blank", [" ", "\n"])
def test_a_sentence_ends_at_the_mark_of_its_script(code: str, expected: list[str], blank: str) -> None:
    assert sentences(blank.join(expected), code) == expected


def test_a_long_line_of_thai_is_cut_at_blanks() -> None:
    clause = "ประภาคารสร้างขึ้นเมื่อหนึ่งร้อยปีก่อนและผู้ดูแลประภาคารอาศัยอยู่ที่นั่นจนถึงวันนี้"
    found = sentences(f"{clause} {clause} {clause}", "th")
    assert found == [clause] * 3
