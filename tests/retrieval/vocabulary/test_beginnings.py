"""The likeliest word with a beginning."""

import pytest

from retrieval.vocabulary.vocabulary import Vocabulary
from tests.retrieval.vocabulary.reference import words_of_corpus

SENTENCES = (
    "The port of Shanghai grew.",
    "Shanghai has a port, and Shannon has none.",
    "The café élan was élan.",
    "Carbon and carpets.",
    "They carry carpets.",
)


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    """Return the words of the sentences."""
    return Vocabulary(words_of_corpus(*SENTENCES))


@pytest.mark.parametrize(
    ("beginning", "word"),
    [
        ("sha", "Shanghai"),
        ("SHANG", "Shanghai"),
        ("Shann", "Shannon"),
        ("car", "carpets"),
        ("carb", "Carbon"),
        ("éla", "élan"),
        ("ela", "élan"),
    ],
)
def test_the_most_frequent_word_with_a_beginning_is_found_as_it_is_spelt(
    vocabulary: Vocabulary, beginning: str, word: str
) -> None:
    assert vocabulary.likeliest(beginning) == word


@pytest.mark.parametrize("beginning", ["", "s", "sh", "Shanghai", "xyz", "123", "po-", "ca\n", "s" * 300, "😀😀😀"])
def test_a_beginning_that_is_too_short_or_begins_no_longer_word_gives_none(
    vocabulary: Vocabulary, beginning: str
) -> None:
    assert vocabulary.likeliest(beginning) is None
