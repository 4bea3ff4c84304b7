"""Small corpora with a real engine, whose features can be computed by hand."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from retrieval.engines import open_memory
from retrieval.models import Candidate, Query, Sentence, Weights
from retrieval.query.parsing import parse
from retrieval.query.synonyms import Synonyms
from retrieval.ranking.confidence import CONFIDENCE_FEATURES
from retrieval.ranking.features import FEATURES, feature_matrix
from retrieval.ranking.lexicon import Lexicon
from retrieval.ranking.linear import LinearModel
from retrieval.ranking.ranker import Ranker
from retrieval.search.port import Retriever
from retrieval.searcher import CANDIDATES, Searcher
from retrieval.segments.port import SentenceReader
from retrieval.segments.view import CandidateView
from retrieval.store import temporary
from tests.retrieval.articles import SYNONYMS, write

WEIGHTS = Weights(window=0.5, document=0.4, synonym=0.6, name=1.2)
NO_LEXICON = Lexicon({})
NO_SYNONYMS = Synonyms()

Features = dict[str, float]


@dataclass(frozen=True, slots=True)
class Index:
    """An engine and a reader over one corpus."""

    retriever: Retriever
    reader: SentenceReader

    def search(self, query: Query, limit: int) -> list[Candidate]:
        """Return the candidates."""
        return self.retriever.search(query, limit)

    def idf(self, term: str) -> float:
        """Return the idf of a term."""
        return self.retriever.idf(term)

    def sentence(self, sentence_id: int) -> Sentence:
        """Return a sentence."""
        [sentence] = self.reader.sentences([sentence_id])
        return sentence

    def view(self, query: Query, candidates: Sequence[Candidate]) -> CandidateView:
        """Return what the ranker reads of candidates."""
        return self.reader.view(query.words, np.array([it.sentence_id for it in candidates], np.intp))


def model(
    weights: Mapping[str, float], confidence: Mapping[str, float] | None = None, intercept: float = 0.0
) -> LinearModel:
    """Return a model of these weights; the others are 0."""
    return LinearModel(
        np.array([weights.get(name, 0.0) for name in FEATURES]),
        np.array([(confidence or {}).get(name, 0.0) for name in CONFIDENCE_FEATURES]),
        intercept,
    )


def index_of(corpus: Path) -> Index:
    """Index a corpus as the program does."""
    snapshot = Searcher(
        temporary(corpus), SYNONYMS, WEIGHTS, Ranker(model({}), NO_LEXICON, WEIGHTS), open_memory
    ).snapshot
    return Index(snapshot.retriever, snapshot.reader)


def article(folder: Path, *sentences: str, title: str = "") -> Index:
    """Index one article, each sentence a paragraph of its own."""
    return articles(folder, [(title, sentences)])


def articles(folder: Path, texts: Iterable[tuple[str, Sequence[str]]]) -> Index:
    """Index articles by their titles and sentences, each sentence a paragraph of its own."""
    lines = [
        json.dumps({"id": str(number), "title": title or "-", "text": "\n\n".join(sentences)})
        for number, (title, sentences) in enumerate(texts)
    ]
    return index_of(write(folder, {"a.jsonl": "\n".join(lines)}))


def features(
    index: Index,
    question: str,
    synonyms: Synonyms = NO_SYNONYMS,
    lexicon: Lexicon = NO_LEXICON,
    weights: Weights = WEIGHTS,
) -> dict[str, Features]:
    """Return the features of every candidate for a question, by its sentence."""
    query = parse(question, synonyms)
    candidates = index.search(query, CANDIDATES)
    matrix = feature_matrix(query, candidates, index.retriever, weights, lexicon, view=index.view(query, candidates))
    return {
        index.sentence(candidate.sentence_id).text: dict(zip(FEATURES, row, strict=True))
        for candidate, row in zip(candidates, matrix.tolist(), strict=True)
    }
