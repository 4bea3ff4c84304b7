"""Stores over small corpora, and their content for comparison."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from retrieval.corpus.loaders import ReadingOptions
from retrieval.engines import open_disk
from retrieval.models import Weights
from retrieval.searcher import OpenRetriever, Searcher
from retrieval.segments.open_collection import OpenCollection
from retrieval.segments.reader import SegmentReader
from retrieval.store import Generation, IndexSettings, Store
from retrieval.store.compatibility import FORMAT
from tests.retrieval.articles import SYNONYMS, shipped_ranker

OPTIONS = ReadingOptions()
HOME = f"format-{FORMAT}"


def store_of(folder: Path, corpus: Path, wants_tantivy: Callable[[int], bool] = lambda _: True) -> Store:
    """Return a store that reads in this process."""
    return Store(folder, corpus, IndexSettings(OPTIONS, wants_tantivy, processes=1))


def searcher_of(store: Store, engine: OpenRetriever = open_disk) -> Searcher:
    """Search a store as the program does."""
    return Searcher(store, SYNONYMS, Weights(), shipped_ranker(), engine)


def opened(store: Store) -> Generation:
    """Open the current generation, which must be there."""
    generation = store.current()
    assert generation is not None
    return generation


def seen(generation: Generation) -> dict[str, object]:
    """Return all content of a generation that must not depend on its history."""
    collection = generation.collection
    terms: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.int64]]] = {}
    for part in collection.parts:
        for number, term in enumerate(part.segment.terms.words()):
            terms[term] = terms.get(term, np.zeros(3, np.int64)) + part.frequencies[:, number]
    return {
        "documents": list(_documents(generation)),
        "terms": {term: tuple(counts.tolist()) for term, counts in sorted(terms.items()) if counts.any()},
        "totals": collection.totals,
        "duplicates": sorted((kept.id, tuple(it.id for it in further)) for kept, further in generation.duplicates()),
        "listed": list(generation.documents()),
        "corpus": generation.corpus,
        "overview": generation.overview(),
        "words": {
            term: (
                generation.words.case_counts(term),
                generation.words.frequency(term),
                generation.words.acronyms((term,)),
            )
            for term in terms
            if terms[term].any()
        },
    }


def _documents(generation: Generation) -> Iterator[object]:
    """Yield each document that is served, with its sentences and the terms of these and of its title."""
    collection = generation.collection
    sentences = SegmentReader(OpenCollection(collection)).sentences(range(generation.corpus.sentences))
    for place, number in enumerate(collection.order.tolist()):
        segment, inside = (part := collection.part_of(number)).segment, number - part.first
        terms = segment.terms_of(inside)
        words = [segment.terms.word(it) for it in terms.ids.tolist()]
        ends = np.cumsum(terms.counts).tolist()
        first, end = collection.first_sentence[place : place + 2].tolist()
        yield (
            segment.document(inside),
            [segment.terms.word(it) for it in terms.title_ids.tolist()],
            sentences[first:end],
            [words[start:stop] for start, stop in zip([0, *ends], ends, strict=False)],
        )
