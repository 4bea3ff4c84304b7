"""The ports of the first stage: a `Retriever` finds candidates; a `Proposer`, below it, only suggests them."""

from dataclasses import dataclass
from typing import Protocol

from retrieval.models import Candidate, Filters, Query
from retrieval.search.bm25 import Scores, Scoring
from retrieval.segments.open_collection import Ints


class Retriever(Protocol):
    """Finds the sentences that may answer a query. Read-only and safe to use from several threads.

    Queries hold terms that this project has analysed, so that analysis is the same under every engine.
    """

    def search(self, query: Query, limit: int) -> list[Candidate]:
        """Return the best candidates by the blend of their three BM25 scores, best first, ties by sentence id.

        A sentence competes if it shares a term or synonym with the query, or its window or document does, and if its
        document passes the query's filters. Scores are Okapi BM25 (Robertson and Zaragoza 2009) with k1 = 1.2, b = 0.75
        and the idf of `idf`, with statistics of the whole corpus whatever the filters. Of a term and its synonyms, each
        weighted, the best score counts.
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

    `is_all` says that no other text matches.
    """

    numbers: Ints
    scores: Scores
    is_all: bool

    @classmethod
    def of(cls, numbers: Ints, scores: Scores, limit: int) -> "Proposal":
        """Return the proposal for texts that an engine found, in any order, for a limit."""
        order = numbers.argsort()
        return cls(numbers[order], scores[order], len(numbers) < limit)


class Proposer(Protocol):
    """Proposes texts with rough scores, from which `ProposalRetriever` selects by exact scores.

    Its scores approximate `Scoring.sums` of the sentence or document level. Safe to use from several threads.
    """

    def sentences(self, scoring: Scoring, filters: Filters, limit: int) -> Proposal:
        """Propose the best sentences by their own terms."""
        ...

    def documents(self, scoring: Scoring, filters: Filters, limit: int) -> Proposal:
        """Propose the best documents."""
        ...

    def passing(self, filters: Filters) -> Ints:
        """Return the places of the documents that pass the filters, in any order."""
        ...
