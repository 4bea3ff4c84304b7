"""Fits the weights: a listwise softmax for the ranking, a logistic regression for the confidence."""

from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from retrieval.ranking.confidence import CONFIDENCE_FEATURES, RankedCandidates, confidence_features
from retrieval.ranking.features import FEATURES, Matrix
from retrieval.ranking.linear import standardised
from retrieval.ranking.ordering import in_order
from retrieval.training.examples import Example

BY_HAND: Mapping[str, float] = MappingProxyType(
    {
        "display": -0.2,
        "question": -0.25,
        "lead_in": -0.3,
        "lead": 0.1,
        "role": 0.3,
        "office_other": -2.5,
        "count_missing": -2.5,
        "denied": -2.5,
        "name_unknown": -6.0,
    }
)
"""Weights that cannot be fitted to the training questions.

SQuAD's articles have no captions, headings or sentences that are questions, and their first sentences are seldom asked
about. Its questions all have an answer: none has a negation or a name that is not in the article, or asks for an office
that nobody has there or a count that nothing tells.
"""
_L2 = 3.0
_TOLERANCE = 1e-9


def fit_weights(examples: Sequence[Example], columns: Collection[str] = tuple(FEATURES)) -> NDArray[np.float64]:
    """Return the weights of the features that fit the examples best; 0 for all but `columns`.

    The loss is the cross-entropy of a softmax over each question's candidates (ListNet's top one, Cao et al. 2007),
    with an L2 penalty: convex, so the optimum is unique. The weights of `BY_HAND` are not fitted.
    """
    answered = [example for example in examples if example.has_answer]
    return fit_listwise(
        [standardised(example.features) for example in answered],
        [example.target for example in answered],
        [BY_HAND.get(name) if name in columns else 0.0 for name in FEATURES],
    )


def fit_listwise(
    matrices: Sequence[Matrix], targets: Sequence[NDArray[np.float64]], fixed: Sequence[float | None]
) -> NDArray[np.float64]:
    """Return the weights of the columns, given standardised rows and the target for each question.

    `fixed` has the weights of the columns that are not fitted, None for the others.
    """
    rows, target = np.vstack(matrices), np.concatenate(targets)
    begins = np.cumsum([0, *map(len, targets)])[:-1]
    question = np.repeat(np.arange(len(targets)), [len(it) for it in targets])

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = rows @ weights
        scores -= np.maximum.reduceat(scores, begins)[question]
        odds = np.exp(scores)
        total = np.add.reduceat(odds, begins)
        value = float(np.log(total).sum() - target @ scores) + _L2 / 2 * float(weights @ weights)
        return value, rows.T @ (odds / total[question] - target) + _L2 * weights

    return _minimum(loss, fixed)


def fit_confidence(examples: Sequence[Example], weights: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Return the weights and the intercept of the probability that the first hit is right.

    The first regression separates questions with an answer from those without. The second calibrates its score to the
    probability that the first hit is right (Platt 1999).
    """
    rows = []
    right = []
    for example in examples:
        scores = standardised(example.features) @ weights
        ids = [candidate.sentence_id for candidate in example.candidates]
        order = in_order(scores, ids, example.features, example.view)
        ranked = RankedCandidates(example.candidates, order, scores, example.features, example.view, example.lexicon)
        rows.append(confidence_features(example.query, ranked, example.retriever, example.reader))
        right.append(bool(example.target[order[0]] > 0))
    features = np.array(rows)
    answerable = np.array([example.has_answer for example in examples])
    fixed = [BY_HAND.get(name) for name in CONFIDENCE_FEATURES]
    fitted, intercept = _logistic(features, answerable, fixed)
    score = features @ fitted + intercept
    stretch, shift = _logistic(score[:, None], np.array(right), [None])
    return fitted * stretch, float(intercept * stretch[0] + shift)


def _logistic(
    rows: NDArray[np.float64], label: NDArray[np.bool_], fixed: Sequence[float | None]
) -> tuple[NDArray[np.float64], float]:
    """Return the weights and the intercept of a logistic regression on scaled columns, with a small L2 penalty."""
    deviation = rows.std(axis=0)
    deviation[deviation == 0] = 1.0
    scaled = np.column_stack([rows / deviation, np.ones(len(rows))])
    penalty = np.append(np.ones(rows.shape[1]), 0.0)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        score = scaled @ weights
        value = float(np.logaddexp(0, score).sum() - label @ score) + float(penalty @ weights**2) / 2
        return value, scaled.T @ (1 / (1 + np.exp(-score)) - label) + penalty * weights

    bounds = [None if it is None else it * by for it, by in zip(fixed, deviation, strict=True)]
    fitted = _minimum(loss, [*bounds, None])
    return fitted[:-1] / deviation, float(fitted[-1])


def _minimum(
    loss: Callable[[NDArray[np.float64]], tuple[float, NDArray[np.float64]]], fixed: Sequence[float | None]
) -> NDArray[np.float64]:
    """Return the parameters of the least loss; `fixed` has the values of parameters that are not fitted."""
    fitted = minimize(
        loss,
        np.array([it or 0.0 for it in fixed]),
        jac=True,
        method="L-BFGS-B",
        bounds=[(it, it) for it in fixed],
        options={"maxiter": 1000, "ftol": _TOLERANCE},
    )
    return np.asarray(fitted.x)
