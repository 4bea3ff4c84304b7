"""The engine of large corpora: tantivy proposes sentences and documents."""

import threading
from dataclasses import replace
from pathlib import Path

from retrieval.models import Weights
from retrieval.search.bm25 import DOCUMENT, SENTENCE, Scoring
from retrieval.search.port import EngineFilter, Proposal
from retrieval.search.proposals import ProposalRetriever
from retrieval.search.resident_memory import ResidentMemory
from retrieval.search.tantivy.files import DOCUMENTS, SENTENCES, TantivySearch
from retrieval.segments.open_collection import Ints, OpenCollection
from retrieval.segments.sentence_filters import Terms


class TantivyProposer:
    """A `Proposer` that holds tens of millions of sentences."""

    def __init__(self, collection: OpenCollection, folder: Path) -> None:
        """Open what a `TantivyWriter` wrote of the collection's documents. Raises `OSError` if it is not there."""
        self._first_sentence = collection.first_sentence
        self._place_of = collection.collection.place_of
        self._sentences, self._documents = TantivySearch(folder, SENTENCES), TantivySearch(folder, DOCUMENTS)
        self._memory = ResidentMemory()

    def sentences(self, scoring: Scoring, among: EngineFilter, limit: int) -> Proposal:
        """Propose the best sentences by their own terms."""
        if self._memory.is_excessive():
            threading.Thread(target=self._release_memory).start()
        found = self._sentences.best(scoring.boosts(SENTENCE, self._sentences), among, limit)
        ids = self._first_sentence[self._place_of[found.documents]] + found.sentences
        return Proposal.of(ids, found.scores, limit)

    def documents(self, scoring: Scoring, among: EngineFilter, limit: int) -> Proposal:
        """Propose the best documents."""
        among = replace(among, excluded=())  # another sentence of the document may pass
        found = self._documents.best(scoring.boosts(DOCUMENT, self._documents), among, limit)
        return Proposal.of(self._place_of[found.documents], found.scores, limit)

    def documents_with(self, words: Terms) -> Ints:
        """Return the places of all documents that have some content words."""
        return self._place_of[self._documents.with_all(words)]

    def _release_memory(self) -> None:
        for search in (self._sentences, self._documents):
            search.release_memory()
        self._memory.restart()


def open_tantivy(collection: OpenCollection, folder: Path, weights: Weights) -> ProposalRetriever:
    """Return a `Retriever` on tantivy's files. Raises `OSError` if they are not there."""
    return ProposalRetriever(collection, TantivyProposer(collection, folder), weights)
