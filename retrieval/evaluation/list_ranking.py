"""Ranks lists of candidates by a searcher, and measures the order by MAP and MRR.

All candidates together are one corpus, so that the rarity of a word is that among all of them, as peers count it; only
those of a question's own list compete. A candidate is a document of its own: it has no title, and its neighbours in the
list say nothing about it.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from retrieval.analysis.languages import Languages
from retrieval.evaluation.candidate_lists import CandidateList
from retrieval.evaluation.metrics import Estimate, mean_of
from retrieval.models import Document, Filters
from retrieval.searcher import CANDIDATES, Searcher

_UNTITLED = "–"
"""A title without words: that of a line without a title would be its text, whose words then count twice."""


@dataclass(frozen=True, slots=True)
class RankedList:
    """The places of a list's candidates, from 0, best first; `relevant` flags them in this order."""

    id: str
    places: tuple[int, ...]
    relevant: tuple[bool, ...]

    @property
    def counts(self) -> bool:
        """Whether it has relevant and irrelevant candidates, so that the order makes a difference."""
        return len(set(self.relevant)) > 1

    @property
    def average_precision(self) -> float:
        """The mean, over the relevant candidates, of the share of relevant ones down to each; 0 without any."""
        ranks = [rank for rank, is_relevant in enumerate(self.relevant, start=1) if is_relevant]
        return sum(number / rank for number, rank in enumerate(ranks, start=1)) / len(ranks) if ranks else 0.0

    @property
    def reciprocal_rank(self) -> float:
        """1 / the rank of the first relevant candidate; 0 without any."""
        return 1 / (self.relevant.index(True) + 1) if True in self.relevant else 0.0


@dataclass(frozen=True, slots=True)
class ListEvaluation:
    """The ranked lists in the order of the set, and the metrics of those that count; None if none does.

    `without_relevant` and `without_irrelevant` are the numbers of lists that are left out, as in published figures. An
    empty list is one without relevant candidates.
    """

    lists: tuple[RankedList, ...]
    counted: int
    without_relevant: int
    without_irrelevant: int
    mean_average_precision: Estimate | None
    mean_reciprocal_rank: Estimate | None


def write_corpus(lists: Sequence[CandidateList], path: Path, languages: Languages) -> None:
    """Write the candidates as a corpus of JSON lines, those of a list with the same source."""
    with path.open("w", encoding="utf-8") as file:
        for number, its in enumerate(lists):
            # Single sentences are too short to tell; a list is of one language.
            together = " ".join(it.text for it in its.candidates)
            language = languages.of(Document("", together, "", language=its.language))
            for place, candidate in enumerate(its.candidates):
                fields = {
                    "id": _id(number, place),
                    "text": candidate.text,
                    "title": _UNTITLED,
                    "source": _source(number),
                    "language": language,
                }
                file.write(json.dumps(fields) + "\n")


def rank_lists(
    searcher: Searcher, lists: Sequence[CandidateList], on_progress: Callable[[int], None] | None = None
) -> ListEvaluation:
    """Rank the candidates of each list; the searcher's corpus is what `write_corpus` wrote of these lists.

    `on_progress` is called with the number of lists ranked so far.
    """
    ranked = []
    for number, its in enumerate(lists):
        ranked.append(_ranked(searcher, number, its))
        if on_progress is not None:
            on_progress(len(ranked))
    return judge_lists(ranked)


def judge_lists(lists: Sequence[RankedList]) -> ListEvaluation:
    """Return the metrics of ranked lists, whoever ranked them."""
    counted = [it for it in lists if it.counts]
    return ListEvaluation(
        tuple(lists),
        len(counted),
        sum(not any(it.relevant) for it in lists),
        sum(bool(it.relevant) and all(it.relevant) for it in lists),
        mean_of([it.average_precision for it in counted]),
        mean_of([it.reciprocal_rank for it in counted]),
    )


def _ranked(searcher: Searcher, number: int, its: CandidateList) -> RankedList:
    place_of = {_id(number, place): place for place in range(len(its.candidates))}
    filters = Filters(sources=frozenset({_source(number)}))
    hits = searcher.search(its.question, CANDIDATES, filters).hits if its.candidates else ()
    places: dict[int, None] = {}
    for hit in hits:
        # A near-duplicate is not searched: it stands beside the candidate that is.
        same = {place_of[it.id] for it in (hit.document, *hit.also) if it.id in place_of}
        places.update(dict.fromkeys(_worst_first(same.difference(places), its)))
    places.update(dict.fromkeys(_worst_first(set(range(len(its.candidates))).difference(places), its)))
    order = tuple(places)
    return RankedList(its.id, order, tuple(its.candidates[place].relevant for place in order))


def _worst_first(places: set[int], its: CandidateList) -> list[int]:
    """Return places between which nothing decides, the irrelevant first: the order of a file must not help."""
    return sorted(places, key=lambda place: (its.candidates[place].relevant, place))


def _id(number: int, place: int) -> str:
    return f"{number}.{place}"


def _source(number: int) -> str:
    return f"list {number}"
