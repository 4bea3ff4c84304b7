"""Fitting the weights to examples."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from retrieval.ranking.confidence import CONFIDENCE_FEATURES, RankedCandidates, confidence_features, probability
from retrieval.ranking.features import FEATURES
from retrieval.ranking.lexicon import Lexicon
from retrieval.ranking.linear import best_first, standardised
from retrieval.training.examples import Example, read_examples
from retrieval.training.fitting import BY_HAND, fit_confidence, fit_weights

from .sets import TRAINING, facts, write_config, write_sets

_QUESTIONS, _CANDIDATES = 80, 8
_LEXICON = Lexicon({"found": ("establish=0.7", ""), "burn": ("fire=0.7", ""), "boat": ("ferri=0.7", "")})


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Example]:
    """Read the examples of the towns."""
    train = write_sets(tmp_path_factory.mktemp("sets")) / "squad-train"
    config = write_config(tmp_path_factory.mktemp("files") / "config")
    return list(read_examples(train / "corpus.jsonl", train / "questions.jsonl", config, _LEXICON))


def planted(like: Example, informative: str) -> list[Example]:
    """Return examples of noise, but for one feature that is larger where the candidate is right."""
    noise = np.random.default_rng(7)
    examples = []
    for number in range(_QUESTIONS):
        target = np.zeros(_CANDIDATES)
        target[number % _CANDIDATES] = 1.0
        features = noise.random((_CANDIDATES, len(FEATURES)))
        features[:, list(FEATURES).index(informative)] += target
        examples.append(replace(like, features=features, target=target))
    return examples


@pytest.mark.parametrize("informative", ["coverage", "affinity"])
def test_the_feature_that_tells_the_right_candidate_has_the_largest_weight(
    examples: Sequence[Example], informative: str
) -> None:
    weights = dict(zip(FEATURES, fit_weights(planted(examples[0], informative)), strict=True))
    free = {name: weight for name, weight in weights.items() if name not in BY_HAND}
    assert max(free, key=lambda name: abs(free[name])) == informative
    assert weights[informative] > 0
    assert {name: weights[name] for name in BY_HAND if name in weights} == {
        name: weight for name, weight in BY_HAND.items() if name in FEATURES
    }


def test_what_was_set_by_hand_is_a_feature() -> None:
    assert set(BY_HAND) <= {*FEATURES, *CONFIDENCE_FEATURES}


def test_questions_without_a_right_candidate_teach_the_order_nothing(examples: Sequence[Example]) -> None:
    its = planted(examples[0], "coverage")
    nothing = replace(its[0], target=np.zeros(_CANDIDATES))
    assert fit_weights([*its, nothing]).tolist() == fit_weights(its).tolist()


def test_the_fitted_weights_find_the_right_sentences(examples: Sequence[Example]) -> None:
    told = [it for it in examples if it.target.any()]
    weights = fit_weights(told)
    right = sum(
        it.target[best_first(standardised(it.features) @ weights, [one.sentence_id for one in it.candidates])[0]] > 0
        for it in told
    )
    assert right / len(told) > 0.9


def test_targets_add_up_to_1_or_nothing_is_right(examples: Sequence[Example]) -> None:
    sums = [float(it.target.sum()) for it in examples]
    assert all(it == pytest.approx(1) or it == 0 for it in sums)
    assert sum(it > 0 for it in sums) == 3 * len(TRAINING)
    assert 0 < sum(it == 0 for it in sums) <= 3 * len(TRAINING) * 3 / 4


def test_none_is_unanswerable_where_that_is_not_wanted(tmp_path: Path) -> None:
    train = write_sets(tmp_path) / "squad-train"
    config = write_config(tmp_path / "config")
    its = read_examples(train / "corpus.jsonl", train / "questions.jsonl", config, _LEXICON, unanswerable=False)
    assert [it.has_answer for it in its] == [True] * 3 * len(TRAINING)


def test_the_first_gold_sentence_counts_more_than_the_others(examples: Sequence[Example]) -> None:
    several = [it for it in examples if (it.target > 0).sum() > 1]
    assert several
    for it in several:
        [best] = it.reader.sentences([it.candidates[int(it.target.argmax())].sentence_id])
        assert {term.word for term in it.query.terms} & set(best.text.replace(".", "").split())
        assert it.target.max() > 2 * np.sort(it.target)[-2]


_ASKED = frozenset(fact.question for town in TRAINING for fact in facts(town))


def test_what_answers_is_not_among_the_candidates_of_a_question_that_nothing_answers(
    examples: Sequence[Example],
) -> None:
    for it in examples:
        if not it.target.any() and it.query.text in _ASKED:
            [town] = [term.word for term in it.query.terms if term.word in TRAINING]
            texts = [sentence.text for sentence in it.reader.sentences([one.sentence_id for one in it.candidates])]
            assert not any(text.startswith(f"{town} was established") for text in texts)


def test_some_questions_are_asked_about_something_else_of_the_article(examples: Sequence[Example]) -> None:
    exchanged = [it for it in examples if it.query.text not in _ASKED]
    assert exchanged
    for it in exchanged:
        assert not it.has_answer
        assert it.query.text.startswith(("Who founded ", "When did ", "Where are the boats of "))


def test_the_probability_is_higher_where_the_first_is_right(examples: Sequence[Example]) -> None:
    weights = fit_weights(examples)
    fitted, intercept = fit_confidence(examples, weights)
    right: list[float] = []
    wrong: list[float] = []
    for it in examples:
        scores = standardised(it.features) @ weights
        order = best_first(scores, [one.sentence_id for one in it.candidates])
        ranked = RankedCandidates(it.candidates, order, scores, it.features, it.view, it.lexicon)
        inputs = confidence_features(it.query, ranked, it.retriever, it.reader)
        (right if it.target[order[0]] > 0 else wrong).append(probability(inputs, fitted, intercept))
    assert np.mean(right) > 0.8
    assert np.mean(wrong) < 0.2


def test_weights_set_by_hand_keep_their_proportion_when_all_are_stretched(examples: Sequence[Example]) -> None:
    fitted, _ = fit_confidence(examples, fit_weights(examples))
    weights = dict(zip(CONFIDENCE_FEATURES, fitted, strict=True))
    stretches = [weights[name] / weight for name, weight in BY_HAND.items() if name in CONFIDENCE_FEATURES]
    assert stretches == pytest.approx([stretches[0]] * len(stretches))
    assert stretches[0] > 0
