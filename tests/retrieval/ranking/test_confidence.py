"""How sure we are of the first hit."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from retrieval.ranking.confidence import confidence
from retrieval.ranking.features import Features

_SHARES = st.floats(0, 1)


def covering(sentence: float, window: float) -> Features:
    """Return features that cover so much of the question."""
    return Features(bm25=1, sentence_coverage=sentence, window_coverage=window, kind=0, fragment=0, display=0)


def test_without_a_hit_there_is_no_confidence() -> None:
    assert confidence(None) == 0


def test_a_sentence_that_has_all_of_the_question_is_the_surest() -> None:
    assert confidence(covering(1, 1)) == 1


@given(_SHARES, _SHARES)
def test_confidence_is_within_0_and_1(sentence: float, window: float) -> None:
    assert 0 <= confidence(covering(sentence, window)) <= 1


@given(st.lists(st.tuples(_SHARES, _SHARES), min_size=2, max_size=5))
def test_to_cover_more_of_the_question_never_lowers_confidence(shares: list[tuple[float, float]]) -> None:
    sentences, windows = (sorted(it) for it in zip(*shares, strict=True))
    grown = [confidence(covering(*it)) for it in zip(sentences, windows, strict=True)]
    assert all(less <= more for less, more in pairwise(grown))
