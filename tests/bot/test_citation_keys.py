"""The keys of citations."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.citation_keys import CitationKeys, KeyedPlace, read_key

KEYS = CitationKeys(b"secret")
HASH = bytes(range(16))
KEY = KEYS.of(HASH, "a.txt", 7, "It rained.") or ""


@given(st.binary(min_size=16, max_size=16), st.text(), st.integers(0, 2**32 - 1), st.text())
def test_a_key_says_the_place_and_is_of_the_document_that_has_the_text_there(
    text_hash: bytes, document_id: str, start: int, text: str
) -> None:
    key = KEYS.of(text_hash, document_id, start, text)
    assert key is not None
    assert re.fullmatch(r"[A-Za-z0-9_-]{32}", key)
    place = read_key(key)
    assert place is not None
    assert (place.hash_start, place.start, place.end) == (text_hash[:8], start, start + len(text))
    assert KEYS.is_of(place, document_id, text)
    assert not KEYS.is_of(place, f"{document_id}x", text)
    assert not KEYS.is_of(place, document_id, f"{text}x")
    assert not CitationKeys(b"another").is_of(place, document_id, text)


@pytest.mark.parametrize("at", range(32))
def test_a_key_of_which_any_character_is_another_is_not_genuine(at: int) -> None:
    forged = f"{KEY[:at]}{'A' if KEY[at] != 'A' else 'B'}{KEY[at + 1 :]}"
    place = read_key(forged)
    assert isinstance(place, KeyedPlace)
    assert not KEYS.is_of(place, "a.txt", "It rained.")


@pytest.mark.parametrize("text", ["", KEY[:-1], f"{KEY}A", f"{KEY}\n", f" {KEY}", "é" * 32, "١" * 32, f"{KEY[:-1]}="])
def test_what_has_not_the_form_of_a_key_is_none(text: str) -> None:
    assert read_key(text) is None


def test_what_stands_too_far_behind_or_is_too_long_has_no_key() -> None:
    assert KEYS.of(HASH, "a.txt", 2**32, "x") is None
    assert KEYS.of(HASH, "a.txt", 0, "x" * 2**24) is None


def test_a_name_and_a_text_do_not_run_into_each_other() -> None:
    assert KEYS.of(HASH, "ab", 0, "c") != KEYS.of(HASH, "a", 0, "bc")
