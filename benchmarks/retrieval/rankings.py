"""The rankings that the benchmarks compare: functions from a question to its outcome."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi

from benchmarks.content_terms import content_terms
from retrieval.evaluation import Outcome, Question, outcome_of
from retrieval.models import Hit, Sentence, Weights
from retrieval.query.parsing import parse
from retrieval.searcher import CANDIDATES, Searcher, Snapshot

Ranking = Callable[[Question], Outcome]
Scorer = Callable[[str], NDArray[np.floating]]
"""Returns the score of every sentence for a question, in the order of sentence ids."""


def sentence_bm25(snapshot: Snapshot) -> Ranking:
    """Rank by plain rank-bm25 (k1 = 1.2, b = 0.75) over the terms of single sentences."""
    bm25 = BM25Okapi([content_terms(sentence.text) for sentence in sentences_of(snapshot)], k1=1.2, b=0.75)
    return by_scores(snapshot, lambda question: np.asarray(bm25.get_scores(content_terms(question))))


def first_stage(snapshot: Snapshot, weights: Weights | None = None) -> Ranking:
    """Rank by the first stage: the weighted sum of three BM25 scores by which the engine orders its candidates."""
    retriever, reader = snapshot.retriever, snapshot.reader
    blend = (weights or Weights()).blend

    def ranking(question: Question) -> Outcome:
        found = retriever.search(parse(question.text, snapshot.synonyms), CANDIDATES)
        scores = [blend(it.sentence, it.window, it.document) for it in found]
        sentences = reader.sentences([it.sentence_id for it in found])
        hits = [_hit(snapshot, sentence, score) for sentence, score in zip(sentences, scores, strict=True)]
        return outcome_of(question, hits, scores[0] if scores else 0.0)

    return ranking


def project(searcher: Searcher) -> Ranking:
    """Rank by the whole program."""

    def ranking(question: Question) -> Outcome:
        result = searcher.search(question.text, CANDIDATES)
        return outcome_of(question, result.hits, result.confidence, answered=result.answered, kind=result.query.kind)

    return ranking


def by_scores(snapshot: Snapshot, score: Scorer) -> Ranking:
    """Rank every sentence by a score, ties by its id. The best score is the confidence."""
    sentences = sentences_of(snapshot)

    def ranking(question: Question) -> Outcome:
        scores = score(question.text)
        best = np.argsort(-scores, kind="stable")[:CANDIDATES]
        hits = [_hit(snapshot, sentences[number], float(scores[number])) for number in best]
        return outcome_of(question, hits, hits[0].score)

    return ranking


def sentences_of(snapshot: Snapshot) -> Sequence[Sentence]:
    """Return every sentence of the corpus, in the order of ids."""
    return snapshot.reader.sentences(range(len(snapshot.reader)))


def _hit(snapshot: Snapshot, sentence: Sentence, score: float) -> Hit:
    return Hit(sentence, snapshot.reader.document(sentence.document_id), score, ())
