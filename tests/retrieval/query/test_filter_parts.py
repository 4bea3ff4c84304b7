"""The parts of filters."""

from retrieval.models import Filters
from retrieval.query.filter_parts import followed, parts_of, without_part

ALL = Filters(frozenset({"AP"}), "2021-01-01", "2021-12-31", ("climate",), ("coal",), ("net zero",), in_sentence=True)


def test_each_filter_is_a_part_and_days_are_one() -> None:
    assert list(parts_of(ALL)) == [
        Filters(sources=frozenset({"AP"})),
        Filters(since="2021-01-01", until="2021-12-31"),
        Filters(titles=("climate",)),
        Filters(without=("coal",)),
        Filters(phrases=("net zero",), in_sentence=True),
    ]
    assert list(parts_of(Filters())) == []


def test_days_that_contradict_each_other_are_two_parts() -> None:
    contradicting = Filters(since="2022-01-01", until="2020-12-31")
    assert list(parts_of(contradicting)) == [Filters(since="2022-01-01"), Filters(until="2020-12-31")]


def test_without_all_its_parts_nothing_is_left() -> None:
    left = ALL
    for part in parts_of(ALL):
        assert without_part(ALL, part) != ALL
        left = without_part(left, part)
    assert left == Filters()


def test_of_each_part_that_a_following_question_does_not_state_it_has_the_earlier_one_but_for_phrases() -> None:
    own = Filters(frozenset({"BBC"}), since="2022-01-01")
    assert followed(own, ALL) == Filters(frozenset({"BBC"}), "2022-01-01", None, ALL.titles, ALL.without)
    assert followed(Filters(), ALL) == Filters(ALL.sources, ALL.since, ALL.until, ALL.titles, ALL.without)
    assert followed(ALL, Filters(phrases=("coal",))) == ALL
