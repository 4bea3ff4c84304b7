"""Where the words of a question stand in some documents, read from the terms of the segments."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.segments.arrays import ranges
from retrieval.segments.frequencies import LEVELS, TITLE_COUNTS
from retrieval.segments.reader import Ints, OpenPart, Served

_NOWHERE = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Word:
    """A term that is searched for: its number in each part, -1 where it is not there, and how many texts hold it.

    `frequencies` are of sentences, windows and documents.
    """

    term: str
    ids: tuple[int, ...]
    frequencies: tuple[int, ...]


def look_up(term: str, parts: Sequence[OpenPart]) -> Word:
    """Return what the segments know of a term."""
    ids = tuple(part.segment.terms.get(term) for part in parts)
    found = [part.frequencies[:, number].tolist() for part, number in zip(parts, ids, strict=True) if number >= 0]
    return Word(term, ids, tuple(map(sum, zip(*found, strict=True))) if found else (0,) * LEVELS)


@dataclass(frozen=True, slots=True)
class Texts:
    """How often each word stands in some texts, by word and text, and how many terms each text has."""

    counts: Ints
    lengths: Ints

    def of(self, texts: Ints) -> "Texts":
        """Return some of the texts, those of one word after another's: how they lie decides the last bit of sums."""
        return Texts(self.counts.take(texts, axis=1), self.lengths[texts])


class Occurrences:
    """The occurrences of words in documents, which are given by their places, distinct and ascending.

    Of a large document only the sentences around those that are named are read, and what it holds as a whole is known
    from its segment. Whatever its length, the work is bounded.
    """

    def __init__(self, served: Served, words: Sequence[Word], places: Ints, around: Callable[[], Ints]) -> None:
        """Read the documents; of large ones what `around` gives, ascending, with two on either side."""
        self._places = places
        parts, documents = served.documents_at(places)
        runs = _runs(served, parts, documents, places, around)
        self._run_starts = runs.first_ids
        self._run_ordinals = np.zeros(len(runs.first_ids), np.int64)
        in_documents = np.zeros((len(words), len(places)), np.int64)
        lengths = np.zeros(len(places), np.int64)
        # Sentences have ordinals, with one that is no sentence before each run and at the end.
        sentence_lengths: list[Ints] = []
        found: list[tuple[Ints, Ints]] = []
        count = 1
        for number in np.flatnonzero(np.bincount(parts)).tolist():
            part = served.parts[number]
            ids = Ids(words, number)
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
            terms = part.term_ids.together(*run_terms)
            lengths[runs.documents[here]] = run_terms[1] - run_terms[0]
            slots, at = ids.among(terms)
            ordinals = own.cumsum().searchsorted(at, "right")
            found.append((slots, ordinals + count))
            sentence_lengths.append(own)
            count += len(own)
            (of,) = np.nonzero(parts == number)
            title_lengths, slots_of_titles, titles = in_titles(part, ids, documents[of])
            np.add.at(in_documents, (slots_of_titles, of[titles]), TITLE_COUNTS)
            run_of = np.arange(len(here)).repeat(sizes)[ordinals]
            in_runs = runs.documents[here][run_of]
            is_whole = ~runs.large[in_runs]
            flat = slots[is_whole] * len(places) + in_runs[is_whole]
            in_documents += np.bincount(flat, minlength=in_documents.size).reshape(in_documents.shape)
            for document in np.flatnonzero(runs.large & (parts == number)).tolist():
                counts, lengths[document] = part.segment.large.counts(int(documents[document]), ids.sorted)
                in_documents[ids.slots, document] += counts
            lengths[of] += TITLE_COUNTS * title_lengths
        self.documents = Texts(in_documents, lengths)
        of_sentences = np.concatenate((np.zeros(1, np.int64), *sentence_lengths, np.zeros(1, np.int64)))
        flat = np.concatenate([_NOWHERE, *(slots * len(of_sentences) + ordinals for slots, ordinals in found)])
        by_ordinal = np.bincount(flat, minlength=len(words) * len(of_sentences))
        self._sentences = Texts(by_ordinal.reshape(len(words), -1), of_sentences)

    def document_of(self, places: Ints) -> Ints:
        """Return which of the documents, counted from 0, have these places."""
        return self._places.searchsorted(places)

    def _ordinals_of(self, sentence_ids: Ints) -> Ints:
        runs = self._run_starts.searchsorted(sentence_ids, "right") - 1
        return self._run_ordinals[runs] + sentence_ids - self._run_starts[runs]

    def sentences(self, sentence_ids: Ints) -> Texts:
        """Return the words in sentences that were read; ids are distinct and ascending."""
        return self._sentences.of(self._ordinals_of(sentence_ids))

    def levels(self, sentence_ids: Ints) -> tuple[Texts, Texts]:
        """Return the words in sentences, likewise, and in their windows."""
        ordinals = self._ordinals_of(sentence_ids)
        before, itself, after = (self._sentences.of(ordinals + by) for by in (-1, 0, 1))
        return itself, Texts(
            before.counts + itself.counts + after.counts, before.lengths + itself.lengths + after.lengths
        )


def holding(served: Served, words: Sequence[Word], sentence_ids: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Tell for each word which of these sentences hold it; the words are distinct."""
    ids, inverse = np.unique(sentence_ids, return_inverse=True)
    held = np.zeros((len(words), len(ids)), np.bool_)
    located = served.locate(ids)
    for number in np.flatnonzero(np.bincount(located.parts)).tolist():
        part = served.parts[number]
        (here,) = np.nonzero(located.parts == number)
        sentences = located.sentences[here]
        # Sentences that follow one another are read at once.
        (breaks,) = np.nonzero(np.diff(sentences) != 1)
        starts = sentences[np.concatenate(([0], breaks + 1))]
        ends = sentences[np.concatenate((breaks, [len(sentences) - 1]))] + 1
        bounds = part.term_bounds(starts, ends + 1)
        lasts = np.cumsum(ends - starts + 1) - 1
        own = np.delete(np.diff(bounds), lasts[:-1])
        terms = part.term_ids.together(bounds[np.concatenate(([0], lasts[:-1] + 1))], bounds[lasts])
        slots, at = Ids(words, number).among(terms)
        held[slots, here[np.arange(len(here)).repeat(own)[at]]] = True
    return held[:, inverse].reshape(len(words), *sentence_ids.shape)


def titled(served: Served, words: Sequence[Word], sentence_ids: Ints) -> NDArray[np.bool_]:
    """Tell for each word which of these sentences have it in their document's title; the words are distinct."""
    places, inverse = np.unique(served.place_of(sentence_ids), return_inverse=True)
    held = np.zeros((len(words), len(places)), np.bool_)
    parts, documents = served.documents_at(places)
    for number in np.flatnonzero(np.bincount(parts)).tolist():
        (here,) = np.nonzero(parts == number)
        _, slots, at = in_titles(served.parts[number], Ids(words, number), documents[here])
        held[slots, here[at]] = True
    return held[:, inverse].reshape(len(words), *sentence_ids.shape)


class Ids:
    """The numbers that words have in one part."""

    def __init__(self, words: Sequence[Word], part: int) -> None:
        """Take those that it has."""
        ids = [word.ids[part] for word in words]
        self.slots = np.array(sorted((slot for slot, it in enumerate(ids) if it >= 0), key=ids.__getitem__), np.int64)
        self.sorted = np.array([ids[slot] for slot in self.slots.tolist()], np.uint32)

    def among(self, terms: NDArray[np.generic]) -> tuple[Ints, Ints]:
        """Return which words stand among terms, and at which of their places: those of one word after another's."""
        # A question has few words: to compare with each takes less than to look up every term of the texts.
        found = [(terms == it).nonzero()[0] for it in self.sorted]
        slots = self.slots.repeat(np.array([len(at) for at in found], np.intp))
        return slots, np.concatenate([_NOWHERE, *found])


@dataclass(frozen=True, slots=True)
class _Runs:
    """Stretches of sentences that are read: none spans two documents.

    `documents` tells of which document each is, `starts` and `ends` are within the part, `first_ids` are the ids of the
    first sentences. `large` tells of each document whether it is large.
    """

    documents: Ints
    starts: Ints
    ends: Ints
    first_ids: Ints
    large: NDArray[np.bool_]


def _runs(served: Served, parts: Ints, documents: Ints, places: Ints, around: Callable[[], Ints]) -> _Runs:
    firsts, ends = np.zeros((2, len(places)), np.int64)
    large = np.zeros(len(places), np.bool_)
    for number in np.flatnonzero(np.bincount(parts)).tolist():
        part = served.parts[number]
        here = parts == number
        firsts[here] = part.first_sentence[documents[here]]
        ends[here] = part.first_sentence[documents[here] + 1]
        if len(part.segment.large.documents):
            large[here] = np.isin(documents[here], part.segment.large.documents)
    ids = served.first_sentence[places]
    numbers = np.arange(len(places))
    if not large.any():
        return _Runs(numbers, firsts, ends, ids, large)
    # Of large ones: the sentences that are wanted with two on either side, as far as these overlap together.
    wanted = around()
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


def in_titles(part: OpenPart, ids: Ids, documents: Ints) -> tuple[Ints, Ints, Ints]:
    """Return how many terms the titles of documents have, and which words stand in the title of which of them."""
    starts, stops = part.first_title_term[documents], part.first_title_term[documents + 1]
    slots, at = ids.among(part.segment.title_ids[ranges(starts, stops)])
    return stops - starts, slots, np.arange(len(documents)).repeat(stops - starts)[at]


def distinct(*several: Ints) -> Ints:
    """Return the distinct numbers of several arrays, ascending."""
    ordered = np.sort(np.concatenate(several))
    is_new = np.ones(len(ordered), np.bool_)
    is_new[1:] = ordered[1:] != ordered[:-1]
    return ordered[is_new]
