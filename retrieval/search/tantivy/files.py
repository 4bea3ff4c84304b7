"""Writes and searches tantivy's files: one index of sentences and one of documents, in one folder.

Neither stores a text. A hit is a key, made of the document's number and the sentence's number within it. The folder of
a generation is not written to once it serves; the next generation begins as its `clone`.
"""

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from json.encoder import encode_basestring
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from retrieval.models import day_number, iso_day, source_key
from retrieval.search.port import NOTHING_LEFT_OUT, EngineFilter
from retrieval.segments.sentence_filters import Terms

if TYPE_CHECKING:
    import tantivy

SENTENCES = "sentences"
DOCUMENTS = "documents"
LEVELS = (SENTENCES, DOCUMENTS)
_SENTENCE_BITS = 24  # of a key; the rest is the document's number
_TERMS = 4096  # cached, with their document frequencies
_LEAST_HEAP = 16 << 20  # tantivy refuses a thread less than 15 MB
# tantivy replaces these files when it commits; every other file is written once.
_META = "meta.json"
_REPLACED = frozenset({_META, ".managed.json"})
_LOCKS = ".lock"


@contextmanager
def _as_os_errors() -> Iterator[None]:
    """Raise tantivy's errors of reading and writing as `OSError`."""
    try:
        yield
    except ValueError as error:
        raise OSError(f"tantivy: {error}") from error


class TantivyWriter:
    """Adds and deletes documents; each `commit` is atomic. Raises `OSError` if it cannot write."""

    @_as_os_errors()
    def __init__(self, folder: Path, heap_bytes: int = 128 << 20, threads: int = 1) -> None:
        """Open the indexes of a folder, which are created if missing. They share the heap."""
        import tantivy  # noqa: PLC0415  (slow to import, and only needed here)

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
        """Add a document, given the terms of each sentence and of the whole document, separated by spaces.

        Numbers are distinct; those of deleted documents are not used again.
        """
        escaped = [encode_basestring(it)[1:-1] for it in (document_terms, *sentences)]
        self.add_in_json(number, escaped[1:], escaped[:1], source, published)

    @_as_os_errors()
    def add_in_json(
        self, number: int, sentences: Sequence[str], whole: Sequence[str], source: str | None, published: str | None
    ) -> None:
        """Add a document whose terms are escaped as in a JSON string; `whole` are pieces of the document's terms."""
        if len(sentences) >= 1 << _SENTENCE_BITS:
            raise ValueError(f"document {number} has {len(sentences)} sentences, more than an index can number")
        # As JSON, which takes a third less time than setting field by field.
        key = source_key(source or "")
        fields = f',"source":{encode_basestring(key)}' if key else ""
        if (day := iso_day(published)) is not None:
            fields += f',"day":{day_number(day)}'
        fields += f',"document":{number},"key":'
        first = number << _SENTENCE_BITS
        add = self._writers[SENTENCES].add_json
        for place, terms in enumerate(sentences, first):
            add(f'{{"terms":"{terms}"{fields}{place}}}')
        self._writers[DOCUMENTS].add_json(f'{{"terms":"{" ".join(whole)}"{fields}{first}}}')

    @_as_os_errors()
    def delete(self, number: int) -> None:
        """Delete a document and its sentences."""
        for writer in self._writers.values():
            # The field is signed: tantivy deletes nothing by an unsigned integer.
            writer.delete_documents_by_term("document", number)

    @_as_os_errors()
    def commit(self) -> None:
        """Write what was added and deleted since the last commit."""
        # In parallel, since each waits for the disk.
        with ThreadPoolExecutor(len(self._writers)) as pool:
            for done in [pool.submit(writer.commit) for writer in self._writers.values()]:
                done.result()

    @_as_os_errors()
    def close(self) -> None:
        """Wait for the threads and release the folder's lock; what was not committed is dropped."""
        for writer in self._writers.values():
            writer.wait_merging_threads()
        self._writers.clear()

    def __enter__(self) -> Self:
        """Return the writer, which the end of the block closes."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close."""
        self.close()


@dataclass(frozen=True, slots=True)
class Found:
    """Hits, best first: document numbers, sentence numbers within the documents, and tantivy's scores."""

    documents: NDArray[np.int64]
    sentences: NDArray[np.int64]
    scores: NDArray[np.float64]


class TantivySearch:
    """Searches one index of a folder as it is now; later commits are not seen. Safe to use from several threads."""

    @_as_os_errors()
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
        # Includes deleted texts that are not merged away yet: tantivy counts them, too.
        self.texts = sum(segment["max_doc"] for segment in json.loads(self._meta)["segments"])

    def frequency(self, term: str) -> int:
        """Return how many texts contain a term, by tantivy's count, which includes deleted ones."""
        if (having := self._known.get(term)) is None:
            having = self._searcher.doc_freq("terms", term)
            if len(self._known) >= _TERMS:
                self._known.clear()
            self._known[term] = having
        return having

    def best(self, boosts: Mapping[str, float], among: EngineFilter, limit: int) -> Found:
        """Return the best texts that pass by the sum of boosted BM25 scores of the terms, ties in any order."""
        searcher = self._searcher  # read once: `release_memory` replaces it
        Query, Occur = self._tantivy.Query, self._tantivy.Occur  # noqa: N806  (they are classes)
        query = Query.boolean_query(
            [
                # "freq": read postings with frequencies, as they were indexed.
                (Occur.Should, Query.boost_query(Query.term_query(self._schema, "terms", term, "freq"), boost))
                for term, boost in boosts.items()
            ]
        )
        if among != NOTHING_LEFT_OUT:
            fitting = [(Occur.Must, Query.boost_query(it, 0.0)) for it in self._conditions(among)]
            others = [(Occur.MustNot, self._with_all(terms)) for terms in among.excluded]
            query = Query.boolean_query([(Occur.Must, query), *fitting, *others])
        return _found(searcher, query, limit)

    def with_all(self, words: Terms) -> NDArray[np.int64]:
        """Return the numbers of the documents that have all of some words, in any order."""
        most = min(sum(map(self.frequency, alternatives)) for alternatives in words)
        return _found(self._searcher, self._with_all(words), max(most, 1)).documents

    def release_memory(self) -> None:
        """Reopen the files, which unmaps the pages read so far.

        Does nothing if they were removed or replaced, because a later generation serves.
        """
        with suppress(OSError), _as_os_errors():
            searcher = self._opened().searcher()
            if (self._folder / _META).read_bytes() == self._meta:
                self._searcher = searcher

    def _opened(self) -> "tantivy.Index":
        index = self._tantivy.Index.open(str(self._folder))
        index.config_reader(reload_policy="manual")  # else a thread polls for commits twice a second
        return index

    def _conditions(self, among: EngineFilter) -> "Iterable[tantivy.Query]":
        query = self._tantivy.Query
        if among.sources is not None:
            yield query.term_set_query(self._schema, "source", sorted(among.sources))
        if among.first_day is not None or among.last_day is not None:
            kind = self._tantivy.FieldType.Integer
            yield query.range_query(self._schema, "day", kind, among.first_day, among.last_day)
        if among.required:
            yield self._with_all(among.required)

    def _with_all(self, terms: Terms) -> "tantivy.Query":
        """Return the query for texts that have all of some words."""
        Query, Occur = self._tantivy.Query, self._tantivy.Occur  # noqa: N806  (they are classes)

        def one_of(alternatives: frozenset[str]) -> "tantivy.Query":
            # Not a set of terms, of which tantivy makes a bitmap of all texts.
            queries = [Query.term_query(self._schema, "terms", it, "basic") for it in sorted(alternatives)]
            return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, it) for it in queries])

        queries = [one_of(alternatives) for alternatives in terms]
        return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Must, it) for it in queries])


def _found(searcher: "tantivy.Searcher", query: "tantivy.Query", limit: int) -> Found:
    hits = searcher.search(query, limit, count=False).hits
    keys = searcher.fast_field_values("key", [address for _, address in hits])
    numbers = np.array(keys, dtype=np.int64)
    return Found(
        documents=numbers >> _SENTENCE_BITS,
        sentences=numbers & ((1 << _SENTENCE_BITS) - 1),
        scores=np.array([score for score, _ in hits], dtype=np.float64),
    )


def clone(old: Path, new: Path) -> None:
    """Copy a folder by hard links. Writing to the copy leaves the original as it is."""
    for level in LEVELS:
        (new / level).mkdir(parents=True)
        for path in (old / level).iterdir():
            if path.name in _REPLACED:
                shutil.copyfile(path, new / level / path.name)
            elif not path.name.endswith(_LOCKS):
                try:
                    (new / level / path.name).hardlink_to(path)
                except OSError:  # not every file system has hard links
                    shutil.copyfile(path, new / level / path.name)


def _schema() -> "tantivy.Schema":
    import tantivy  # noqa: PLC0415  (see above)

    schema = tantivy.SchemaBuilder()
    schema.add_text_field("terms", stored=False, tokenizer_name="whitespace", index_option="freq")
    schema.add_integer_field("document", stored=False, indexed=True)
    schema.add_integer_field("key", stored=False, fast=True)
    schema.add_text_field("source", stored=False, tokenizer_name="raw", index_option="basic")
    schema.add_integer_field("day", stored=False, fast=True)
    return schema.build()
