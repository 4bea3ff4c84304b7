"""Translation probabilities of answer terms into question terms by IBM model 1 (Brown et al. 1993)."""

from collections import Counter

import numpy as np

from retrieval.training.pairs import Pairs

_ROUNDS = 5
_FEWEST_IN_QUESTIONS, _FEWEST_IN_ANSWERS = 4, 8
"""The least frequencies of terms: rarer ones would align by chance."""
_SHRINKAGE = 20.0
"""Added to an answer term's count in the last round, so that rare terms get smaller probabilities."""
_FEWEST_EXPECTED, _LEAST, _OVER_NULL = 1.5, 0.01, 2.0


def translations(pairs: Pairs) -> dict[str, dict[str, float]]:
    """Return for each question term its probability given each answer term that often translates into it.

    Terms that a question and its sentence share are not aligned: they would draw all the probability mass.
    """
    question_terms = Counter(term for pair in pairs.pairs for term in pair.terms)
    answer_terms = Counter(term for pair in pairs.pairs for term in pairs.sentences[pair.sentence].content)
    question_names = sorted(term for term in question_terms if question_terms[term] >= _FEWEST_IN_QUESTIONS)
    question_ids = {term: number for number, term in enumerate(question_names)}
    answer_names = [
        "",
        *sorted(term for term in answer_terms if answer_terms[term] >= _FEWEST_IN_ANSWERS),
    ]  # "" is NULL
    answer_ids = {term: number for number, term in enumerate(answer_names)}
    source: list[int] = []
    target: list[int] = []
    word: list[int] = []
    words = 0
    for pair in pairs.pairs:
        content = pairs.sentences[pair.sentence].content
        own = [0, *(answer_ids[term] for term in sorted(content.difference(pair.terms)) if term in answer_ids)]
        for term in sorted(set(pair.terms).difference(content)):
            if term in question_ids:
                source.extend(own)
                target.extend([question_ids[term]] * len(own))
                word.extend([words] * len(own))
                words += 1
    width = len(answer_names)
    keys, entry = np.unique(
        np.array(target, dtype=np.int64) * width + np.array(source, dtype=np.int64), return_inverse=True
    )
    given = keys % width
    probability = np.ones(len(keys))
    of_word = np.array(word, dtype=np.int64)
    for number in range(_ROUNDS):
        mass = probability[entry]
        expected = np.bincount(entry, mass / np.bincount(of_word, mass, words)[of_word], len(keys))
        total = np.bincount(given, expected, width) + (_SHRINKAGE if number == _ROUNDS - 1 else 0.0)
        probability = expected / total[given]
    null = np.zeros(len(question_ids))
    null[keys[given == 0] // width] = probability[given == 0]
    kept = (given > 0) & (expected >= _FEWEST_EXPECTED) & (probability >= _LEAST)
    kept &= probability > _OVER_NULL * null[keys // width]
    result: dict[str, dict[str, float]] = {}
    for key, value in zip(keys[kept], probability[kept], strict=True):
        result.setdefault(question_names[key // width], {})[answer_names[key % width]] = float(value)
    return result
