"""Interning the words of many texts at once gives the same ids as one text at a time."""

import random
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from retrieval.analysis import TEXT_SEPARATOR
from retrieval.analysis.languages import ENGLISH
from retrieval.duplicates import term_hashes
from retrieval.vocabulary import interning
from retrieval.vocabulary.hash_table import LONGEST, UNKNOWN, WordHashTable, word_keys
from retrieval.vocabulary.interning import WordInterner
from tests.retrieval.analysis.test_same import MARKED_TEXT

_TEXTS = st.lists(
    st.one_of(
        MARKED_TEXT,
        st.text("aé5 '’.,-\x01\n日", max_size=12),
        st.lists(st.sampled_from(["a" * length for length in range(1, 20)]), max_size=5).map(" ".join),
    ),
    max_size=5,
)


@given(_TEXTS, _TEXTS)
def test_the_words_of_several_texts_are_those_of_each(before: list[str], texts: list[str]) -> None:
    words = WordInterner()
    for several in before, texts, texts:
        numbers = words.ids_in(several)
        written = [words.words[number] for number in numbers.tolist()]
        assert written == [word for text in several for word in (*ENGLISH.words_and_pairs(text), TEXT_SEPARATOR)]
        assert all(words[word] == number for number, word in enumerate(words.words))


def test_the_hash_of_each_term_is_asked_for_once() -> None:
    words, asked = WordInterner(), list[str]()

    def of_terms(terms: Sequence[str]) -> NDArray[np.uint64]:
        asked.extend(terms)
        return term_hashes(terms)

    for text in "Ministers met the minister", "The minister left":
        words.ids_in([text])
        assert words.hashes(of_terms).tolist() == term_hashes(words.terms).tolist()
    assert asked == words.terms


def test_words_are_forgotten_when_they_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interning, "_MOST_WORDS", 100)
    words = WordInterner()
    assert words.or_new() is words
    words.ids([f"w{number}" for number in range(100)])
    assert len(words.or_new()) == 1


@pytest.mark.parametrize("most", [3, 4000])
def test_a_table_finds_what_was_put_into_it_however_full_it_is(most: int) -> None:
    chance = random.Random(1)  # noqa: S311
    known: dict[str, int] = {}
    table = WordHashTable()
    for _ in range(20):
        words = ["".join(chance.choices("ab", k=chance.randint(1, LONGEST))) for _ in range(most)]
        lengths = np.array(list(map(len, words)), np.int64)
        starts = np.cumsum(lengths) - lengths
        first, second = word_keys("".join(words).encode(), starts, lengths)
        assert table.ids(first, second).tolist() == [known.get(word, UNKNOWN) for word in words]
        new = {word: place for place, word in enumerate(words) if word not in known}
        numbers = np.arange(len(known), len(known) + len(new), dtype=np.uint32)
        places = list(new.values())
        table.put(first[places], second[places], numbers)
        known.update(zip(new, numbers.tolist(), strict=True))
