"""Counts query terms in documents, their sentences and windows, from the term ids of the segments."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.segments.arrays import ranges
from retrieval.segments.frequencies import TITLE_COUNTS
from retrieval.segments.open_collection import IndexedTerm, Ints, OpenCollection, OpenPart

_NOWHERE = np.zeros(0, np.int64)
_FEW = 4096


@dataclass(frozen=True, slots=True)
class TextCounts:
    """How often each term occurs in some texts, shape (terms, texts), and the length of each text in terms."""

    counts: Ints
    lengths: Ints

    def of(self, texts: Ints) -> "TextCounts":
        """Return some of the texts, in C order: the memory layout decides the last bit of sums."""
        return TextCounts(self.counts.take(texts, axis=1), self.lengths[texts])


class CountedDocuments:
    """Counts of terms in documents, in their sentences and in their windows.

    A large document is not read as a whole, so that the work is bounded: its counts are stored in its segment, and
    only the sentences of interest are read, with two on either side.
    """

    def __init__(
        self, collection: OpenCollection, terms: Sequence[IndexedTerm], places: Ints, of_interest: Callable[[], Ints]
    ) -> None:
        """Read the documents at some places, distinct and ascending.

        `of_interest` returns the ids of the sentences of interest, ascending; it is called if a document is large.
        """
        self._places = places
        parts, documents = collection.documents_at(places)
        runs = _runs(collection, parts, documents, places, of_interest)
        self._run_starts = runs.first_ids
        self._run_ordinals = np.zeros(len(runs.first_ids), np.int64)
        in_documents = np.zeros((len(terms), len(places)), np.int64)
        lengths = np.zeros(len(places), np.int64)
        # Sentences get ordinals. An empty sentence precedes each run and follows the last, so that windows end there.
        sentence_lengths: list[Ints] = []
        found: list[tuple[Ints, Ints]] = []
        count = 1
        for number in np.flatnonzero(np.bincount(parts)).tolist():
            part = collection.parts[number]
            matcher = TermMatcher(terms, number)
            (here,) = np.nonzero(parts[runs.documents] == number)
            starts, ends = runs.starts[here], runs.ends[here]
            sizes = ends - starts + 1
            self._run_ordinals[here] = count + sizes.cumsum() - sizes
            bounds = part.term_bounds(starts, ends + 1)
            lasts = sizes.cumsum() - 1
            own = np.zeros_like(bounds)
            np.subtract(bounds[1:], bounds[:-1], out=own[:-1])
            own[lasts] = 0
            run_terms = bounds[lasts - sizes + 1], bounds[lasts]
            ids = part.term_ids.together(*run_terms)
            lengths[runs.documents[here]] = run_terms[1] - run_terms[0]
            slots, at = matcher.positions(ids)
            ordinals = own.cumsum().searchsorted(at, "right")
            found.append((slots, ordinals + count))
            sentence_lengths.append(own)
            count += len(own)
            (of,) = np.nonzero(parts == number)
            title_lengths, slots_of_titles, titles = in_titles(part, matcher, documents[of])
            np.add.at(in_documents, (slots_of_titles, of[titles]), TITLE_COUNTS)
            run_of = np.arange(len(here)).repeat(sizes)[ordinals]
            in_runs = runs.documents[here][run_of]
            is_whole = ~runs.large[in_runs]
            flat = slots[is_whole] * len(places) + in_runs[is_whole]
            in_documents += np.bincount(flat, minlength=in_documents.size).reshape(in_documents.shape)
            for document in np.flatnonzero(runs.large & (parts == number)).tolist():
                counts, lengths[document] = part.segment.large.counts(int(documents[document]), matcher.sorted)
                in_documents[matcher.slots, document] += counts
            lengths[of] += TITLE_COUNTS * title_lengths
        self.documents = TextCounts(in_documents, lengths)
        of_sentences = np.concatenate((np.zeros(1, np.int64), *sentence_lengths, np.zeros(1, np.int64)))
        flat = np.concatenate([_NOWHERE, *(slots * len(of_sentences) + ordinals for slots, ordinals in found)])
        by_ordinal = np.bincount(flat, minlength=len(terms) * len(of_sentences))
        self._sentences = TextCounts(by_ordinal.reshape(len(terms), len(of_sentences)), of_sentences)

    def document_of(self, places: Ints) -> Ints:
        """Return the indexes of the documents at these places."""
        return self._places.searchsorted(places)

    def _ordinals_of(self, sentence_ids: Ints) -> Ints:
        runs = self._run_starts.searchsorted(sentence_ids, "right") - 1
        return self._run_ordinals[runs] + sentence_ids - self._run_starts[runs]

    def sentences(self, sentence_ids: Ints) -> TextCounts:
        """Return the counts in sentences that were read; ids are distinct and ascending."""
        return self._sentences.of(self._ordinals_of(sentence_ids))

    def levels(self, sentence_ids: Ints) -> tuple[TextCounts, TextCounts]:
        """Return the counts in sentences that were read, and in their windows; ids are distinct and ascending."""
        ordinals = self._ordinals_of(sentence_ids)
        before, itself, after = (self._sentences.of(ordinals + by) for by in (-1, 0, 1))
        return itself, TextCounts(
            before.counts + itself.counts + after.counts, before.lengths + itself.lengths + after.lengths
        )


class TermMatcher:
    """Finds terms among term ids of one part."""

    def __init__(self, terms: Sequence[IndexedTerm], part: int) -> None:
        """Take the ids that the terms have in the part; `slots` are their indexes among the terms, by id."""
        ids = [term.ids[part] for term in terms]
        self.slots = np.array(sorted((slot for slot, it in enumerate(ids) if it >= 0), key=ids.__getitem__), np.int64)
        self.sorted = np.array([ids[slot] for slot in self.slots.tolist()], np.uint32)

    def positions(self, ids: NDArray[np.generic]) -> tuple[Ints, Ints]:
        """Return the matches among term ids, grouped by term: the index of the term, and the position of the id."""
        # A query has few terms: comparing with each is faster than looking up every id, with few ids all at once.
        if len(ids) < _FEW:
            rows, at = np.divmod((ids == self.sorted[:, None]).ravel().nonzero()[0], len(ids))
            return self.slots[rows], at
        found = [(ids == it).nonzero()[0] for it in self.sorted]
        slots = self.slots.repeat(np.array([len(at) for at in found], np.intp))
        return slots, np.concatenate([_NOWHERE, *found])


@dataclass(frozen=True, slots=True)
class _Runs:
    """Runs of consecutive sentences to be read, each within one document.

    `documents` are indexes of documents, `starts` and `ends` are numbers within the part, `first_ids` are the ids of
    the first sentences. `large` flags the documents that are large.
    """

    documents: Ints
    starts: Ints
    ends: Ints
    first_ids: Ints
    large: NDArray[np.bool_]


def _runs(
    collection: OpenCollection, parts: Ints, documents: Ints, places: Ints, of_interest: Callable[[], Ints]
) -> _Runs:
    firsts, ends = np.zeros((2, len(places)), np.int64)
    large = np.zeros(len(places), np.bool_)
    for number in np.flatnonzero(np.bincount(parts)).tolist():
        part = collection.parts[number]
        here = parts == number
        firsts[here] = part.first_sentence[documents[here]]
        ends[here] = part.first_sentence[documents[here] + 1]
        if len(part.segment.large.documents):
            large[here] = np.isin(documents[here], part.segment.large.documents)
    ids = collection.first_sentence[places]
    numbers = np.arange(len(places))
    if not large.any():
        return _Runs(numbers, firsts, ends, ids, large)
    # Of large ones: the sentences of interest with two on either side; runs that overlap become one.
    wanted = of_interest()
    of = ids.searchsorted(wanted, "right") - 1
    wanted, of = wanted[large[of]], of[large[of]]
    begins = np.maximum(wanted - 2, ids[of])
    stops = np.minimum(wanted + 3, (ids + ends - firsts)[of])
    is_apart = (of[1:] != of[:-1]) | (begins[1:] > stops[:-1])
    at, until = np.concatenate(([True], is_apart)), np.concatenate((is_apart, [True]))
    run_of = np.concatenate((numbers[~large], of[at]))
    run_begins = np.concatenate((ids[~large], begins[at]))
    run_stops = np.concatenate(((ids + ends - firsts)[~large], stops[until]))
    order = np.lexsort((run_of, run_begins))  # a document without sentences begins where the next one does
    run_of, run_begins, run_stops = run_of[order], run_begins[order], run_stops[order]
    shifts = (firsts - ids)[run_of]
    return _Runs(run_of, run_begins + shifts, run_stops + shifts, run_begins, large)


def in_titles(part: OpenPart, matcher: TermMatcher, documents: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the lengths of documents' titles, and the matches in them: which term, in the title of which document."""
    starts, stops = part.first_title_term[documents], part.first_title_term[documents + 1]
    slots, at = matcher.positions(part.segment.title_ids[ranges(starts, stops)])
    return stops - starts, slots, np.arange(len(documents)).repeat(stops - starts)[at]


def union(*several: Ints) -> Ints:
    """Return the distinct values of several arrays, ascending."""
    ordered = np.sort(np.concatenate(several))
    is_new = np.ones(len(ordered), np.bool_)
    is_new[1:] = ordered[1:] != ordered[:-1]
    return ordered[is_new]
