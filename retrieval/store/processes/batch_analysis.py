"""Documents to what the store keeps of them; in this process or in another."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis import sentence_bounds
from retrieval.corpus import Chunk, load
from retrieval.corpus.loaders import ReadingOptions
from retrieval.duplicates import signatures, term_hashes, text_hash
from retrieval.models import Document, Skipped
from retrieval.segments.batch import AllWords, Batch, BatchBuilder
from retrieval.segments.frequencies import Terms, Totals, frequencies, totals
from retrieval.vocabulary.batch_counts import BatchCounter
from retrieval.vocabulary.counts import WordTable
from retrieval.vocabulary.interning import WordInterner

_CHARACTERS = 1 << 20
"""Of a long file, what is analysed at a time: to do so takes many times as much memory."""


@dataclass(frozen=True, slots=True)
class Analysed:
    """Documents of some files, analysed: `files` names that of each; `frequencies`, `totals` and `words` are of all."""

    batch: Batch
    files: tuple[str, ...]
    frequencies: NDArray[np.int32]
    totals: Totals
    words: WordTable
    skipped: tuple[tuple[str, Skipped], ...]


def analyse_chunks(
    chunks: Sequence[Chunk], options: ReadingOptions, words: WordInterner | None = None
) -> Iterator[Analysed]:
    """Read and analyse chunks of files: together, or, of one that is streamed, so many characters at a time."""
    items = ((chunk.name, item) for chunk in chunks for item in load(chunk, options))
    if not any(chunk.is_streamed for chunk in chunks):
        yield analyse(items, words)
        return
    for some in _runs(items):
        yield analyse(some, words)
        if words is not None:
            words = words.or_new()


def _runs(items: Iterable[tuple[str, Document | Skipped]]) -> Iterator[Iterator[tuple[str, Document | Skipped]]]:
    """Yield items in runs of about `_CHARACTERS`, none of which is held; each is to be read before the next."""
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


def analyse(items: Iterable[tuple[str, Document | Skipped]], words: WordInterner | None = None) -> Analysed:
    """Analyse documents, each with the file that it stands in. `words` are those that are known from other batches."""
    builder = BatchBuilder()
    words = WordInterner() if words is None else words
    counter = BatchCounter(words)
    files: list[str] = []
    skipped: list[tuple[str, Skipped]] = []
    for file, item in items:
        if isinstance(item, Skipped):
            skipped.append((file, item))
        elif _add(item, builder, counter):
            files.append(file)
        else:
            skipped.append((file, Skipped(item.id, "has no sentence")))
    counts = counter.counts()
    terms = Terms(counts.ids, counts.counts, builder.sentence_counts(), counts.title_ids, counts.title_counts)
    words_of_all = AllWords(counts.word_terms, counts.word_roles, counts.word_counts)
    its_signatures = _signatures(terms, words.hashes(term_hashes).take(counts.interned))
    batch = builder.build(terms, words_of_all, counts.vocabulary, its_signatures)
    return Analysed(
        batch=batch,
        files=tuple(files),
        frequencies=frequencies(batch.terms, len(batch.vocabulary)),
        totals=totals(batch.terms),
        words=counts.words,
        skipped=tuple(skipped),
    )


def _add(document: Document, builder: BatchBuilder, counter: BatchCounter) -> bool:
    """Add a document; tell whether it has a sentence at all."""
    text = document.text
    bounds = sentence_bounds(text, document.body)
    if not bounds:
        return False
    counter.add(document.title, [text[start:end] for start, end, _ in bounds])
    builder.add_document(document, bounds, text_hash(text))
    return True


def _signatures(terms: Terms, hashes: NDArray[np.uint64]) -> bytes:
    """Return the signatures of all documents, by the hashes of the vocabulary's terms."""
    ends = np.cumsum(terms.counts, dtype=np.int64)[np.cumsum(terms.sentences, dtype=np.int64) - 1]
    return signatures(hashes.take(terms.ids), ends.tolist()).astype("<u4").tobytes()
