"""Training examples: questions with the features of their candidates, and which candidates are right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis.languages import UNLISTED, Languages
from retrieval.engines import open_memory
from retrieval.evaluation.outcomes import is_relevant
from retrieval.evaluation.questions import Question, read_questions
from retrieval.models import Candidate, Query, Sentence, Weights
from retrieval.ranking.confidence import CONFIDENCE_FEATURES
from retrieval.ranking.features import FEATURES, Matrix, feature_matrix
from retrieval.ranking.lexicon import Lexicon
from retrieval.ranking.linear import LinearModel
from retrieval.ranking.ranker import Ranker
from retrieval.search.port import Retriever
from retrieval.searcher import CANDIDATES, Searcher
from retrieval.segments.port import SentenceReader
from retrieval.segments.view import CandidateView
from retrieval.store import temporary
from retrieval.training.unanswerable import EntityExchanger

_FIRST_STAGE = Weights(synonym=0.6)
"""The weights of the first stage in training. SQuAD's questions seldom need a synonym, so its weight hardly matters."""
_ALTERNATIVE = 0.3
"""The relevance of a gold sentence other than the first: SQuAD's first labels are right far more often."""
_EVERY = 2
"""Every second question is repeated without the document that answers it."""
_EVERY_EXCHANGED = 4
"""Every fourth question is repeated with a name or number exchanged."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question with the features of its candidates.

    `target` is a distribution over the candidates, by their relevance; all 0 if none is relevant. `article` is the
    id of the article that the question is about, which may have been cut into documents.
    """

    article: str
    query: Query
    candidates: Sequence[Candidate]
    view: CandidateView
    retriever: Retriever
    reader: SentenceReader
    lexicon: Lexicon
    features: Matrix
    target: NDArray[np.float64]

    @property
    def has_answer(self) -> bool:
        """Whether one of the candidates is relevant."""
        return bool(self.target.any())


def read_examples(  # noqa: PLR0913  (two files of a set, and what reads them)
    corpus: Path,
    questions: Path,
    config: Path,
    lexicon: Lexicon,
    *,
    unanswerable: bool = True,
    languages: Languages = UNLISTED,
) -> Iterator[Example]:
    """Yield an example for each question with a relevant candidate and, if `unanswerable`, some without any.

    The latter are questions without the document that answers them, or with a name or number exchanged. `config` is
    the folder of the synonyms; `languages` has the language of the set if that is not English.
    """
    weights = _FIRST_STAGE
    untrained = LinearModel(np.zeros(len(FEATURES)), np.zeros(len(CONFIDENCE_FEATURES)), 0.0)
    ranker = Ranker(untrained, lexicon, weights)
    snapshot = Searcher(
        temporary(corpus, languages=languages), config / "synonyms.toml", weights, ranker, open_memory
    ).snapshot
    retriever, reader = snapshot.retriever, snapshot.reader
    exchanger = EntityExchanger(reader.sentences(range(len(reader))))

    def example(query: Query, candidates: Sequence[Candidate], target: NDArray[np.float64] | None = None) -> Example:
        view = reader.view(query.words, np.array([it.sentence_id for it in candidates], np.intp))
        features = feature_matrix(query, candidates, retriever, weights, lexicon, view=view)
        nothing = np.zeros(len(candidates))
        target = nothing if target is None else target
        return Example(article, query, candidates, view, retriever, reader, lexicon, features, target)

    labelled = read_questions(questions, snapshot.stored.document, snapshot.stored.searched)
    texts = {question.text for question in labelled}
    for number, question in enumerate(labelled):
        query = snapshot.parse(question.text)
        candidates = retriever.search(query, CANDIDATES)
        sentences = reader.sentences([candidate.sentence_id for candidate in candidates])
        target = np.array([_relevance(sentence, question) for sentence in sentences])
        article = question.gold[0].document_id.partition("#")[0] if question.gold else ""
        if target.sum() > 0:
            yield example(query, candidates, target / target.sum())
        if not (unanswerable and question.gold):
            continue
        if number % _EVERY == 0:
            documents = {gold.document_id for gold in question.gold}
            elsewhere = [
                candidate
                for candidate, sentence in zip(candidates, sentences, strict=True)
                if sentence.document_id not in documents
            ]
            if elsewhere:
                yield example(query, elsewhere)
        if number % _EVERY_EXCHANGED == _EVERY_EXCHANGED - 1:
            text = exchanger.exchanged(question)
            if text and text not in texts:
                query = snapshot.parse(text)
                candidates = retriever.search(query, CANDIDATES)
                if candidates:
                    yield example(query, candidates)


def _relevance(sentence: Sentence, question: Question) -> float:
    for number, gold in enumerate(question.gold):
        if is_relevant(sentence, gold):
            return 1.0 if number == 0 else _ALTERNATIVE
    return 0.0
