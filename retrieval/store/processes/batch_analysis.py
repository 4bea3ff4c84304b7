"""Analyses documents into batches, in this process or in a worker."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis.languages import ENGLISH, Languages
from retrieval.analysis.marks import marked_bounds
from retrieval.corpus import Chunk, load
from retrieval.corpus.loaders import ReadingOptions
from retrieval.duplicates import signatures, term_hashes, text_hash
from retrieval.models import Document, Skipped
from retrieval.segments.batch import AllWords, Batch, SplitDocument, build_batch
from retrieval.segments.frequencies import DocumentTerms, Totals, frequencies, totals
from retrieval.vocabulary.batch_counts import BatchCounter
from retrieval.vocabulary.counts import WordTable
from retrieval.vocabulary.interning import WordInterner

_CHARACTERS = 1 << 20
"""Characters of a streamed file that are analysed at a time, since analysis takes many times as much memory."""


@dataclass(frozen=True, slots=True)
class Analysed:
    """An analysed batch: `files` has the file of each document; the counts are of all of them together."""

    batch: Batch
    files: tuple[str, ...]
    frequencies: NDArray[np.int32]
    totals: Totals
    words: WordTable
    skipped: tuple[tuple[str, Skipped], ...]


def analyse_chunks(
    chunks: Sequence[Chunk], options: ReadingOptions, languages: Languages, words: WordInterner | None = None
) -> Iterator[Analysed]:
    """Read and analyse chunks of files: together, or piecewise if one is streamed."""
    items = ((chunk.name, item) for chunk in chunks for item in load(chunk, options))
    if not any(chunk.is_streamed for chunk in chunks):
        yield analyse(items, languages, words)
        return
    for some in _runs(items):
        yield analyse(some, languages, words)
        if words is not None:
            words = words.or_new()


def _runs(items: Iterable[tuple[str, Document | Skipped]]) -> Iterator[Iterator[tuple[str, Document | Skipped]]]:
    """Yield runs of about `_CHARACTERS`, lazily: each must be consumed before the next."""
    rest = iter(items)
    for first in rest:
        yield _run(first, rest)


def _run(
    first: tuple[str, Document | Skipped], rest: Iterator[tuple[str, Document | Skipped]]
) -> Iterator[tuple[str, Document | Skipped]]:
    length = 0
    for entry in chain((first,), rest):
        yield entry
        _, item = entry
        length += len(item.text) if isinstance(item, Document) else len(item.reason)
        if length >= _CHARACTERS:
            return


def analyse(
    items: Iterable[tuple[str, Document | Skipped]], languages: Languages, words: WordInterner | None = None
) -> Analysed:
    """Analyse documents, each given with its file. `words` are those known from earlier batches."""
    words = WordInterner() if words is None else words
    counter = BatchCounter(words)
    files: list[str] = []
    split: list[SplitDocument] = []
    skipped: list[tuple[str, Skipped]] = []
    for file, item in items:
        if isinstance(item, Skipped):
            skipped.append((file, item))
            continue
        code = languages.of(item)
        analysis = languages.analysis(code)
        if bounds := marked_bounds(item, analysis.sentence_bounds):
            counter.add(item.title, [item.text[start:end] for start, end, _ in bounds], analysis)
            split.append(SplitDocument(_with_language(item, code), bounds, text_hash(item.text), code))
            files.append(file)
        else:
            skipped.append((file, Skipped(item.id, "has no sentence")))
    counts = counter.counts()
    sentences = np.array([len(it.bounds) for it in split], np.uint32)
    terms = DocumentTerms(counts.ids, counts.counts, sentences, counts.title_ids, counts.title_counts)
    all_words = AllWords(
        counts.word_terms,
        counts.word_token_types,
        counts.word_hashes,
        counts.word_counts,
        counts.title_word_terms,
        counts.title_word_counts,
    )
    document_signatures = _signatures(terms, words.hashes(term_hashes).take(counts.interned))
    return Analysed(
        batch=build_batch(split, terms, all_words, counts.vocabulary, document_signatures),
        files=tuple(files),
        frequencies=frequencies(terms, len(counts.vocabulary)),
        totals=totals(terms),
        words=counts.words,
        skipped=tuple(skipped),
    )


def _with_language(document: Document, code: str) -> Document:
    """Return the document with the language that was detected, so that it need not be detected again."""
    return document if document.language or code == ENGLISH.code else replace(document, language=code)


def _signatures(terms: DocumentTerms, hashes: NDArray[np.uint64]) -> bytes:
    """Return the signatures of all documents, given the hash of each term of the vocabulary."""
    ends = np.cumsum(terms.counts, dtype=np.int64)[np.cumsum(terms.sentences, dtype=np.int64) - 1]
    return signatures(hashes.take(terms.ids), ends.tolist()).astype("<u4").tobytes()
