"""Calibration, decisions and the trade-off between answering and being right."""

from collections.abc import Sequence

import pytest
from hypothesis import given

from retrieval.evaluation import Decisions, Outcome, TradeOff
from retrieval.evaluation.decisions import calibration_error, decisions, operating_point, reliability, trade_off

from .samples import OUTCOMES, outcome

MIXED = [
    outcome(1, 0.9),
    outcome(1, 0.9),
    outcome(2, 0.9),
    outcome(None, 0.6, answerable=False),
    outcome(1, 0.2, answered=False),
    outcome(5, 0.1, answered=False),
    outcome(None, 0.1, answerable=False, answered=False),
]


def at(outcomes: Sequence[Outcome], threshold: float) -> TradeOff:
    return next(it for it in trade_off(outcomes) if it.threshold == threshold)


class TestDecisions:
    """Answered or not, against what the first hit was worth."""

    def test_every_case_is_told_apart(self) -> None:
        counted = decisions(MIXED)
        assert counted == Decisions(2, 1, 1, 1, 1, 1)
        assert (counted.answered, counted.abstained) == (4, 3)

    @given(OUTCOMES)
    def test_every_question_is_counted_once(self, outcomes: list[Outcome]) -> None:
        counted = decisions(outcomes)
        assert counted.answered + counted.abstained == len(outcomes)


class TestReliability:
    """Whether the confidence is the share that is right."""

    @given(OUTCOMES)
    def test_every_question_is_in_the_bin_of_its_confidence(self, outcomes: list[Outcome]) -> None:
        bins = reliability(outcomes)
        assert sum(it.count for it in bins) == len(outcomes)
        for it in bins:
            if it.count:
                assert it.start - 1e-9 <= it.confidence <= it.end + 1e-9
                assert 0 <= it.low <= it.right + 1e-9
                assert it.right - 1e-9 <= it.high <= 1

    def test_the_error_is_the_mean_distance_weighted_by_questions(self) -> None:
        # Three of .9, of which 2 are right; one of .6, none right; one of .2, right; two of .1, none right.
        expected = (3 * abs(2 / 3 - 0.9) + 0.6 + 0.8 + 2 * 0.1) / 7
        assert calibration_error(MIXED) == pytest.approx(expected)
        assert calibration_error([]) is None

    def test_a_confidence_that_says_what_it_means_has_no_error(self) -> None:
        outcomes = [outcome(1, 0.75)] * 3 + [outcome(2, 0.75)] + [outcome(None, 0.0, answerable=False)]
        assert calibration_error(outcomes) == pytest.approx(0)


class TestTradeOff:
    """What a threshold would bring."""

    def test_the_measures_are_those_of_their_formulas(self) -> None:
        assert at(MIXED, 0.5) == TradeOff(
            threshold=0.5, answered=4 / 7, precision=2 / 4, recall=2 / 5, refused=1 / 2, balance=4 / 9
        )

    def test_as_it_was_decided_is_what_the_threshold_brings(self) -> None:
        assert operating_point(MIXED, 0.5) == at(MIXED, 0.5)

    def test_where_nothing_is_answered_there_is_no_precision(self) -> None:
        assert at(MIXED, 1.0) == TradeOff(1.0, 0.0, None, 0.0, 1.0, 0.0)

    def test_where_nothing_was_found_nothing_can_be_answered(self) -> None:
        found = outcome(1, 0.0)
        nothing = Outcome(found.question, None, None, None, 0.0, answered=False)
        assert at([found, nothing], 0.0).answered == 0.5

    @given(OUTCOMES)
    def test_a_higher_threshold_never_answers_more(self, outcomes: list[Outcome]) -> None:
        curve = trade_off(outcomes)
        assert (curve[0].threshold, curve[-1].threshold) == (0, 1)
        assert [it.answered for it in curve] == sorted((it.answered for it in curve), reverse=True)
