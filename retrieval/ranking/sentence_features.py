"""Features of a candidate sentence by itself: its phrases, length, place, answer cues and word affinities."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis.sentence_flags import LEAD_IN, QUESTION
from retrieval.ranking.answer_cues import CUES, AnswerCues
from retrieval.ranking.candidate_words import CandidateWords, FeatureColumn, sums
from retrieval.ranking.query_view import QueryView
from retrieval.segments.view import CandidateView

_BITS = np.arange(len(CUES), dtype=np.uint32)
_PRIOR = 3
"""Added to the number of words that the affinity is divided by, so that short sentences are not favoured."""


def sentence_features(
    question: QueryView, view: CandidateView, cues: AnswerCues, words: CandidateWords
) -> dict[str, FeatureColumn]:
    """Return the features of the candidates that do not depend on other sentences."""
    starts = view.starts.astype(np.float64)
    in_question = question.is_content[words.numbers]
    columns = {
        "phrases": words.ngrams(question, question.pairs, 2) / (len(question.pairs) or 1),
        "long_phrases": words.ngrams(question, question.triples, 3) / (len(question.triples) or 1),
        "early": 1 / (1 + words.first(in_question & words.is_content)),
        "length": np.log1p(cues.lengths),
        "says_nothing_new": words.count(words.is_content & ~in_question) == 0,
        "place": np.log1p(starts),
        "place_relative": starts / np.maximum(view.text_lengths, 1),
        "pronoun": cues.begins_with_pronoun,
        "display": cues.lacks_lower_case | view.is_display,
        "question": view.flags & QUESTION > 0,
        "lead_in": view.flags & LEAD_IN > 0,
        **_affinities(question, cues, words),
    }
    return {name: np.asarray(column, dtype=np.float64) for name, column in columns.items()}


def _affinities(question: QueryView, cues: AnswerCues, words: CandidateWords) -> dict[str, NDArray[Any]]:
    """Return the features of each candidate's distinct words and cues that are not in the question."""
    candidates = words.candidates
    rows, terms = cues.distinct
    numbers = question.numbers_of(cues.terms, terms)
    distinct = np.bincount(rows, minlength=candidates)
    (known,) = numbers.nonzero()
    numbers, rows = numbers[known], rows[known]
    shared = np.bincount(rows[question.is_content[numbers]], minlength=candidates)
    new = cues.of_words(~question.is_content[words.numbers]) | cues.sentence_cues
    of_sentences, codes = np.nonzero(new[:, None] >> _BITS & 1)
    sizes = _PRIOR + distinct + np.bincount(of_sentences, minlength=candidates) - shared
    numbers = np.concatenate((numbers, question.cue_numbers[codes]))
    rows = np.concatenate((rows, of_sentences))
    affinity = sums(question.affinity, numbers, rows, candidates)
    return {
        "affinity": affinity,
        "affinity_mean": affinity / sizes,
        "answer_kind": sums(question.type_affinity, numbers, rows, candidates) / sizes,
        "answer_sign": new & question.expected_cues > 0,
    }
