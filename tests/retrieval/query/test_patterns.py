"""Patterns of word data, with letters that are typed in several ways."""

import pytest

from retrieval.query.patterns import Spelling, compiled

ACCENTS = Spelling({"é": "[eé]"})


def test_a_letter_is_found_in_each_of_its_spellings() -> None:
    pattern = compiled(ACCENTS.pattern("début|[ab]\\[é"))
    assert all(pattern.fullmatch(it) for it in ("debut", "Début", "b[e", "a[é"))
    assert not pattern.fullmatch("dabut")


@pytest.mark.parametrize("words", ["[a-zé]", "d[^é]but", "été [é]"])
def test_such_a_letter_in_brackets_is_told(words: str) -> None:
    with pytest.raises(ValueError, match="é is a letter of several spellings"):
        ACCENTS.pattern(words)
