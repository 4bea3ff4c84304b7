"""Other search engines behind one interface: build an index of lines of terms, open it, return the best 50 lines.

An engine imports its library when it is created. k1 is 1.2 and b 0.75, as in tantivy, if they can be set.
"""

import pickle
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.retrieval.scale.measurement import Ask

LIMIT = 50
_K1, _B = 1.2, 0.75


class Engine(ABC):
    """An engine under measurement."""

    @abstractmethod
    def build(self, terms: Path, folder: Path) -> None:
        """Index the lines of a file into the folder."""

    @abstractmethod
    def open(self, folder: Path) -> None:
        """Open the index that was built in the folder."""

    @abstractmethod
    def make_ask(self) -> Ask:
        """Return a function from terms to the best lines, for one thread."""


class Tantivy(Engine):
    """tantivy by itself, with terms split at spaces and one document per line."""

    def __init__(self) -> None:
        """Import it."""
        import tantivy  # noqa: PLC0415

        self._library: Any = tantivy
        builder = tantivy.SchemaBuilder()
        builder.add_integer_field("line", fast=True)
        builder.add_text_field("terms", tokenizer_name="spaces", index_option="freq")
        self._schema = builder.build()

    def build(self, terms: Path, folder: Path) -> None:
        """Index with one thread per core."""
        index = self._index(folder)
        writer = index.writer(heap_size=512 << 20)
        document = self._library.Document
        for number, line in _lines(terms):
            writer.add_document(document(line=number, terms=line))
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> None:
        """Map the files."""
        self._searcher = self._index(folder).searcher()

    def make_ask(self) -> Ask:
        """Return a function that matches any term; the threads share the searcher."""
        query, should = self._library.Query, self._library.Occur.Should
        schema, searcher = self._schema, self._searcher

        def ask(terms: Sequence[str]) -> list[int]:
            wanted = query.boolean_query([(should, query.term_query(schema, "terms", it)) for it in terms])
            found = searcher.search(wanted, LIMIT, count=False).hits
            return searcher.fast_field_values("line", [address for _, address in found])  # type: ignore[no-any-return]

        return ask

    def _index(self, folder: Path) -> Any:  # noqa: ANN401  (the library may be missing)
        index = self._library.Index(self._schema, path=str(folder))
        spaces = self._library.TextAnalyzerBuilder(self._library.Tokenizer.whitespace()).build()
        index.register_tokenizer("spaces", spaces)
        return index


class RankBm25(Engine):
    """rank-bm25, stored as a pickle since it has no file format."""

    def __init__(self) -> None:
        """Import it."""
        import numpy as np  # noqa: PLC0415
        from rank_bm25 import BM25Okapi  # noqa: PLC0415

        self._numpy: Any = np
        self._make: Any = BM25Okapi

    def build(self, terms: Path, folder: Path) -> None:
        """Index lists of terms."""
        made = self._make([line.split() for _, line in _lines(terms)], k1=_K1, b=_B)
        with (folder / "pickle").open("wb") as file:
            pickle.dump(made, file, pickle.HIGHEST_PROTOCOL)

    def open(self, folder: Path) -> None:
        """Read the pickle."""
        with (folder / "pickle").open("rb") as file:
            self._engine = pickle.load(file)  # noqa: S301  (written by `build`)

    def make_ask(self) -> Ask:
        """Return a function that scores every line."""
        numpy, engine = self._numpy, self._engine

        def ask(terms: Sequence[str]) -> list[int]:
            scores = engine.get_scores(list(terms))
            best = numpy.argpartition(-scores, min(LIMIT, len(scores) - 1))[:LIMIT]
            return best[numpy.argsort(-scores[best])].tolist()  # type: ignore[no-any-return]

        return ask


class Bm25s(Engine):
    """bm25s: precomputed scores in mapped files, summed by numba."""

    def __init__(self) -> None:
        """Import it and numba, without which it is much slower."""
        import bm25s  # noqa: PLC0415
        import numba  # noqa: F401, PLC0415
        import numpy as np  # noqa: PLC0415

        self._library: Any = bm25s
        self._numpy: Any = np

    def build(self, terms: Path, folder: Path) -> None:
        """Index lists of term numbers."""
        numbers: dict[str, int] = {}
        lines = [[numbers.setdefault(it, len(numbers)) for it in line.split()] for _, line in _lines(terms)]
        engine = self._library.BM25(k1=_K1, b=_B, method="lucene", backend="numba")
        engine.index((lines, numbers), show_progress=False)
        engine.save(str(folder))

    def open(self, folder: Path) -> None:
        """Map the files; the first question compiles the code."""
        self._engine = self._library.BM25.load(str(folder), mmap=True)
        self._engine.backend = "numba"
        self._engine.activate_numba_scorer()

    def make_ask(self) -> Ask:
        """Return a function that matches any term."""
        engine, lines = self._engine, self._engine.scores["num_docs"]

        def ask(terms: Sequence[str]) -> list[int]:
            known = [it for it in terms if it in engine.vocab_dict]
            if not known:
                return []
            found = engine.retrieve([known], k=min(LIMIT, lines), show_progress=False, n_threads=0)
            return found.documents[0].tolist()  # type: ignore[no-any-return]

        return ask


class Fts5(Engine):
    """SQLite FTS5, as a contentless table."""

    def __init__(self) -> None:
        """Check that this SQLite has it."""
        sqlite3.connect(":memory:").execute("CREATE VIRTUAL TABLE probe USING fts5(terms)")

    def build(self, terms: Path, folder: Path) -> None:
        """Index in one transaction, then merge."""
        database = sqlite3.connect(folder / "fts5.sqlite")
        database.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-200000")
        database.execute("CREATE VIRTUAL TABLE lines USING fts5(terms, content='', columnsize=1)")
        database.executemany("INSERT INTO lines(rowid, terms) VALUES (?, ?)", _lines(terms))
        database.execute("INSERT INTO lines(lines) VALUES ('optimize')")
        database.commit()
        database.close()

    def open(self, folder: Path) -> None:
        """Remember the path; every thread opens a connection of its own."""
        self._path = folder / "fts5.sqlite"

    def make_ask(self) -> Ask:
        """Return a function that matches any term."""
        database = sqlite3.connect(f"file:{self._path}?mode=ro", uri=True, check_same_thread=False)

        def ask(terms: Sequence[str]) -> list[int]:
            wanted = " OR ".join(f'"{it}"' for it in terms)
            command = "SELECT rowid FROM lines WHERE lines MATCH ? ORDER BY rank LIMIT ?"
            return [number for (number,) in database.execute(command, (wanted, LIMIT))]

        return ask


ENGINES: dict[str, type[Engine]] = {
    "tantivy": Tantivy,
    "rank-bm25": RankBm25,
    "bm25s": Bm25s,
    "fts5": Fts5,
}


def _lines(terms: Path) -> Iterator[tuple[int, str]]:
    with terms.open(encoding="utf-8") as file:
        yield from enumerate(line.rstrip("\n") for line in file)
