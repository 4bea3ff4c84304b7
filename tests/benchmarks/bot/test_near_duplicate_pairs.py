"""The pairs of the benchmark of near duplicates are what their labels say, and the same each time."""

from benchmarks.bot.near_duplicate_pairs import made_pairs
from benchmarks.bot.near_duplicates import figures

ARTICLES = [
    [
        "Mayor Ann Lee said in March that the city was slowly building 20 large theaters, which nobody had asked for.",
        "The council of Arden was quickly paid by Berta Poe for the first part of the work in 2021.",
    ],
    [
        "The harbour of Dover was often closed in winter, when Carl Roe had sent away all 14 of the ships.",
        "Ferries sail to Ostend every hour, and the crossing usually takes about 90 minutes in good weather.",
    ],
]


def test_the_same_pairs_are_made_each_time() -> None:
    assert made_pairs(ARTICLES) == made_pairs(ARTICLES)


def test_every_kind_has_one_label_and_pairs_that_differ_in_writing() -> None:
    pairs = made_pairs(ARTICLES)
    labels = {(it.kind, it.same) for it in pairs}
    assert len({kind for kind, _ in labels}) == len(labels) > 10
    assert {same for _, same in labels} == {True, False}
    assert all(it.one != it.other for it in pairs if "behind another lead" not in it.kind)


def test_precision_and_recall_count_what_is_told_the_same() -> None:
    pairs = made_pairs(ARTICLES)
    assert figures(pairs, [it.same for it in pairs]) == (1.0, 1.0)
    same = sum(it.same for it in pairs)
    assert figures(pairs, [True] * len(pairs)) == (same / len(pairs), 1.0)
    assert figures(pairs, [False] * len(pairs)) == (0.0, 0.0)
