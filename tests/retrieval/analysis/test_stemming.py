"""Stems are those of NLTK."""

from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.analysis.english_words import _words
from retrieval.analysis.stemming import stem_of

if TYPE_CHECKING:
    from nltk.stem.snowball import SnowballStemmer

_ENDS = """
    s ed ing y e ll al ator er ic ant ent ism ion iti li ogi enci anci ful ies ied sses us ss eed edly ingly eedly ness
    at bl iz 's ization ational tional fulness ousness iveness biliti lessli entli ation alism aliti ousli iviti fulli
    abli izer alli bli alize icate iciti ative ical ement ance ence able ible ment ate ous ive ize
    """.split()  # noqa: SIM905  (as a list it would be a page long)
_BEGINNINGS = st.one_of(
    st.text("aeiouybtlsngrdzw", max_size=7), st.sampled_from(["gener", "commun", "arsen", "yy", "ayyy"])
)
_APOSTROPHES = st.text("'’‘‛stoyinga", max_size=6)
_WORDS = st.tuples(_BEGINNINGS, st.sampled_from(["", *_ENDS]), st.sampled_from(["", *_ENDS])).map("".join)


@cache
def _nltk() -> "SnowballStemmer":
    """Import NLTK on first use: it takes a second, and every worker collects this module."""
    from nltk.stem.snowball import SnowballStemmer  # noqa: PLC0415

    return SnowballStemmer("english")


@given(st.one_of(_WORDS, _APOSTROPHES, st.text(max_size=8).map(str.lower)))
def test_a_stem_is_that_of_nltk(word: str) -> None:
    assert stem_of(word) == _nltk().stem(word)


@pytest.mark.parametrize(
    ("word", "stem"),
    [("talks", "talk"), ("hopped", "hop"), ("hoping", "hope"), ("skies", "sky"), ("dying", "die"), ("cities", "citi")],
)
def test_words_have_the_stems_that_are_known(word: str, stem: str) -> None:
    assert stem_of(word) == stem


@pytest.mark.slow
def test_the_stem_of_every_english_word_is_that_of_nltk() -> None:
    words = sorted(_words())
    assert [stem_of(word) for word in words] == [_nltk().stem(word) for word in words]
