"""The weighted sum by which candidates are ranked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.models import Candidate
from retrieval.ranking.features import Features
from retrieval.ranking.linear import rank, score

_VALUES = st.sampled_from([0.0, 0.25, 0.5, 1.0])
FEATURES = st.builds(Features, *[_VALUES] * 6)
MIDDLING = Features(bm25=0.5, sentence_coverage=0.5, window_coverage=0.5, kind=0.5, fragment=0.5, display=0.5)


@given(st.lists(FEATURES, max_size=12).flatmap(lambda found: st.permutations(list(enumerate(found)))))
def test_the_order_is_total_whatever_the_order_before(shuffled: list[tuple[int, Features]]) -> None:
    ranked = rank([Candidate(number, 0, 0, 0) for number, _ in shuffled], [its for _, its in shuffled])
    assert sorted((candidate.sentence_id, its) for candidate, its, _ in ranked) == sorted(shuffled)
    assert ranked == sorted(ranked, key=lambda it: (-it[2], it[0].sentence_id))
    assert [points for _, _, points in ranked] == [score(its) for _, its, _ in ranked]


@pytest.mark.parametrize("evidence", ["bm25", "sentence_coverage", "window_coverage", "kind"])
def test_evidence_for_a_sentence_raises_it(evidence: str) -> None:
    assert score(MIDDLING._replace(**{evidence: 1.0})) > score(MIDDLING)


@pytest.mark.parametrize("evidence", ["fragment", "display"])
def test_evidence_against_a_sentence_lowers_it(evidence: str) -> None:
    assert score(MIDDLING._replace(**{evidence: 1.0})) < score(MIDDLING)


@given(FEATURES, FEATURES)
def test_a_score_is_the_sum_of_what_each_feature_adds(one: Features, other: Features) -> None:
    """So that a person can be told how much each reason counted."""
    both = Features(*(left + right for left, right in zip(one, other, strict=True)))
    assert score(both) == pytest.approx(score(one) + score(other))
