"""The linear ranking model: a weighted sum of standardised features, so that each score can be explained."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import RankingError
from retrieval.ranking.confidence import CONFIDENCE_FEATURES
from retrieval.ranking.features import FEATURES, Matrix

CLASSES = "classes"
"""What the file calls the weights of the other classes of languages, by class."""

_DIGITS = 9
_SMALLEST_DEVIATION = 1e-4
"""The least standard deviation of a feature: less is rounding."""


@dataclass(frozen=True, slots=True)
class LinearModel:
    """The weights of `FEATURES` and of `CONFIDENCE_FEATURES`, both in order, and the intercept of the confidence."""

    weights: NDArray[np.float64]
    confidence_weights: NDArray[np.float64]
    confidence_intercept: float

    def contributions(self, matrix: Matrix) -> Matrix:
        """Return what each feature adds to the score of each candidate; the sum of a row is the score."""
        return standardised(matrix) * self.weights

    @classmethod
    def read(cls, path: Path) -> "LinearModel":
        """Read the weights for English. Raises `RankingError` if the file does not have the form of training."""
        return cls.read_all(path)["english"]

    @classmethod
    def read_all(cls, path: Path) -> dict[str, "LinearModel"]:
        """Read the trained weights of each class of languages. Raises `RankingError` as `read` does."""
        try:
            model = json.loads(path.read_text(encoding="utf-8"))
            others = {name: cls._of(path, its) for name, its in model.get(CLASSES, {}).items()}
            return {"english": cls._of(path, model), **others}
        except (OSError, UnicodeDecodeError, ValueError, OverflowError, RecursionError) as error:
            raise RankingError(path, str(error)) from error
        except (AttributeError, KeyError, TypeError) as error:
            raise RankingError(
                path, f"it must have weights, and a confidence with weights and intercept, all numbers ({error})"
            ) from error

    @classmethod
    def _of(cls, path: Path, model: Mapping[str, Any]) -> "LinearModel":
        confidence = model["confidence"]
        intercept = float(confidence["intercept"])
        if not math.isfinite(intercept):
            raise RankingError(path, "the intercept of the confidence is not finite")
        return cls(
            weights=_in_order(path, model["weights"], tuple(FEATURES)),
            confidence_weights=_in_order(path, confidence["weights"], tuple(CONFIDENCE_FEATURES)),
            confidence_intercept=intercept,
        )


def standardised(matrix: Matrix) -> Matrix:
    """Scale each column to mean 0 and standard deviation 1 over the candidates, or to 0 if it is constant."""
    around_mean = matrix - matrix.mean(axis=0)
    deviations = np.sqrt(np.mean(around_mean * around_mean, axis=0))  # `matrix.std` would compute the mean again
    varies = deviations > _SMALLEST_DEVIATION
    return np.where(varies, around_mean / np.where(varies, deviations, 1.0), 0.0)


def best_first(scores: NDArray[np.float64], sentence_ids: Sequence[int]) -> list[int]:
    """Return the candidates' places, best first, ties by sentence id; scores that differ by rounding alone are ties."""
    return [int(place) for place in np.lexsort((np.array(sentence_ids, dtype=np.int64), -np.round(scores, _DIGITS)))]


def _in_order(path: Path, weights: object, names: Sequence[str]) -> NDArray[np.float64]:
    if not isinstance(weights, Mapping) or set(weights) != set(names):
        raise RankingError(path, f"its weights must be those of {', '.join(names)}")
    values = np.array([float(weights[name]) for name in names], dtype=np.float64)
    if not np.isfinite(values).all():
        raise RankingError(path, "a weight is not finite")
    return values
