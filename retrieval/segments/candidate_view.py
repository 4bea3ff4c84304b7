"""Assembles the `CandidateView` of sentences: each sentence is located once, and each file read once."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis.languages import words_in
from retrieval.models import SentenceKind, language_code
from retrieval.segments.arrays import ranges
from retrieval.segments.open_collection import IndexedTerm, Ints, OpenCollection, OpenPart
from retrieval.segments.sentence_words import SegmentTerms, words_of
from retrieval.segments.term_counts import TermMatcher, in_titles
from retrieval.segments.view import OFFSETS, CandidateView

_REACH = max(OFFSETS)
_MOST_HEADINGS = 3
"""The most headings before the first sentence of a document."""
_COLUMNS = np.argsort(OFFSETS)
"""The index in `OFFSETS` of each distance, from the farthest before to the farthest after."""


@dataclass(frozen=True, slots=True)
class LazyTexts:
    """The `SentenceTexts` of sentences given by their parts and byte offsets, and the `language_number` of each."""

    opened: Sequence[OpenPart]
    parts: Ints
    begins: Ints
    ends: Ints
    languages: Ints

    def __getitem__(self, row: int, /) -> str:
        """Read the text of a sentence."""
        part = self.opened[int(self.parts[row])]
        return part.texts.bytes(int(self.begins[row]), int(self.ends[row])).decode()

    def words(self, row: int, /) -> list[str]:
        """Return the words of a sentence, split by the rules of its document's language."""
        return _words(self[row], int(self.languages[row]))


@lru_cache(maxsize=1 << 12)
def _words(text: str, language_number: int) -> list[str]:
    """Return the words of a sentence, not to be changed; cached, since popular sentences recur."""
    return words_in(text, language_code(language_number))


def candidate_view(
    collection: OpenCollection, all_terms: SegmentTerms, terms: Sequence[IndexedTerm], sentence_ids: Ints
) -> CandidateView:
    """Return the view of sentences; the terms are distinct."""
    located = collection.locate(sentence_ids)
    count = len(sentence_ids)
    before = np.minimum(sentence_ids - collection.first_sentence[located.places], _REACH)
    after = np.minimum(collection.first_sentence[located.places + 1] - 1 - sentence_ids, _REACH)
    starts, begins, ends, lengths, languages = np.zeros((5, count), np.int64)
    is_lead = np.zeros(count, np.bool_)
    kinds, flags = np.zeros((2, count), np.uint8)
    contains = np.zeros((len(terms), count, len(OFFSETS)), np.bool_)
    in_title = np.zeros((count, len(terms)), np.bool_).T
    for number, here in located.by_part:
        part = collection.parts[number]
        sentences, documents = located.sentences[here], located.documents[here]
        matcher = TermMatcher(terms, number)
        spans = part.spans_of(sentences, documents)
        starts[here], begins[here], ends[here] = spans[:, 0], spans[:, 2], spans[:, 3]
        kinds[here], flags[here] = part.segment.kinds[sentences], part.segment.flags[sentences]
        is_lead[here] = _are_leads(part, sentences, documents)
        lengths[here] = part.segment.lengths[documents]
        languages[here] = part.segment.languages[documents]
        slots, rows, distances = _matches_around(part, matcher, sentences, before[here], after[here])
        contains[slots, here[rows], _COLUMNS[distances + _REACH]] = True
        _, slots, rows = in_titles(part, matcher, documents)
        in_title[slots, here[rows]] = True
    return CandidateView(
        texts=LazyTexts(collection.parts, located.parts, begins, ends, languages),
        flags=flags,
        documents=located.places,
        starts=starts,
        kinds=kinds,
        is_lead=is_lead,
        text_lengths=lengths,
        words=words_of(collection, all_terms, located),
        contains=contains,
        in_title=in_title,
    )


def _are_leads(part: OpenPart, sentences: Ints, documents: Ints) -> NDArray[np.bool_]:
    """Tell which sentences are the first of their documents, but for a few headings before them."""
    firsts = part.segment.first_sentence[documents].astype(np.int64)
    is_lead = np.zeros(len(sentences), np.bool_)
    for row in np.flatnonzero(sentences - firsts <= _MOST_HEADINGS).tolist():
        *before, its = (part.segment.kinds[firsts[row] : sentences[row] + 1] == SentenceKind.PROSE).tolist()
        is_lead[row] = its and not any(before)
    return is_lead


def neighbours(
    collection: OpenCollection, terms: Sequence[IndexedTerm], sentence_id: int, reach: int
) -> tuple[NDArray[np.bool_], int]:
    """Look for terms in the sentences around one; see `SentenceReader.neighbours`."""
    place, number, _, sentence = collection.locate_one(sentence_id)
    first, end = collection.first_sentence[place : place + 2].tolist()
    before, after = min(sentence_id - first, reach), min(end - 1 - sentence_id, reach)
    part = collection.parts[number]
    bounds = part.term_bounds_of(sentence - before, sentence + after + 2)
    ids = np.frombuffer(part.term_ids.bytes(int(bounds[0]), int(bounds[-1])), np.uint32)
    contains = np.zeros((len(terms), before + 1 + after), np.bool_)
    slots, at = TermMatcher(terms, number).positions(ids)
    contains[slots, bounds.searchsorted(at + bounds[0], "right") - 1] = True
    return contains, before


def _matches_around(
    part: OpenPart, matcher: TermMatcher, sentences: Ints, before: Ints, after: Ints
) -> tuple[Ints, Ints, Ints]:
    """Find terms in sentences and their neighbours: which term, near which sentence, at which distance from it."""
    sizes = before + after + 1
    bounds = part.term_bounds(sentences - before, sentences + after + 2)
    sizes += 1  # after each run of neighbours comes an empty sentence
    lasts = sizes.cumsum() - 1
    own = np.diff(bounds)
    own[lasts[:-1]] = 0
    ids = part.term_ids.together(bounds[lasts - sizes + 1], bounds[lasts])
    slots, at = matcher.positions(ids)
    found = own.cumsum().searchsorted(at, "right")
    return slots, np.arange(len(sizes)).repeat(sizes)[found], ranges(-before, after + 2)[found]
