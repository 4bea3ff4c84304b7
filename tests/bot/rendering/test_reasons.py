"""The features of the ranking in plain words."""

from bot.rendering.reasons import REASONS
from retrieval.ranking.features import FEATURES


def test_every_feature_of_the_ranking_has_a_reason_in_words() -> None:
    assert set(REASONS) == set(FEATURES)
