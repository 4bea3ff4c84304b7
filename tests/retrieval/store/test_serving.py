"""A search sees one generation, even during an update."""

import os
import sys
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock
import pytest

from retrieval.engines import always, open_disk, open_memory
from retrieval.errors import IndexBusyError, IndexMovedOnError, IndexUnavailableError
from retrieval.models import Progress, Weights
from retrieval.search.port import Retriever
from retrieval.segments.open_collection import OpenCollection
from retrieval.store import Generation, Store
from retrieval.store.segment_files import words_file
from retrieval.store.update_process import _SMALL_BYTES
from tests.retrieval.articles import write

from .corpora import small_corpus, table
from .stores import HOME, opened, searcher_of, store_of


def test_who_reads_a_generation_goes_on_reading_it_after_an_update(tmp_path: Path) -> None:
    store = store_of(tmp_path / "index", corpus := small_corpus(tmp_path))
    searcher = searcher_of(store)
    before = searcher.search("whom did Xi meet?", 5)
    write(corpus, dict.fromkeys(("a.txt", "b.txt", "c.txt"), "Kerry left."))
    store.update(full=True)
    assert searcher.search("whom did Xi meet?", 5) == before
    assert len(list((tmp_path / "index" / HOME / "generations").iterdir())) == 1


def test_a_generation_that_is_removed_before_it_is_searched_gives_way_to_the_next(tmp_path: Path) -> None:
    store = store_of(tmp_path / "index", corpus := small_corpus(tmp_path))
    opened_before: list[int] = []

    def once_removed(stored: Generation, collection: OpenCollection, weights: Weights) -> Retriever:
        if not opened_before:
            write(corpus, {"d.txt": "Kerry left Oslo."})
            store.update()
        opened_before.append(stored.number)
        return open_disk(stored, collection, weights)

    searcher = searcher_of(store, once_removed)
    assert opened_before == [1, 2]
    assert searcher.snapshot.stored.number == 2
    assert searcher.search("Who left Oslo?", 1).hits[0].document.id == "d.txt"


def test_an_index_without_what_the_engine_needs_says_so_where_it_cannot_be_written(tmp_path: Path) -> None:
    corpus = small_corpus(tmp_path)
    store_of(tmp_path / "index", corpus, lambda _: False).update()
    store = store_of(tmp_path / "index", corpus)
    with (
        filelock.FileLock(tmp_path / "index" / "lock"),
        pytest.raises(IndexUnavailableError, match=r"for the engine in memory.*another process is bringing"),
    ):
        searcher_of(store)
    assert searcher_of(store).search("Who met a?", 1).hits


def test_a_generation_that_is_removed_while_it_is_opened_is_not_taken_for_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = write(tmp_path / "corpus", {**table("a", *range(60)), **table("b", *range(60))})
    store = store_of(tmp_path / "index", corpus)
    store.update()
    write(corpus, table("a", *range(50)))
    store.update()
    assert list((tmp_path / "index" / HOME / "generations").glob("*/*.words"))

    def once_removed(folder: Path, name: str) -> Path:
        monkeypatch.undo()
        (corpus / "b.jsonl").unlink()
        store.update(full=True)
        return words_file(folder, name)

    monkeypatch.setattr("retrieval.store.generation.words_file", once_removed)
    # All files that are open by then can still be read: the counts of the words alone would be wrong.
    assert opened(store).number == 3


@pytest.mark.slow
@pytest.mark.parametrize("full", [False, True])
def test_a_generation_is_removed_when_nobody_serves_it_any_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, full: bool
) -> None:
    corpus = write(tmp_path / "corpus", {"a.txt": "Xi pledged.", "large.txt": "Kerry left. " * (_SMALL_BYTES // 10)})
    store = store_of(tmp_path / "index", corpus, always)
    searcher = searcher_of(store)
    before = opened(store).folder
    write(corpus, {"b.txt": "Ann went to Bergen."})
    retriever = weakref.ref(searcher.snapshot.retriever)
    at_removal: list[tuple[bool, int, bool]] = []
    remove = store.remove_old

    def note() -> None:
        at_removal.append((before.exists(), searcher.snapshot.stored.number, retriever() is not None))
        remove()

    monkeypatch.setattr(store, "remove_old", note)
    searcher.reload(full=full)
    assert at_removal == [(True, 2, False)]
    assert [it.name for it in before.parent.iterdir()] == [opened(store).folder.name]
    assert searcher.search("who went to Bergen?", 1).hits[0].sentence.text == "Ann went to Bergen."


def with_an_old_generation(folder: Path) -> Store:
    """Return a store that keeps the generation before."""
    corpus = write(folder / "corpus", {"a.txt": "Xi pledged."})
    store = store_of(folder / "index", corpus, always)
    store.update()
    write(corpus, {"a.txt": "Xi came to Bergen."})
    store.update(keeps_old=True)
    return store


def test_what_is_left_of_an_old_generation_goes_with_the_next_update(tmp_path: Path) -> None:
    store = with_an_old_generation(tmp_path)
    old, current = sorted(it.name for it in opened(store).folder.parent.iterdir())
    assert current == opened(store).folder.name
    store.update()
    assert [it.name for it in opened(store).folder.parent.iterdir()] == [current]
    assert old < current


def test_nothing_is_removed_while_another_process_updates(tmp_path: Path) -> None:
    store = with_an_old_generation(tmp_path)
    with filelock.FileLock(store.folder / "lock"):
        store.remove_old()
    assert len(list(opened(store).folder.parent.iterdir())) == 2
    store.remove_old()
    assert len(list(opened(store).folder.parent.iterdir())) == 1


def test_the_lists_of_a_generation_are_never_those_of_a_later_one(tmp_path: Path) -> None:
    store = store_of(tmp_path / "index", corpus := small_corpus(tmp_path))
    store.update()
    generation = opened(store)
    write(corpus, {"d.txt": "Kerry left."})
    store.update()
    for ask in (lambda: list(generation.documents()), lambda: list(generation.duplicates()), generation.statistics):
        with pytest.raises(IndexMovedOnError, match="try again"):
            ask()


def test_two_updates_at_once_are_one_too_many(tmp_path: Path) -> None:
    store = store_of(tmp_path / "index", small_corpus(tmp_path))
    other = store_of(tmp_path / "index", tmp_path / "corpus")

    def in_the_midst(progress: Progress) -> None:
        if progress.stage == "reading":
            with pytest.raises(IndexBusyError):
                other.update()

    assert store.update(in_the_midst).is_new


def test_a_searcher_serves_the_last_good_generation_where_the_index_is_busy(tmp_path: Path) -> None:
    store = store_of(tmp_path / "index", corpus := small_corpus(tmp_path))
    store.update()
    write(corpus, {"d.txt": "Kerry left."})
    seen_meanwhile: list[int] = []

    def in_the_midst(progress: Progress) -> None:
        if progress.stage == "reading":
            searcher = searcher_of(store_of(tmp_path / "index", corpus))
            assert isinstance(searcher.stale, IndexBusyError)
            seen_meanwhile.append(searcher.search("Xi", 5).corpus.documents)

    store.update(in_the_midst)
    assert seen_meanwhile
    assert set(seen_meanwhile) == {3}


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root may become another user")
def test_an_index_that_may_only_be_read_is_served() -> None:
    # Not below `tmp_path`, whose parents only their owner may enter.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        store = store_of(folder / "index", small_corpus(folder))
        store.update()
        _assert_served_to_another_user(store)


def _assert_served_to_another_user(store: Store) -> None:
    with _other_user():
        searcher = searcher_of(store, open_memory)
        assert isinstance(searcher.stale, IndexUnavailableError)
        assert [it.id for it in opened(store).documents()] == ["a.txt", "b.txt", "c.txt"]
        assert searcher.search("Who met a?", 1).hits[0].document.id == "a.txt"


@contextmanager
def _other_user() -> Iterator[None]:
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
