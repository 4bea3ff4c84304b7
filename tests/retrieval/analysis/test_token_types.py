"""Token types of single words."""

from itertools import compress

import numpy as np
import pytest
from hypothesis import given

from benchmarks.content_terms import content_words_and_terms
from retrieval.analysis import is_stopword, terms_and_token_types, token_types, tokenise
from tests.retrieval.analysis.texts import ANY_TEXT

_OF_PLACE, _OF_AUTHOR = ("in", "Through"), ("by", "By")


def role(word: str) -> int:
    """Return the code of a word."""
    return terms_and_token_types([word])[1][0]


@pytest.mark.parametrize(
    ("word", "kind", "is_money", "is_percent"),
    [
        ("1999", "<year>", False, False),
        ("1990s", "<year>", False, False),
        ("22nd", "<number>", False, False),
        ("Seven", "<spelled number>", False, False),
        ("million", "<magnitude>", False, False),
        ("years", "<period>", False, False),
        ("pounds", "<measure>", True, False),
        ("April", "<month>", False, False),
        ("Friday", "<weekday>", False, False),
        ("dollar's", "", True, False),
        ("cent", "", True, True),
        ("Per cent", "", True, True),
        ("percent", "", False, True),
        ("centre", "", False, False),
        ("5'dollars", "<number>", True, False),
    ],
)
def test_a_word_is_of_a_kind_and_may_be_a_mark(
    word: str,
    kind: str,
    is_money: bool,  # noqa: FBT001  (parameters)
    is_percent: bool,  # noqa: FBT001
) -> None:
    code = role(word)
    assert token_types.KINDS[token_types.KIND[code]] == kind
    assert (token_types.MAY_BE_MONEY[code], token_types.MAY_BE_PERCENT[code]) == (is_money, is_percent)


def test_only_a_capitalised_content_word_is_a_name_and_no_day_of_the_calendar() -> None:
    names = ["Kerry", "kerry", "The", "Friday", "May", "US", "Seven", "北京"]
    assert [bool(token_types.IS_NAME[role(it)]) for it in names] == [
        True,
        False,
        False,
        False,
        False,
        True,
        True,
        False,
    ]


def test_function_words_tell_what_follows_or_went_before() -> None:
    assert all(token_types.LEADS_TO_PLACE[role(it)] for it in _OF_PLACE)
    assert all(token_types.LEADS_TO_AUTHOR[role(it)] for it in _OF_AUTHOR)
    assert token_types.IS_PRONOUN[role("They")]
    assert token_types.IS_ONE[role("One")]
    assert not token_types.IS_PRONOUN[role("Item")]


@given(ANY_TEXT)
def test_whatever_the_text_its_words_tell_what_they_are(text: str) -> None:
    words = tokenise(text)
    its_terms, its_types = terms_and_token_types(words)
    is_content = token_types.IS_CONTENT[np.frombuffer(its_types, np.uint8)].tolist()
    assert list(compress(its_terms, is_content)) == content_words_and_terms(text)[1]
    assert token_types.IS_CONTENT[np.frombuffer(its_types, np.uint8)].tolist() == [not is_stopword(it) for it in words]
    assert token_types.IS_LOWER[np.frombuffer(its_types, np.uint8)].tolist() == [it[0].islower() for it in words]
