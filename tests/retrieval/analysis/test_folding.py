"""What an exact phrase is compared with."""

import pytest

from retrieval.analysis import folded, tokenise, word_hash


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The Café, “Olé”!", "the cafe ole"),
        ("Cafe\u0301s", "cafes"),
        ("China’s re‑election", "china's re-election"),
        ("5 Per  cent\nof 1,000", "5 per cent of 1,000"),
        ("U.S. or US", "u.s. or us"),
        ("Straße", "strasse"),
        ("...", ""),
    ],
)
def test_words_are_kept_but_for_case_accents_and_what_stands_between(text: str, words: str) -> None:
    assert folded(text) == words


def test_words_that_differ_in_case_or_accents_alone_have_one_hash() -> None:
    assert len({word_hash(word) for word in ("café", "CAFÉ", "Cafe", "cafe\u0301")}) == 1
    assert word_hash("pledge") != word_hash("pledges")
    assert all(0 <= word_hash(word) < 1 << 16 for word in tokenise("The Café of 1,000 ministers \ud800x"))
