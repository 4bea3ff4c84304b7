"""Trains affinities: a log-linear model of an answer sentence's words and cues, given the question's terms and type."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from retrieval.training.pairs import Pairs

_CANDIDATES = 16
_FEWEST_FOR_KIND, _FEWEST_FOR_TERM, _LEAST_LIFT = 25, 4, 2.5
"""The fewest right sentences with a combination that is a parameter; a term's must also exceed chance by the lift."""
_L2 = 4.0
_ROUNDS = 60
_LEAST_WEIGHT = 0.1
_BATCH = 256
_K1, _B = 1.2, 0.75


def affinities(pairs: Pairs) -> dict[str, dict[str, float]]:
    """Return weights by question term or answer type ("#place"), then by the sentence's term or cue.

    Each question's sentence competes with those of other questions that BM25 finds for it; the loss is the negative
    log-likelihood of a softmax over them (ListNet's top one, Cao et al. 2007), with an L2 penalty.
    """
    found, scores = _candidates(pairs)
    names: dict[str, int] = {}
    features = [[names.setdefault(name, len(names)) for name in (pair.kind, *pair.terms)] for pair in pairs.pairs]
    words: dict[str, int] = {}

    def ids(number: int, sentence: int) -> NDArray[np.int64]:
        own = sorted(pairs.sentences[sentence].new_cues(frozenset(pairs.pairs[number].terms)))
        return np.array([words.setdefault(word, len(words)) for word in own], dtype=np.int64)

    answers = [ids(number, pair.sentence) for number, pair in enumerate(pairs.pairs)]
    width = 1 << 20  # more than there are words: a key is question number * width + word number
    keys = _parameters(features, answers, list(names), width)
    rows: list[NDArray[np.int64]] = []
    dense = np.zeros((*found.shape, 3))
    for number, (own, others) in enumerate(zip(features, found, strict=True)):
        terms = frozenset(pairs.pairs[number].terms)
        for place, sentence in enumerate(others):
            key = (np.array(own)[:, None] * width + ids(number, sentence)[None]).ravel()
            at = np.minimum(np.searchsorted(keys, key), len(keys) - 1)
            rows.append(at[keys[at] == key])
            it = pairs.sentences[sentence]
            dense[number, place, 1:] = np.log1p(it.length), len(terms & it.content) / max(len(terms), 1)
        dense[number, :, 0] = scores[number] / (scores[number].max() or 1.0)
    lengths = np.cumsum([0, *map(len, rows)])
    matrix = csr_matrix((np.ones(lengths[-1]), np.concatenate(rows), lengths), (len(rows), len(keys)))
    target = (found == np.array([pair.sentence for pair in pairs.pairs])[:, None]).astype(np.float64)
    weights = _fit(matrix, dense.reshape(-1, 3), target)
    question_names, word_names = list(names), list(words)
    result: dict[str, dict[str, float]] = {}
    for key, weight in zip(keys, weights, strict=True):
        if abs(weight) >= _LEAST_WEIGHT:
            result.setdefault(question_names[key // width], {})[word_names[key % width]] = float(weight)
    return result


def _parameters(
    features: Sequence[Sequence[int]], answers: Sequence[NDArray[np.int64]], names: Sequence[str], width: int
) -> NDArray[np.int64]:
    """Return the sorted keys of the combinations of a question's and an answer's features that are parameters."""
    keys, counts = np.unique(
        np.concatenate(
            [
                (np.array(own)[:, None] * width + words[None]).ravel()
                for own, words in zip(features, answers, strict=True)
            ]
        ),
        return_counts=True,
    )
    of_question = np.bincount(np.concatenate([np.array(own) for own in features]), minlength=len(names))
    of_word = np.bincount(np.concatenate(answers))
    lift = counts * len(features) / (of_question[keys // width] * of_word[keys % width])
    is_kind = np.array([name.startswith("#") for name in names])[keys // width]
    enough = np.where(is_kind, counts >= _FEWEST_FOR_KIND, (counts >= _FEWEST_FOR_TERM) & (lift >= _LEAST_LIFT))
    return np.asarray(keys[enough])


def _fit(matrix: csr_matrix, dense: NDArray[np.float64], target: NDArray[np.float64]) -> NDArray[np.float64]:
    transposed = matrix.T.tocsr()
    width = dense.shape[1]

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = (dense @ weights[:width] + matrix @ weights[width:]).reshape(target.shape)
        scores -= scores.max(axis=1, keepdims=True)
        share = np.exp(scores)
        share /= share.sum(axis=1, keepdims=True)
        error = (share - target).ravel()
        gradient = np.concatenate([dense.T @ error, transposed @ error + _L2 * weights[width:]])
        return -float(np.log(share[target > 0]).sum()) + _L2 / 2 * float(weights[width:] @ weights[width:]), gradient

    start = np.zeros(width + matrix.shape[1])
    fitted = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _ROUNDS})
    return np.asarray(fitted.x[width:])


def _candidates(pairs: Pairs) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the best sentences by BM25 for each question, the right one included, and their scores."""
    vocabulary: dict[str, int] = {}
    row: list[int] = []
    column: list[int] = []
    value: list[float] = []
    documents = Counter(term for sentence in pairs.sentences for term in sentence.content)
    total = len(pairs.sentences)
    mean = sum(sentence.length for sentence in pairs.sentences) / total
    for number, sentence in enumerate(pairs.sentences):
        norm = _K1 * (1 - _B + _B * sentence.length / mean)
        for term, count in Counter(sentence.sequence).items():
            if term in sentence.content:
                idf = np.log1p((total - documents[term] + 0.5) / (documents[term] + 0.5))
                row.append(vocabulary.setdefault(term, len(vocabulary)))
                column.append(number)
                value.append(float(idf) * count * (_K1 + 1) / (count + norm))
    weights = csr_matrix((value, (row, column)), (len(vocabulary), total))
    found = np.zeros((len(pairs.pairs), min(_CANDIDATES, total)), dtype=np.int64)
    scores = np.zeros(found.shape)
    for begin in range(0, len(found), _BATCH):
        batch = pairs.pairs[begin : begin + _BATCH]
        places = [(n, vocabulary[term]) for n, pair in enumerate(batch) for term in pair.terms if term in vocabulary]
        queries = csr_matrix((np.ones(len(places)), tuple(np.array(places).T)), (len(batch), len(vocabulary)))
        dense = (queries @ weights).toarray()
        best = np.argpartition(-dense, found.shape[1] - 1, axis=1)[:, : found.shape[1]]
        for n, pair in enumerate(batch):
            order = best[n][np.lexsort((best[n], -dense[n, best[n]]))]
            if pair.sentence not in order:
                order[-1] = pair.sentence
            found[begin + n], scores[begin + n] = order, dense[n, order]
    return found, scores
