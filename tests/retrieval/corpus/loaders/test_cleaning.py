"""What cleaning removes from extracted text, and what it keeps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.corpus.loaders.cleaning import clean, clean_line


@pytest.mark.parametrize(
    "text",
    [
        "“Curly” ‘quotes’ and 'straight' ones, – — … ½ ² ™ ﬁne Ⅳ ＡＢＣ ｶﾅ",
        "é and e\u0301 stay what they are",
        "Straße, naïve façade, Ærø, Łódź, İstanbul, Ελλάδα, Москва, 東京, العربية",
        "می\u200cخواهم",  # Persian writes this joiner
        "👩\u200d👩\u200d👧",
        "AT&T, R&D, a&b; x &lt; y",
        "one\n\ntwo\nthree",
    ],
)
def test_good_text_is_not_altered(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("donâ€™t â€œquoteâ€\x9d the cafÃ©", "don’t “quote” the café"),
        ("6\xa0May, 5\u202fm", "6 May, 5 m"),
        ("coun\xadcil\u200b re\ufeffport\u2060", "council report"),
        ("a\u200db", "ab"),
        ("a\x00b\x08c\x1bd\x7fe", "abcde"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("a\n\n\n\nb\f\fc\u2029d", "a\n\nb\n\nc\n\nd"),
        ("  a  \n\t b\t\n", "a\nb"),
        ("Fish &amp; chips &euro;5 &#8217; &amp;amp; &amp;quot;x&quot;", 'Fish & chips €5 ’ & "x"'),
        ("a\ud800b", "a\ufffdb"),
        ("", ""),
    ],
)
def test_what_the_way_left_is_taken_out(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@given(st.text())
def test_cleaned_text_has_no_blanks_at_its_lines_ends_and_can_be_printed(text: str) -> None:
    cleaned = clean(text)
    assert cleaned.encode() is not None
    assert "\n\n\n" not in cleaned
    assert not {"\r", "\0", "\xa0", "\xad", "\ufeff"} & set(cleaned)
    assert all(line == line.strip(" \t") for line in cleaned.split("\n"))


def test_a_field_is_one_line_of_bounded_length() -> None:
    assert clean_line(" The\n bridge &amp;  ferry ") == "The bridge & ferry"
    assert clean_line("\u200b \xad") is None
    assert clean_line(None) is None
    assert len(clean_line("word " * 1_000_000) or "") <= 1_000
