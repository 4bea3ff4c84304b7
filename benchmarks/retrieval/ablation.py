"""Ablation study of the ranking: fits the weights without each group of features, and measures the loss of quality.

The weights are fitted to three quarters of the articles of the training set. The other quarter and every development
set are only measured. `--data FOLDER` names the labelled sets, by default `../shared/data/qa` beside the project.
"""

import argparse
import sys
import tempfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmarks.content_terms import content_terms
from benchmarks.report import report
from config.settings import FOLDER
from retrieval.ranking.features import FEATURES
from retrieval.ranking.lexicon import Lexicon
from retrieval.ranking.linear import standardised
from retrieval.training.examples import Example
from retrieval.training.fitting import BY_HAND, fit_listwise, fit_weights
from retrieval.training.train import LEXICON, read_large, read_set, read_small

_DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "qa"
_ALL = tuple(FEATURES)
_SAMPLING = 4
"""One in so many training examples is used, so that the study takes minutes. More change only the third digit."""
_ABLATIONS: Mapping[str, Sequence[str]] = {
    "BM25 scores of the first stage only": [it for it in _ALL if it not in {"bm25", "sentence_bm25", "document_bm25"}],
    "without IBM model 1": ["translation"],
    "without word affinities": ["affinity", "affinity_mean"],
    "without answer type": ["answer_kind", "answer_sign"],
    "without the lexicon": ["translation", "affinity", "affinity_mean", "answer_kind"],
    "without related words": ["related"],
    "without phrases": ["phrases", "long_phrases"],
    "without neighbouring sentences": ["before", "before_that", "after", "after_that", "nowhere", "pronoun"],
    "without pronouns": ["pronoun"],
    "without a feature for names": ["names", "other_words"],
    "without the title": ["title", "title_alone"],
    "without position": ["place", "place_relative", "early"],
    "without length": ["length", "says_nothing_new"],
    "without headings and lone questions": ["display", "question"],
    "without other candidates of the document": ["document_count"],
}


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.retrieval.ablation", description="Ablation study of the ranking"
    )
    parser.add_argument("--data", type=Path, default=_DATA, metavar="FOLDER", help="folder of train/ and dev/")
    data: Path = parser.parse_args().data
    if not (data / "train" / "squad-train").is_dir():
        sys.exit(f"no train/squad-train in {data}: name the folder of the labelled sets with --data")
    lexicon = Lexicon.read(FOLDER / LEXICON)
    with tempfile.TemporaryDirectory() as temporary:
        where = data / "train" / "squad-train", Path(temporary), FOLDER, lexicon
        examples = [it for it in chain(read_large(*where), read_small(*where)) if it.has_answer]
    sets = {
        "held-out articles": [it for it in examples if _held_out(it)],
        **{
            it.name: _answerable(read_set(it, FOLDER, lexicon))
            for it in sorted((data / "dev").iterdir())
            if it.is_dir()
        },
    }
    training = [it for it in examples if not _held_out(it)][::_SAMPLING]
    rows = [_row("all features, listwise", fit_weights(training), sets)]
    rows.append(_row("pointwise (logistic) loss instead", _fit_pointwise(training), sets))
    for name, dropped in _ABLATIONS.items():
        rows.append(_row(name, fit_weights(training, [it for it in _ALL if it not in dropped]), sets))
    extended = {label: [_with_feedback(it) for it in of_set] for label, of_set in sets.items()}
    expanded = [_with_feedback(it) for it in training]
    weights = fit_listwise(
        [standardised(it.features) for it in expanded],
        [it.target for it in expanded],
        [*(BY_HAND.get(name) for name in FEATURES), None],
    )
    rows.append(_row("with pseudo-relevance feedback", weights, extended))
    report("ablation", "Ablation of the ranking: S@1/S@3 among the candidates", rows)


def _answerable(examples: Iterable[Example]) -> list[Example]:
    return [it for it in examples if it.has_answer]


def _held_out(example: Example) -> bool:
    return zlib.crc32(example.article.encode()) % 4 == 0


def _row(name: str, weights: NDArray[np.float64], sets: Mapping[str, Sequence[Example]]) -> Mapping[str, object]:
    return {"ranking": name, **{label: _success(weights, examples) for label, examples in sets.items()}}


def _fit_pointwise(examples: Sequence[Example]) -> NDArray[np.float64]:
    """Fit a logistic regression of single candidates; right and wrong ones have the same total weight."""
    rows = np.vstack([standardised(it.features) for it in examples])
    right = np.concatenate([it.target > 0 for it in examples])
    share = np.where(right, 0.5 / right.sum(), 0.5 / (~right).sum()) * len(right)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        score = rows @ weights[:-1] + weights[-1]
        value = float(share @ (np.logaddexp(0, score) - right * score)) + float(weights @ weights)
        error = share * (1 / (1 + np.exp(-score)) - right)
        return value, np.append(rows.T @ error, error.sum()) + 2 * weights

    return np.asarray(minimize(loss, np.zeros(rows.shape[1] + 1), jac=True, method="L-BFGS-B").x[:-1])


def _with_feedback(example: Example) -> Example:
    """Add a column for pseudo-relevance feedback: the weighted share of expansion terms that a candidate has.

    The expansion terms are the ten of the largest weight, by score and idf, in the best eight sentences of the first
    stage, as in relevance models (Lavrenko and Croft 2001).
    """
    query_terms = {term.term for term in example.query.terms}
    blend = example.features[:, list(FEATURES).index("bm25")]
    sentences = example.reader.sentences([it.sentence_id for it in example.candidates])
    words = [frozenset(content_terms(sentence.text)) - query_terms for sentence in sentences]
    weight_of: defaultdict[str, float] = defaultdict(float)
    for place in np.argsort(-blend, kind="stable")[:8]:
        for word in words[place]:
            weight_of[word] += float(blend[place])
    expansion = sorted(
        ((count * example.retriever.idf(word), word) for word, count in weight_of.items()), reverse=True
    )[:10]
    total = sum(weight for weight, _ in expansion) or 1.0
    column = [sum(weight for weight, word in expansion if word in its) / total for its in words]
    return replace(example, features=np.column_stack([example.features, column]))


def _success(weights: NDArray[np.float64], examples: Sequence[Example]) -> str:
    ranks = []
    for example in examples:
        order = np.argsort(-(standardised(example.features) @ weights), kind="stable")
        ranks.append(int(np.argmax(example.target[order] > 0)))
    return "/".join(f"{np.mean(np.array(ranks) < most):.3f}" for most in (1, 3))


if __name__ == "__main__":
    main()
