"""The linear model and its file."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import RankingError
from retrieval.ranking.confidence import CONFIDENCE_FEATURES
from retrieval.ranking.features import FEATURES
from retrieval.ranking.linear import LinearModel, best_first, standardised
from tests.retrieval.articles import RANKING

from .samples import model

_VALUES = st.one_of(st.sampled_from([0.0, 0.25, 0.5, 1.0]), st.floats(-1000, 1000))
_MATRICES = st.integers(1, 12).flatmap(
    lambda rows: st.lists(st.lists(_VALUES, min_size=3, max_size=3), min_size=rows, max_size=rows).map(np.array)
)


def content() -> dict[str, Any]:
    """Return what a file of weights holds."""
    return {
        "weights": {name: number / 8 for number, name in enumerate(FEATURES)},
        "confidence": {
            "intercept": -1.5,
            "weights": {name: -number / 4 for number, name in enumerate(CONFIDENCE_FEATURES)},
        },
    }


def written(folder: Path, text: str) -> Path:
    """Write a file of weights."""
    path = folder / "ranking.json"
    path.write_text(text, encoding="utf-8")
    return path


class TestStandardised:
    """Columns that compare."""

    @given(_MATRICES)
    def test_every_column_has_mean_0_and_deviation_1_or_is_0(
        self, matrix: np.ndarray[Any, np.dtype[np.float64]]
    ) -> None:
        found = standardised(matrix)
        assert found.shape == matrix.shape
        for column in found.T:
            if column.any():
                assert column.mean() == pytest.approx(0, abs=1e-6)
                assert column.std() == pytest.approx(1)

    def test_a_column_that_varies_keeps_its_order(self) -> None:
        assert standardised(np.array([[1.0], [3.0]])).tolist() == [[-1.0], [1.0]]

    @pytest.mark.parametrize("column", [[0.0, 0.0, 0.0], [0.1, 0.1, 0.1], [0.3, 0.1 + 0.2, 0.3], [1000.0]])
    def test_what_is_the_same_for_all_but_for_rounding_counts_nothing(self, column: list[float]) -> None:
        assert not standardised(np.array(column)[:, None]).any()

    def test_values_are_to_the_last_bit_those_of_numpys_own_deviation(self) -> None:
        for rows in range(1, 101):
            matrix = np.random.default_rng(rows).random((rows, len(FEATURES))) ** 2
            expected = (matrix - matrix.mean(axis=0)) / np.where(rows > 1, matrix.std(axis=0), 1.0)
            assert standardised(matrix).tolist() == expected.tolist()


class TestOrder:
    """Best first, always the same."""

    @given(st.permutations(list(enumerate([0.5, 0.25, 0.5, 0.0, -1.0, 0.5]))))
    def test_ties_come_in_the_order_of_their_sentences_whatever_the_order_before(
        self, shuffled: list[tuple[int, float]]
    ) -> None:
        ids, scores = zip(*shuffled, strict=True)
        assert [ids[place] for place in best_first(np.array(scores), ids)] == [0, 2, 5, 1, 3, 4]

    def test_of_none_there_is_no_order(self) -> None:
        assert best_first(np.zeros(0), []) == []

    @given(_MATRICES)
    def test_contributions_are_the_standardised_values_weighted(
        self, values: np.ndarray[Any, np.dtype[np.float64]]
    ) -> None:
        matrix = np.zeros((len(values), len(FEATURES)))
        matrix[:, :3] = values
        first, _, third = list(FEATURES)[:3]
        found = model({first: 2.0, third: -0.5}).contributions(matrix)
        assert found[:, 0].tolist() == (2.0 * standardised(values)[:, 0]).tolist()
        assert not found[:, 1].any()
        assert found[:, 2].tolist() == (-0.5 * standardised(values)[:, 2]).tolist()


class TestFile:
    """The weights that ship, and files that are none."""

    def test_the_shipped_weights_are_those_of_the_features(self) -> None:
        shipped = json.loads(RANKING.read_text(encoding="utf-8"))
        assert list(shipped["weights"]) == list(FEATURES)
        assert list(shipped["confidence"]["weights"]) == list(CONFIDENCE_FEATURES)
        LinearModel.read(RANKING)

    def test_weights_are_read_by_their_names_whatever_their_order(self, tmp_path: Path) -> None:
        its = content()
        its["weights"] = dict(reversed(its["weights"].items()))
        its["confidence"]["weights"] = dict(reversed(its["confidence"]["weights"].items()))
        read = LinearModel.read(written(tmp_path, json.dumps(its | {"about": "whatever"})))
        assert read.weights.tolist() == list(content()["weights"].values())
        assert read.confidence_weights.tolist() == list(content()["confidence"]["weights"].values())
        assert read.confidence_intercept == -1.5

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            (lambda its: its["weights"].pop("coverage"), "its weights must be those of bm25, "),
            (lambda its: its["weights"].update(colour=1.0), "its weights must be those of bm25, "),
            (lambda its: its["weights"].update(coverage=float("inf")), "a weight is not finite"),
            (lambda its: its["weights"].update(coverage=float("nan")), "a weight is not finite"),
            (lambda its: its["weights"].update(coverage="much"), "much"),
            (lambda its: its["weights"].update(coverage=[1]), "not 'list'"),
            (lambda its: its.update(weights=[1.0]), "its weights must be those of bm25, "),
            (lambda its: its.pop("weights"), "it must have weights"),
            (lambda its: its.pop("confidence"), "it must have weights"),
            (lambda its: its.update(confidence=[]), "it must have weights"),
            (lambda its: its["confidence"].pop("intercept"), "it must have weights"),
            (lambda its: its["confidence"].pop("weights"), "it must have weights"),
            (
                lambda its: its["confidence"].update(intercept=float("nan")),
                "the intercept of the confidence is not finite",
            ),
            (lambda its: its["weights"].update(coverage=10**400), "int too large"),
            (lambda its: its["confidence"].update(intercept="none"), "none"),
            (lambda its: its["confidence"]["weights"].pop("denied"), "its weights must be those of window_bm25, "),
            (lambda its: its["confidence"]["weights"].update(denied=float("-inf")), "a weight is not finite"),
        ],
    )
    def test_a_file_of_another_form_is_an_error_that_names_it(
        self,
        tmp_path: Path,
        change: Callable[[dict[str, Any]], object],
        reason: str,
    ) -> None:
        its = content()
        change(its)
        path = written(tmp_path, json.dumps(its))
        with pytest.raises(RankingError) as raised:
            LinearModel.read(path)
        assert raised.value.path == path
        assert reason in raised.value.reason
        assert str(path) in str(raised.value)

    @pytest.mark.parametrize("text", ["", "{", "[]", "null", '"weights"', '{"weights": }'])
    def test_what_is_no_json_or_no_object_is_an_error_that_names_it(self, tmp_path: Path, text: str) -> None:
        path = written(tmp_path, text)
        with pytest.raises(RankingError) as raised:
            LinearModel.read(path)
        assert raised.value.path == path

    def test_a_file_that_cannot_be_read_is_an_error_that_names_it(self, tmp_path: Path) -> None:
        (tmp_path / "latin.json").write_bytes(b"\xff")
        for path in (tmp_path / "missing.json", tmp_path / "latin.json", tmp_path):
            with pytest.raises(RankingError) as raised:
                LinearModel.read(path)
            assert raised.value.path == path
