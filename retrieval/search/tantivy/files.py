"""What tantivy keeps of a corpus: the terms of every sentence and every document, to be searched and nothing else.

Two tantivy indexes in one folder. Neither stores a text: what is found is a key, made of the document's number and the
sentence's within it. A generation's folder is never written to once it serves; the next begins as its `clone`.
"""

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from json.encoder import encode_basestring
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from retrieval.models import Filters, iso_day, source_key

if TYPE_CHECKING:
    import tantivy

SENTENCES = "sentences"
DOCUMENTS = "documents"
LEVELS = (SENTENCES, DOCUMENTS)
_SENTENCE_BITS = 24  # of a key; the rest is the document's number
_WORDS = 4096  # remembered, with how many texts hold them
_LEAST_HEAP = 16 << 20  # tantivy refuses a thread less than 15 MB
# tantivy puts a new file in the place of these when it writes; every other file is written once.
_META = "meta.json"
_REPLACED = frozenset({_META, ".managed.json"})
_LOCKS = ".lock"


@contextmanager
def _failing_as_files_do() -> Iterator[None]:
    """Raise what tantivy raises where it cannot write, or read what is there, as what Python's own files would."""
    try:
        yield
    except ValueError as error:
        raise OSError(f"tantivy says: {error}") from error


class TantivyWriter:
    """Adds and deletes documents in a folder; what is written is there after `commit`, or else nothing of it.

    It raises `OSError` where it cannot write.
    """

    @_failing_as_files_do()
    def __init__(self, folder: Path, heap_bytes: int = 128 << 20, threads: int = 1) -> None:
        """Open a folder's indexes to write, made where there are none. The heap is for both together."""
        import tantivy  # noqa: PLC0415  (heavy: only who indexes or searches needs it)

        shares = {SENTENCES: 0.7, DOCUMENTS: 0.3}
        self._writers = {}
        for level in LEVELS:
            path = folder / level
            path.mkdir(parents=True, exist_ok=True)
            index = tantivy.Index(_schema(), path=str(path))
            heap = max(int(heap_bytes * shares[level]), _LEAST_HEAP * threads)
            self._writers[level] = index.writer(heap_size=heap, num_threads=threads)

    def add(
        self,
        number: int,
        sentences: Sequence[str],
        document_terms: str,
        source: str | None = None,
        published: str | None = None,
    ) -> None:
        """Add a document: the terms of each of its sentences, and those of all of it, with spaces between them.

        Numbers must be distinct; those of deleted documents are not used again.
        """
        escaped = [encode_basestring(it)[1:-1] for it in (document_terms, *sentences)]
        self.add_in_json(number, escaped[1:], escaped[:1], source, published)

    @_failing_as_files_do()
    def add_in_json(
        self, number: int, sentences: Sequence[str], whole: Sequence[str], source: str | None, published: str | None
    ) -> None:
        """Add a document of which all terms are written as in a JSON string; those of all of it in several pieces."""
        if len(sentences) >= 1 << _SENTENCE_BITS:
            raise ValueError(f"document {number} has {len(sentences)} sentences, more than an index can number")
        # As JSON, which the library reads in a third less time than it is told field by field.
        told = f',"source":{encode_basestring(source_key(source))}' if source else ""
        if (day := _ordinal(iso_day(published))) is not None:
            told += f',"day":{day}'
        told += f',"document":{number},"key":'
        key = number << _SENTENCE_BITS
        add = self._writers[SENTENCES].add_json
        for place, terms in enumerate(sentences, key):
            add(f'{{"terms":"{terms}"{told}{place}}}')
        self._writers[DOCUMENTS].add_json(f'{{"terms":"{" ".join(whole)}"{told}{key}}}')

    @_failing_as_files_do()
    def delete(self, number: int) -> None:
        """Delete a document and its sentences."""
        for writer in self._writers.values():
            # By a signed integer: tantivy finds nothing to delete by an unsigned one.
            writer.delete_documents_by_term("document", number)

    @_failing_as_files_do()
    def commit(self) -> None:
        """Write what was added and deleted since the last time."""
        # Each has a last file to write out, and to wait for the disk.
        with ThreadPoolExecutor(len(self._writers)) as pool:
            for done in [pool.submit(writer.commit) for writer in self._writers.values()]:
                done.result()

    @_failing_as_files_do()
    def close(self) -> None:
        """Wait for the threads, and give the folder free for another writer; what was not committed is dropped."""
        for writer in self._writers.values():
            writer.wait_merging_threads()
        self._writers.clear()

    def __enter__(self) -> Self:
        """Write within a `with`: the folder is given free whatever happens."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close."""
        self.close()


@dataclass(frozen=True, slots=True)
class Found:
    """What tantivy found, best first: the numbers of documents and of sentences within them, and their scores."""

    documents: NDArray[np.int64]
    sentences: NDArray[np.int64]
    scores: NDArray[np.float64]


class TantivySearch:
    """Searches one level of a folder as it is now: later commits are not seen. Safe to use from several threads."""

    @_failing_as_files_do()
    def __init__(self, folder: Path, level: str) -> None:
        """Open `SENTENCES` or `DOCUMENTS` of a folder."""
        import tantivy  # noqa: PLC0415  (see above)

        self._tantivy = tantivy
        self._folder = folder / level
        self._meta = (self._folder / _META).read_bytes()
        index = self._opened()
        self._schema = index.schema
        self._searcher = index.searcher()
        self._known: dict[str, int] = {}
        # With those that were deleted but not yet merged away, which tantivy counts too.
        self.texts = sum(segment["max_doc"] for segment in json.loads(self._meta)["segments"])

    def frequency(self, term: str) -> int:
        """Return how many texts tantivy believes to hold a term, those included that were deleted."""
        if (having := self._known.get(term)) is None:
            having = self._searcher.doc_freq("terms", term)
            if len(self._known) >= _WORDS:
                self._known.clear()
            self._known[term] = having
        return having

    def best(self, boosts: Mapping[str, float], filters: Filters, limit: int) -> Found:
        """Return the best texts by the sum of boosted BM25 scores of the terms, ties in any order."""
        searcher = self._searcher  # of which another thread may make a new one meanwhile
        Query, Occur = self._tantivy.Query, self._tantivy.Occur  # noqa: N806  (they are classes)
        query = Query.boolean_query(
            [
                # The kind of postings to read: with frequencies, as they were indexed.
                (Occur.Should, Query.boost_query(Query.term_query(self._schema, "terms", term, "freq"), boost))
                for term, boost in boosts.items()
            ]
        )
        if not filters.is_empty:
            fitting = [(Occur.Must, Query.boost_query(it, 0.0)) for it in self._filtering(filters)]
            query = Query.boolean_query([(Occur.Must, query), *fitting])
        hits = searcher.search(query, limit, count=False).hits
        keys = searcher.fast_field_values("key", [address for _, address in hits])
        numbers = np.array(keys, dtype=np.int64)
        return Found(
            documents=numbers >> _SENTENCE_BITS,
            sentences=numbers & ((1 << _SENTENCE_BITS) - 1),
            scores=np.array([score for score, _ in hits], dtype=np.float64),
        )

    def passing(self, filters: Filters) -> NDArray[np.int64]:
        """Return the numbers of the documents that fit, in any order; to be asked of `DOCUMENTS`."""
        query = self._tantivy.Query.boolean_query(
            [(self._tantivy.Occur.Must, it) for it in self._filtering(filters)],
        )
        searcher = self._searcher
        hits = searcher.search(query, max(self.texts, 1), count=False).hits
        keys = searcher.fast_field_values("key", [address for _, address in hits])
        return np.array(keys, dtype=np.int64) >> _SENTENCE_BITS

    def release_memory(self) -> None:
        """Open the same files anew: what was read of those that are mapped now is the process's no longer.

        Where they were removed, since a later generation serves, or others stand in their place, all stays as it is.
        """
        with suppress(OSError), _failing_as_files_do():
            searcher = self._opened().searcher()
            if (self._folder / _META).read_bytes() == self._meta:
                self._searcher = searcher

    def _opened(self) -> "tantivy.Index":
        index = self._tantivy.Index.open(str(self._folder))
        index.config_reader(reload_policy="manual")  # else a thread looks twice a second for a new commit
        return index

    def _filtering(self, filters: Filters) -> "Iterable[tantivy.Query]":
        query = self._tantivy.Query
        if filters.sources:
            yield query.term_set_query(self._schema, "source", sorted({source_key(it) for it in filters.sources}))
        if filters.since is not None or filters.until is not None:
            yield query.range_query(
                self._schema,
                "day",
                self._tantivy.FieldType.Integer,
                _ordinal(filters.since) or date.min.toordinal(),
                _ordinal(filters.until) or date.max.toordinal(),
            )


def clone(old: Path, new: Path) -> None:
    """Make a folder that begins as another and is written to without altering it: files are shared by hard links."""
    for level in LEVELS:
        (new / level).mkdir(parents=True)
        for entry in os.scandir(old / level):
            if entry.name in _REPLACED:
                shutil.copyfile(entry.path, new / level / entry.name)
            elif not entry.name.endswith(_LOCKS):
                try:
                    os.link(entry.path, new / level / entry.name)
                except OSError:  # not every file system can
                    shutil.copyfile(entry.path, new / level / entry.name)


def _schema() -> "tantivy.Schema":
    import tantivy  # noqa: PLC0415  (see above)

    schema = tantivy.SchemaBuilder()
    schema.add_text_field("terms", stored=False, tokenizer_name="whitespace", index_option="freq")
    schema.add_integer_field("document", stored=False, indexed=True)
    schema.add_integer_field("key", stored=False, fast=True)
    schema.add_text_field("source", stored=False, tokenizer_name="raw", index_option="basic")
    schema.add_integer_field("day", stored=False, fast=True)
    return schema.build()


def _ordinal(day: str | None) -> int | None:
    return None if day is None else date.fromisoformat(day).toordinal()
