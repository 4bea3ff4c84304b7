"""What holds of the analysis of every language, whatever the text."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.word_data import WordData
from retrieval.analysis.languages import Analysis
from retrieval.analysis.units import PAIR

_LANGUAGES = WordData().analyses()
ANALYSES = [
    _LANGUAGES.analysis(code) for code in ("ar", "de", "en", "fa", "fr", "hi", "ja", "ko", "ru", "th", "tr", "zh")
]

_PIECES = (
    *("Das 19. Jahrhundert", "av. J.-C.", "M. Dupont", "1990 r.", "डॉ. राम", "د. علي", "ดร. สมชาย", "TP. HCM", "U.S."),
    *(". ", "… ", "…… ", "។ ", "。", "！", "? ", "\n", "\n\n", " ", "  ", "\t", "\u3000", "\u00a0", "\u200b", "\u202e"),
    *("„", "“", "«", "»", "(", ")", "「", "」", "\ud800", "\udfff", "\u0301", "\u200d", "\ufeff", "😀", "1,000", "2.5"),
    *("मैं क्षत्रिय", "กำลังเดินทาง", "中国的", "パン屋", "한국어는", "می‌روم", "İstanbul", "Straße", "ё", "\r", "\0"),
)
TEXTS = st.one_of(
    st.text(st.characters(codec=None), max_size=80),
    st.lists(st.sampled_from(_PIECES), max_size=40).map("".join),
    st.lists(st.sampled_from(_PIECES), max_size=40).map(" ".join),
)


@pytest.mark.parametrize("analysis", ANALYSES, ids=lambda it: it.code)
@example("a\x1c. b")
@example("„Er sagte „sie kam. " * 700)
@given(TEXTS)
def test_sentences_are_stretches_of_the_text_in_order_without_blanks_around(analysis: Analysis, text: str) -> None:
    spans = [(start, end) for start, end, _ in analysis.sentence_bounds(text)]
    for start, end in spans:
        assert 0 <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


@pytest.mark.parametrize("analysis", ANALYSES, ids=lambda it: it.code)
@given(TEXTS)
def test_words_stand_in_the_text_in_order(analysis: Analysis, text: str) -> None:
    place = 0
    for word in analysis.words(text):
        place = text.index(word, place) + len(word)


@pytest.mark.parametrize("analysis", ANALYSES, ids=lambda it: it.code)
@given(TEXTS)
def test_tokens_stand_at_their_offsets_and_have_terms(analysis: Analysis, text: str) -> None:
    found = list(analysis.tokens(text))
    for it in found:
        assert text[it.start : it.end] == it.word
    assert all(one.end <= other.start for one, other in pairwise(found))


@pytest.mark.parametrize("analysis", [it for it in ANALYSES if it.code != "en"], ids=lambda it: it.code)
@given(TEXTS.filter(lambda it: PAIR not in it))
def test_words_and_pairs_without_the_pairs_are_the_words(analysis: Analysis, text: str) -> None:
    assert [it for it in analysis.words_and_pairs(text) if not it.startswith(PAIR)] == analysis.words(text)
    assert [it.word for it in analysis.tokens(text)] == analysis.words(text)
