"""The metrics agree with values computed by hand."""

from collections.abc import Sequence

import pytest
from hypothesis import given

from retrieval.evaluation import Gold, Outcome, auroc, first_relevant, outcome_of, reciprocal_rank, success
from retrieval.evaluation.metrics import brier
from retrieval.models import Document

from .samples import DOCUMENT, GOLD, OUTCOMES, TEXT, hit, outcome

RANKED = [outcome(1), outcome(1), outcome(3), outcome(11), outcome(None), outcome(None, answerable=False)]


def area_by_hand(outcomes: Sequence[Outcome]) -> float | None:
    """Compare every answerable question with every unanswerable one."""
    pairs = [
        (one.confidence, other.confidence)
        for one in outcomes
        for other in outcomes
        if one.question.answerable and not other.question.answerable
    ]
    return sum((one > other) + (one == other) / 2 for one, other in pairs) / len(pairs) if pairs else None


class TestRelevance:
    """When a hit counts as right."""

    @pytest.mark.parametrize(
        ("start", "end", "relevant"),
        [
            (0, 37, True),
            (0, 62, True),  # a longer sentence that holds the gold one
            (30, 37, True),  # a shorter one within it
            (19, 55, True),  # 18 of 36
            (20, 56, False),  # 17 of 36
            (37, 62, False),
        ],
    )
    def test_half_of_the_shorter_span_must_overlap(self, start: int, end: int, *, relevant: bool) -> None:
        assert (first_relevant([hit(start, end)], [GOLD]) is not None) is relevant

    def test_the_same_span_of_another_document_is_not_relevant(self) -> None:
        assert first_relevant([hit(0, 37, Document("copy", TEXT, "Copy"))], [GOLD]) is None

    def test_the_first_relevant_hit_counts_and_names_its_gold_sentence(self) -> None:
        second = Gold("harbour", 38, 62, TEXT[38:])
        assert first_relevant([hit(38, 62), hit(0, 37)], [GOLD, second]) == (1, second)
        assert first_relevant([hit(38, 62), hit(0, 37)], [GOLD]) == (2, GOLD)

    def test_an_outcome_without_a_hit_is_never_right(self) -> None:
        judged = outcome_of(outcome().question, [], 0.0)
        assert (judged.first, judged.rank, judged.is_right, judged.gold) == (None, None, False, GOLD)
        assert DOCUMENT.text.startswith(GOLD.text)


class TestShares:
    """S@k and MRR."""

    def test_only_answerable_questions_count(self) -> None:
        shares = [success(RANKED, most) for most in (1, 3, 10)]
        assert [it and it.value for it in shares] == pytest.approx([2 / 5, 3 / 5, 3 / 5])

    def test_the_reciprocal_rank_is_nothing_beyond_ten(self) -> None:
        mean = reciprocal_rank(RANKED)
        assert mean is not None
        assert mean.value == pytest.approx((1 + 1 + 1 / 3) / 5)

    def test_there_is_no_figure_without_an_answerable_question(self) -> None:
        assert success([outcome(answerable=False)], 1) is None
        assert reciprocal_rank([]) is None

    @given(OUTCOMES)
    def test_the_interval_holds_the_figure_and_more_ranks_never_lose(self, outcomes: list[Outcome]) -> None:
        shares = [it for most in (1, 3, 10) if (it := success(outcomes, most)) is not None]
        for share in shares:
            assert 0 <= share.low <= share.value <= share.high <= 1
        assert [it.value for it in shares] == sorted(it.value for it in shares)

    def test_the_interval_is_that_of_the_binomial_where_there_is_much_data(self) -> None:
        share = success([outcome(1)] * 700 + [outcome(2)] * 300, 1)
        assert share is not None
        reach = 1.96 * (0.7 * 0.3 / 1000) ** 0.5
        assert (share.low, share.high) == pytest.approx((0.7 - reach, 0.7 + reach), abs=0.004)

    def test_the_same_outcomes_give_the_same_interval(self) -> None:
        assert success(RANKED, 1) == success(RANKED, 1)
        assert auroc(RANKED) == auroc(RANKED)


class TestAuroc:
    """Whether the confidence tells answerable from unanswerable."""

    @given(OUTCOMES)
    def test_it_is_the_share_of_pairs_in_the_right_order(self, outcomes: list[Outcome]) -> None:
        area, by_hand = auroc(outcomes), area_by_hand(outcomes)
        assert (area is None) is (by_hand is None)
        if area is not None:
            assert area.value == pytest.approx(by_hand)
            assert 0 <= area.low <= area.value + 1e-9
            assert area.value - 1e-9 <= area.high <= 1

    @given(OUTCOMES)
    def test_only_the_order_of_confidences_matters(self, outcomes: list[Outcome]) -> None:
        # Times a power of two is exact: no two floats become one.
        scaled = [outcome(confidence=4 * it.confidence, answerable=it.question.answerable) for it in outcomes]
        one, other = auroc(scaled), auroc(outcomes)
        assert (one and round(one.value, 6)) == (other and round(other.value, 6))


def test_the_brier_score_is_the_mean_squared_error() -> None:
    outcomes = [outcome(1, 0.8), outcome(2, 0.5), outcome(answerable=False, confidence=1.0)]
    assert brier(outcomes) == pytest.approx((0.04 + 0.25 + 1) / 3)
    assert brier([]) is None


def test_ten_thousand_questions_are_measured() -> None:
    outcomes = [outcome(1 + number % 7, number % 100 / 100, answerable=number % 3 > 0) for number in range(10_000)]
    assert success(outcomes, 1)
    assert auroc(outcomes)
