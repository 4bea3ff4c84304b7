"""The explanation of a citation's rank, as a table."""

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.answer import Correction
from bot.rendering.explanation import WIDTH, matched_words, rows
from bot.rendering.text import plain
from retrieval.models import Contribution, Explanation, Match
from retrieval.ranking.features import FEATURES
from tests.bot.samples import TEMPLATES, TEXTS, answer, citation, html, visible

CONTRIBUTIONS = (
    Contribution("short", "is short", 12.0, 0.25),
    Contribution("covered", "words of the question in the sentence", 0.6667, 2.0),
    Contribution("display", "ends unlike a sentence", 1.0, -1.0),
    Contribution("kind", "is of the kind that was asked for", 0.0, 0.0),
    Contribution("order", "words in the order of the question", 3.0, 0.003),
    Contribution("date", "holds a date", 1.0, -0.004),
)
MATCHES = (
    Match("Xi", "Xi", "itself"),
    Match("pledge", "announced", "synonym"),
    Match("emits", "emissions", "itself"),
    Match("Xi", "Xi", "itself"),
    Match("neutralty", "neutrality", "correction"),
)

_NUMBERS = st.floats(allow_nan=False, allow_infinity=False, width=32)
_CONTRIBUTIONS = st.builds(Contribution, TEXTS, TEXTS, _NUMBERS, _NUMBERS)
_MATCHES = st.builds(Match, TEXTS, TEXTS, st.sampled_from(["itself", "synonym", "correction"]))


def explained(explanation: Explanation, *corrections: Correction, answered: bool = True) -> list[str]:
    """Return the lines below a citation."""
    told = answer(
        citation("A quote.", title="T", document_id="d", explanation=explanation),
        corrections=corrections,
        answered=answered,
    )
    before, _, table = plain(TEMPLATES.blocks(told, explain=True)).partition("\nT · d\n")
    assert before.endswith("> A quote.")
    return table.splitlines()


def test_the_contributions_are_a_table_with_the_largest_first_and_the_score_last() -> None:
    assert explained(Explanation(CONTRIBUTIONS)) == [
        "feature                                       value       adds",
        "words of the question in the sentence         0.667     +2.000  ████████████████",
        "ends unlike a sentence                        1.000     -1.000  ░░░░░░░░",
        "is short                                     12.000     +0.250  ██",
        "… and 3 more                                            -0.001",
        "score                                                    1.500",
    ]


def test_every_contribution_that_shows_in_the_score_has_a_row_of_its_own_however_large_another_is() -> None:
    amounts = (1000.0, 0.005, -0.005, 0.0049, -0.0049)
    told = rows([Contribution(str(it), f"adds {it}", 1.0, it) for it in amounts])
    assert [row.label for row in told] == ["adds 1000.0", "adds -0.005", "adds 0.005", "… and 2 more"]


def test_every_feature_is_told_by_its_whole_name() -> None:
    shown = explained(Explanation(tuple(Contribution(name, label, 1.0, 1.0) for name, label in FEATURES.items())))
    for label in FEATURES.values():
        assert any(re.match(f"{re.escape(label)} +1.000 ", line) for line in shown), label
    assert max(map(len, shown)) <= WIDTH


def test_a_single_small_contribution_is_told_by_its_name() -> None:
    told = [row.label for row in rows(CONTRIBUTIONS[:2] + CONTRIBUTIONS[3:4])]
    assert told == ["words of the question in the sentence", "is short", "is of the kind that was asked for"]


def test_contributions_that_all_come_to_nothing_are_told_in_one_row() -> None:
    [row] = rows([Contribution("a", "a", 1.0, 0.0), Contribution("b", "b", 0.0, -0.0)])
    assert (row.label, row.amount) == ("2 that change next to nothing", "+0.000")


def test_the_words_that_matched_are_told_once_and_how() -> None:
    assert explained(Explanation((), MATCHES))[1:] == [
        "Matched:   Xi, pledge → announced (synonym), emits → emissions,",
        "           neutralty → neutrality (correction)",
    ]


def test_many_matched_words_are_counted() -> None:
    told = matched_words([Match(f"w{number}", f"w{number}", "itself") for number in range(50)])
    assert " ".join(told.split()).endswith("w19, and 30 more")


def test_corrections_are_told() -> None:
    assert explained(Explanation(), Correction("plegde", "pledged"))[-1] == "Corrected: plegde → pledged"


def test_what_nobody_explained_has_its_score_and_no_empty_table() -> None:
    [line] = explained(Explanation())
    assert line.split() == ["score", "1.500"]


def test_the_closest_sentence_is_explained_too() -> None:
    assert explained(Explanation(CONTRIBUTIONS), answered=False) == explained(Explanation(CONTRIBUTIONS))


def test_without_being_asked_for_nothing_is_explained() -> None:
    told = answer(citation("A quote.", explanation=Explanation(CONTRIBUTIONS, MATCHES)))
    assert "score" not in "".join(html(told))


@given(st.lists(_CONTRIBUTIONS, max_size=8), st.lists(_MATCHES, max_size=8))
def test_the_table_fits_eighty_columns_whatever_it_holds(
    contributions: list[Contribution], matches: list[Match]
) -> None:
    [block] = html(
        answer(
            citation("A.", explanation=Explanation(tuple(contributions), tuple(matches))),
            corrections=tuple(Correction(it.asked, it.found) for it in matches),
        ),
        explain=True,
    )[-1:]
    for line in re.split("[\n]", visible(block))[2:]:
        assert len(line) <= WIDTH


@given(st.lists(_CONTRIBUTIONS, max_size=8))
def test_the_rows_are_sorted_by_size_and_none_is_lost(contributions: list[Contribution]) -> None:
    told = rows(contributions)
    more = sum(int(match[0]) for row in told if (match := re.search(r"\d+(?= more$| that change)", row.label)))
    assert len([row for row in told if row.value]) + more == len(contributions)
