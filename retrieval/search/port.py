"""The ports of the first stage: a `Retriever` finds candidates; a `Proposer`, below it, only suggests them."""

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.models import Candidate, Query
from retrieval.search.bm25 import Scores, Scoring
from retrieval.segments.open_collection import Ints
from retrieval.segments.sentence_filters import Terms


class Retriever(Protocol):
    """Finds the sentences that may answer a query. Read-only and safe to use from several threads.

    Queries hold terms that this project has analysed, so that analysis is the same under every engine.
    """

    def search(self, query: Query, limit: int) -> list[Candidate]:
        """Return the best candidates by the blend of their three BM25 scores, best first, ties by sentence id.

        A sentence competes if it passes the query's filters and shares a term or synonym with the query, or its window
        or document does, or if it has all phrases of the filters; sentences that have them come before all others.
        Scores are Okapi BM25 (Robertson and Zaragoza 2009) with k1 = 1.2, b = 0.75 and the idf of `idf`, with
        statistics of the whole corpus whatever the filters. Of a term and its synonyms, each weighted, the best score
        counts.
        """
        ...

    def knows(self, term: str) -> bool:
        """Tell whether a sentence or a title contains the term."""
        ...

    def idf(self, term: str) -> float:
        """Return ln(1 + (N - n + ½) / (n + ½)) for a term in n of N sentences; an unknown term has the largest."""
        ...


@dataclass(frozen=True, slots=True)
class Proposal:
    """Texts that an engine proposes: sentence ids or document places, ascending, with the engine's own scores.

    `is_all` says that no other text matches; if one does, the engine scores it `lowest` at most.
    """

    numbers: Ints
    scores: Scores
    is_all: bool
    lowest: float = 0.0

    @classmethod
    def of(cls, numbers: Ints, scores: Scores, limit: int) -> "Proposal":
        """Return the proposal for texts that an engine found, in any order, for a limit."""
        order = numbers.argsort()
        return cls(numbers[order], scores[order], len(numbers) < limit, float(scores.min(initial=np.inf)))

    def only(self, passing: NDArray[np.bool_]) -> "Proposal":
        """Return the proposal without the texts whose flag is not set."""
        return replace(self, numbers=self.numbers[passing], scores=self.scores[passing])

    def and_also(self, numbers: Ints) -> "Proposal":
        """Return the proposal with further texts, which the engine has not scored; they are not in it."""
        together = np.concatenate((self.numbers, numbers))
        order = together.argsort()
        scores = np.concatenate((self.scores, np.full(len(numbers), np.inf)))
        return replace(self, numbers=together[order], scores=scores[order])


@dataclass(frozen=True, slots=True)
class EngineFilter:
    """What an engine leaves out by itself; by default nothing.

    Documents of other `sources`, given by `source_key`, and of other days, each a `day_number`. Texts that lack one of
    the words of `required`. Sentences, not documents, that have all words of one of `excluded`.
    """

    sources: frozenset[str] | None = None
    first_day: int | None = None
    last_day: int | None = None
    required: Terms = ()
    excluded: tuple[Terms, ...] = ()


NOTHING_LEFT_OUT = EngineFilter()


class Proposer(Protocol):
    """Proposes texts with rough scores, from which `ProposalRetriever` selects by exact scores.

    Its scores approximate `Scoring.sums` of the sentence or document level. Safe to use from several threads.
    """

    def sentences(self, scoring: Scoring, among: EngineFilter, limit: int) -> Proposal:
        """Propose the best sentences by their own terms."""
        ...

    def documents(self, scoring: Scoring, among: EngineFilter, limit: int) -> Proposal:
        """Propose the best documents."""
        ...

    def documents_with(self, words: Terms) -> Ints:
        """Return the places of all documents that have some content words, in any order."""
        ...
