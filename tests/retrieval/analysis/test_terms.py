"""Spellings of one word share a term; different words do not."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given

from benchmarks.content_terms import content_terms
from retrieval.analysis import is_stopword, stem, tokens

from .texts import ANY_TEXT


def terms(text: str) -> list[str]:
    """Return the terms of all words of a text, function words included."""
    return [token.term for token in tokens(text)]


@given(ANY_TEXT)
def test_a_token_is_a_stretch_of_the_text_with_a_term(text: str) -> None:
    found = list(tokens(text))
    assert all(text[token.start : token.end] == token.word for token in found)
    assert all(token.term and token.term == stem(token.word) for token in found)
    assert all(left.end <= right.start for left, right in pairwise(found))


@given(ANY_TEXT)
def test_every_letter_and_digit_is_within_a_token(text: str) -> None:
    covered = {place for token in tokens(text) for place in range(token.start, token.end)}
    assert [place for place, character in enumerate(text) if character.isalnum() and place not in covered] == []


@given(ANY_TEXT)
def test_content_terms_are_those_of_the_tokens_that_are_no_function_words(text: str) -> None:
    assert content_terms(text) == [token.term for token in tokens(text) if not is_stopword(token.word)]
    assert content_terms(text) == content_terms(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Cop26", "COP26"),
        ("U.S.", "US"),
        ("u.s.", "US"),
        ("U.S.'s", "US's"),
        ("US’s", "U.S."),
        ("U.N.", "UN"),
        ("co-operation", "cooperation"),
        ("Co‑operation", "cooperation"),
        ("coöperation", "cooperation"),
        ("re-elected", "reelected"),
        ("e-mail", "email"),
        ("per cent", "percent"),
        ("Per Cent", "percent"),
        ("per\xa0cent", "percent"),
        ("per\ncent", "percent"),
        ("per\r\ncent", "percent"),
        ("China's", "China"),
        ("China’s", "China"),
        ("CHINA'S", "China"),
        ("O’Neill", "O'Neill"),
        ("1,000", "1000"),
        ("1,000,000", "1000000"),
        ("café", "cafe"),
        ("cafe\u0301", "cafe"),
        ("Beyoncé", "BEYONCE"),
        ("İstanbul", "istanbul"),
        ("Straße", "strasse"),
        ("ﬁne", "fine"),
        ("pledges", "pledged"),
        ("emission", "emissions"),
        ("economies", "economy"),
    ],
)
def test_spellings_of_one_word_are_one_term(one: str, other: str) -> None:
    assert len(terms(one)) == 1
    assert terms(one) == terms(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("US", "us"), ("1.000", "1000"), ("2.5", "25"), ("2,5", "25"), ("Xi", "xiv"), ("per centre", "percent")],
)
def test_different_words_are_different_terms(one: str, other: str) -> None:
    assert set(terms(one)).isdisjoint(terms(other))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("below 2°C", ["below", "2", "C"]),
        ("50-52 per cent", ["50", "52", "per cent"]),
        ("2.5 percent of 1,000.", ["2.5", "percent", "of", "1,000"]),
        ("in 2030, 2060.", ["in", "2030", "2060"]),
        ("Cop26 (Glasgow)", ["Cop26", "Glasgow"]),
        ("U.S.-led", ["U.S.", "led"]),
        ("climate-change", ["climate", "change"]),
        ("“China’s”", ["China’s"]),
        ("the ministers' talks", ["the", "ministers", "talks"]),
        ("snake_case", ["snake", "case"]),
    ],
)
def test_words_are_found_where_they_stand(text: str, words: list[str]) -> None:
    assert [token.word for token in tokens(text)] == words


@pytest.mark.parametrize(
    "word",
    ["the", "The", "what", "us", "Us", "it's", "it’s", "don't", "didn’t", "won't", "can't", "they're", "we'll", "I've"],
)
def test_a_function_word_is_no_content(word: str) -> None:
    assert is_stopword(word)
    assert content_terms(word) == []


@pytest.mark.parametrize(
    "word", ["US", "U.S.", "u.s.", "US's", "won", "don", "Kerry'd", "Xi", "not-for-profit", "2030"]
)
def test_a_content_word_is_kept(word: str) -> None:
    """`won` is what winners did, although `won't` is a function word; so is a Don no `don't`."""
    assert content_terms(word)


def test_content_terms_keep_order_and_repetitions() -> None:
    assert content_terms("Talks on the talks of China and on China") == ["talk", "talk", "china", "china"]


def test_accents_that_stand_apart_do_not_break_a_word() -> None:
    apart = unicodedata.normalize("NFD", "résumé")
    assert [(it.word, it.term) for it in tokens(apart)] == [(apart, stem("résumé"))]
