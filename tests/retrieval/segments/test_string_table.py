"""String tables: strings to numbers and back."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.segments.string_table import StringTable

_WORDS = st.lists(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0")), unique=True)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_WORDS)
def test_words_keep_the_numbers_of_their_order(tmp_path: Path, words: list[str]) -> None:
    StringTable.write(tmp_path, "terms", words)
    table = StringTable.open(tmp_path, "terms")
    assert len(table) == len(words)
    assert [table.get(word) for word in words] == list(range(len(words)))
    assert [table.word(number) for number in range(len(words))] == words
    assert table.words() == words
    assert sorted(table.items()) == list(enumerate(words))
    assert table.numbers(reversed(words)).tolist() == list(range(len(words)))[::-1]


@pytest.mark.parametrize("word", ["", "pledg", "pledges", "Pledge", "é"])
def test_a_word_that_is_not_there_has_no_number(tmp_path: Path, word: str) -> None:
    StringTable.write(tmp_path, "terms", ["pledge", "vow"])
    table = StringTable.open(tmp_path, "terms")
    assert table.get(word) == -1
    assert table.numbers([word, "vow"]).tolist() == [-1, 1]
