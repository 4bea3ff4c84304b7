"""The features of the ranking in plain words."""

from dataclasses import replace

from bot.answer import Citation
from bot.rendering.reasons import REASONS, reasons
from retrieval.models import Contribution, Explanation
from retrieval.ranking.features import FEATURES
from tests.bot.samples import citation


def scored(published: str | None = None, **amounts: float) -> Citation:
    """Return a citation whose features contribute these amounts to its score."""
    parts = tuple(Contribution(name, FEATURES[name], 1.0, amount) for name, amount in amounts.items())
    return replace(citation("a"), published=published, explanation=Explanation(parts, ()))


def test_every_feature_of_the_ranking_has_a_reason_in_words() -> None:
    assert set(REASONS) == set(FEATURES)


def test_features_with_the_same_reason_are_told_once_by_their_sum() -> None:
    one = scored(affinity=0.3, affinity_mean=0.3, names=0.5, place=0.2, place_relative=0.2, display=0.1, title=0.3)
    other = scored(title=0.6, title_alone=0.1, names=0.0)
    assert reasons(one, other) == (REASONS["affinity"], REASONS["names"], REASONS["place"])


def test_a_gain_that_a_feature_of_the_same_reason_takes_back_is_no_reason() -> None:
    assert reasons(scored(before=0.4, early=0.1), scored(before_that=0.5)) == (REASONS["early"],)


def test_newest_first_the_reason_is_the_date_and_on_the_same_day_the_score() -> None:
    newer, older = scored("2021-05-01", early=0.1), scored("2019-05-01", display=0.9)
    assert reasons(newer, older, newest_first=True) == ("it comes first in the order by date",)
    assert reasons(newer, scored(), newest_first=True) == ("it comes first in the order by date",)
    assert reasons(newer, scored("2021-05-01T10:00:00Z"), newest_first=True) == (REASONS["early"],)
