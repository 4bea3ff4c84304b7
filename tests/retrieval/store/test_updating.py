"""An update reads what has changed alone, and ends where a fresh build would."""

import json
import os
import random
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock
import pytest

from retrieval.engines import open_disk, open_memory
from retrieval.errors import EmptyCorpusError, IndexBusyError, IndexMovedOnError, IndexUnavailableError, LoadError
from retrieval.indexes.base import Index
from retrieval.models import Progress, Weights
from retrieval.store import Generation, InterruptedReadingError, Store
from retrieval.store.writing import words_file
from tests.retrieval.articles import write

from .changes import QUESTIONS, alter, some_text
from .stores import opened, searcher_of, seen, store_of


@pytest.mark.parametrize("seed", range(15))
def test_any_history_of_changes_ends_where_a_fresh_build_begins(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311  (no secret)
    corpus = write(tmp_path / "corpus", {"first.txt": some_text(dice)})
    store = store_of(tmp_path / "index", corpus)
    for step in range(6):
        alter(corpus, dice)
        store.update()
        fresh = store_of(tmp_path / f"fresh{step}", corpus)
        fresh.update()
        assert seen(opened(store)) == seen(opened(fresh))
        one, other = searcher_of(store), searcher_of(fresh)
        for question in QUESTIONS:
            found, expected = one.search(question, 20), other.search(question, 20)
            assert found == expected


def _old(path: Path) -> None:
    """Make a file look as if it had not been touched for an hour: of a new one the time alone tells nothing."""
    hour_ago = time.time() - 3600
    os.utime(path, (hour_ago, hour_ago))


def _corpus(folder: Path, files: int = 3) -> Path:
    corpus = write(folder / "corpus", {f"{name}.txt": f"Xi met {name}. They spoke." for name in "abcdefgh"[:files]})
    for path in corpus.iterdir():
        _old(path)
    return corpus


def _read(store: Store) -> list[Progress]:
    told: list[Progress] = []
    store.update(told.append)
    return told


def test_what_is_unchanged_is_neither_read_nor_made_anew(tmp_path: Path) -> None:
    store = store_of(tmp_path / "index", _corpus(tmp_path))
    assert store.update().is_new
    update = store.update()
    assert (update.is_new, update.unchanged, update.read) == (False, 3, 0)
    assert opened(store).number == 1


def test_only_what_changed_is_read(tmp_path: Path) -> None:
    store = store_of(tmp_path / "index", corpus := _corpus(tmp_path))
    store.update()
    write(corpus, {"b.txt": "Xi met nobody.", "new.txt": "A new one."})
    (corpus / "c.txt").unlink()
    told: list[Progress] = []
    update = store.update(told.append)
    assert (update.added, update.changed, update.removed) == (("new.txt",), ("b.txt",), ("c.txt",))
    assert (told[-1].files_total, update.read, update.unchanged) == (2, 2, 1)


def test_a_file_with_another_time_and_the_same_words_is_not_read_again(tmp_path: Path) -> None:
    store = store_of(tmp_path / "index", corpus := _corpus(tmp_path))
    store.update()
    os.utime(corpus / "a.txt", (1_600_000_000, 1_600_000_000))
    assert not store.update().is_new


def test_a_file_of_the_same_size_and_time_that_was_just_written_is_looked_into(tmp_path: Path) -> None:
    """As git does it: within one tick of the clock a file may be altered without its time telling so."""
    corpus = write(tmp_path / "corpus", {"a.txt": "Xi spoke."})
    store = store_of(tmp_path / "index", corpus)
    before = (corpus / "a.txt").stat()
    store.update()
    write(corpus, {"a.txt": "Xi slept."})
    os.utime(corpus / "a.txt", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert store.update().changed == ("a.txt",)


def test_a_file_that_is_altered_after_it_was_read_is_read_by_the_next_update(tmp_path: Path) -> None:
    store = store_of(tmp_path / "index", corpus := _corpus(tmp_path))

    def once_read(progress: Progress) -> None:
        if progress.sentences:
            write(corpus, {"a.txt": "Xi saw a. They slept."})  # of the same size

    store.update(once_read)
    assert opened(store).document("a.txt").text == "Xi met a. They spoke."
    assert store.update().changed == ("a.txt",)
    assert opened(store).document("a.txt").text == "Xi saw a. They slept."
    assert not store.update().is_new


def test_of_lines_that_changed_their_file_the_same_articles_keep_their_place_on_disk(tmp_path: Path) -> None:
    lines = [json.dumps({"id": str(number), "text": f"Xi met {number}."}) for number in range(20)]
    corpus = write(tmp_path / "corpus", {"a.jsonl": "\n".join(lines)})
    store = store_of(tmp_path / "index", corpus)
    store.update()
    write(corpus, {"a.jsonl": "\n".join([json.dumps({"id": "new", "text": "Kerry left."}), *lines[:-1]])})
    update = store.update()
    assert (update.added, update.changed, update.removed) == (("new",), (), ("19",))
    assert [len(part.segment) for part in opened(store).collection.parts] == [20, 1]
    assert [listed.id for listed in opened(store).documents(limit=2)] == ["new", "0"]


def test_many_small_updates_leave_few_segments(tmp_path: Path) -> None:
    store = store_of(tmp_path / "index", corpus := _corpus(tmp_path))
    for number in range(20):
        write(corpus, {f"n{number:02}.txt": f"Kerry met {number}."})
        store.update()
    assert len(opened(store).collection.parts) <= 5
    assert opened(store).corpus.documents == 23


def _table(name: str, *numbers: int) -> dict[str, str]:
    records = [{"id": f"{name}{number}", "text": f"Xi met minister {name}{number} in Oslo."} for number in numbers]
    return {f"{name}.jsonl": "\n".join(map(json.dumps, records))}


def test_what_is_gone_from_the_corpus_goes_from_the_disk_wherever_it_stood(tmp_path: Path) -> None:
    corpus = write(tmp_path / "corpus", _table("a", *range(400)))
    store = store_of(tmp_path / "index", corpus)
    store.update()
    for name, size in (("b", 100), ("c", 30)):
        write(corpus, _table(name, *range(size)))
        store.update()
    assert [len(part.segment) for part in opened(store).collection.parts] == [400, 100, 30]
    (corpus / "b.jsonl").unlink()
    store.update()
    assert [len(part.segment) for part in opened(store).collection.parts] == [400, 30]
    write(corpus, _table("a", 3, 5))
    store.update()
    generation = opened(store)
    assert [len(part.segment) for part in generation.collection.parts] in ([30, 2], [32])
    assert [it.id for it in generation.documents(limit=3)] == ["a3", "a5", "c0"]
    fresh = store_of(tmp_path / "fresh", corpus)
    fresh.update()
    assert seen(generation) == seen(opened(fresh))


def test_when_the_kept_one_of_two_copies_goes_the_other_is_searched(tmp_path: Path) -> None:
    text = " ".join(f"Kerry met minister number {number} in the harbour of Oslo." for number in range(12))
    corpus = write(tmp_path / "corpus", {"a.txt": text, "b.txt": text, "c.txt": "Xi left."})
    store = store_of(tmp_path / "index", corpus)
    store.update()
    [hit, *_] = searcher_of(store).search("who met minister number 7?", 1).hits
    assert (hit.document.id, [it.id for it in hit.also]) == ("a.txt", ["b.txt"])
    (corpus / "a.txt").unlink()
    [hit, *_] = searcher_of(store).search("who met minister number 7?", 1).hits
    assert (hit.document.id, hit.also) == ("b.txt", ())


def test_a_copy_stays_one_when_another_line_of_its_file_changes(tmp_path: Path) -> None:
    lines = [json.dumps({"id": f"{number:02}", "text": f"Xi met {number // 2}."}) for number in range(20)]
    corpus = write(tmp_path / "corpus", {"a.jsonl": "\n".join(lines)})
    store = store_of(tmp_path / "index", corpus)
    store.update()
    assert opened(store).corpus.duplicates == 10
    write(corpus, {"a.jsonl": "\n".join([*lines, json.dumps({"id": "new", "text": "Kerry left."})])})
    assert store.update().added == ("new",)
    assert opened(store).corpus.duplicates == 10
    assert [it.kept for it in opened(store).documents(limit=4)] == [None, "00", None, "02"]


@pytest.mark.parametrize("others", [0, 300])
def test_of_copies_that_change_places_the_one_that_is_first_now_is_kept(tmp_path: Path, others: int) -> None:
    lines = [json.dumps({"id": name, "text": "Xi met Kerry in Oslo."}) for name in "AB"]
    corpus = write(tmp_path / "corpus", {**_table("f", *range(others)), "a.jsonl": lines[0], "b.jsonl": lines[1]})
    store = store_of(tmp_path / "index", corpus)
    store.update()
    assert [(kept.id, its[0].id) for kept, its in opened(store).duplicates()] == [("A", "B")]
    (corpus / "a.jsonl").rename(corpus / "z.jsonl")
    store.update()
    assert [(kept.id, its[0].id) for kept, its in opened(store).duplicates()] == [("B", "A")]
    write(corpus, {"b.jsonl": "\n".join(reversed(lines))})
    (corpus / "z.jsonl").unlink()
    store.update()
    write(corpus, {"b.jsonl": "\n".join(lines)})
    store.update()
    generation = opened(store)
    assert [(kept.id, its[0].id) for kept, its in generation.duplicates()] == [("A", "B")]
    fresh = store_of(tmp_path / "fresh", corpus)
    fresh.update()
    assert seen(generation) == seen(opened(fresh))


def test_of_two_articles_with_one_id_the_first_in_the_order_of_paths_bears_it(tmp_path: Path) -> None:
    record = json.dumps({"id": "x", "text": "Kerry left."})
    corpus = write(tmp_path / "corpus", {"b.jsonl": record, "z.txt": "Xi spoke."})
    store = store_of(tmp_path / "index", corpus)
    store.update()
    write(corpus, {"a.jsonl": json.dumps({"id": "x", "text": "Xi came."})})
    update = store.update()
    assert update.changed == ("x",)
    assert [it.path for it in update.skipped] == ["b.jsonl"]
    assert opened(store).document("x").text == "Xi came."
    (corpus / "a.jsonl").unlink()
    assert store.update().changed == ("x",)
    assert opened(store).document("x").text == "Kerry left."


def test_an_id_that_the_index_cannot_hold_is_told_of_and_the_others_are_found(tmp_path: Path) -> None:
    lines = [json.dumps({"id": it, "text": f"Xi met {number}."}) for number, it in enumerate(("x\0a", "x\0b", "x"))]
    store = store_of(tmp_path / "index", write(tmp_path / "corpus", {"a.jsonl": "\n".join(lines)}))
    update = store.update()
    assert update.added == ("x",)
    assert [it.reason[:40] for it in update.skipped] == ["has an article whose id holds a NUL char"] * 2
    assert opened(store).document("x").text == "Xi met 2."


def test_an_update_that_is_told_to_stop_changes_nothing(tmp_path: Path) -> None:
    store = store_of(tmp_path / "index", corpus := _corpus(tmp_path))
    store.update()
    write(corpus, {"d.txt": "Kerry left."})
    stop = threading.Event()
    stop.set()
    with pytest.raises(InterruptedReadingError):
        store.update(stop=stop)
    assert opened(store).number == 1
    assert store.update().added == ("d.txt",)


def test_a_corpus_that_became_empty_or_is_gone_leaves_the_last_good_generation(tmp_path: Path) -> None:
    store = store_of(tmp_path / "index", corpus := _corpus(tmp_path, 1))
    store.update()
    write(corpus, {"a.txt": ""})
    with pytest.raises(EmptyCorpusError):
        store.update()
    (corpus / "a.txt").unlink()
    corpus.rmdir()
    with pytest.raises(LoadError):
        store.update()
    assert opened(store).document("a.txt").text == "Xi met a. They spoke."


def test_who_reads_a_generation_goes_on_reading_it_after_an_update(tmp_path: Path) -> None:
    store = store_of(tmp_path / "index", corpus := _corpus(tmp_path))
    searcher = searcher_of(store)
    before = searcher.search("whom did Xi meet?", 5)
    write(corpus, dict.fromkeys(("a.txt", "b.txt", "c.txt"), "Kerry left."))
    store.update(full=True)
    assert searcher.search("whom did Xi meet?", 5) == before
    assert len(list((tmp_path / "index" / "generations").iterdir())) == 1


def test_a_generation_that_is_removed_before_it_is_searched_gives_way_to_the_next(tmp_path: Path) -> None:
    store = store_of(tmp_path / "index", corpus := _corpus(tmp_path))
    opened_before: list[int] = []

    def once_removed(stored: Generation, weights: Weights) -> Index:
        if not opened_before:
            write(corpus, {"d.txt": "Kerry left Oslo."})
            store.update()
        opened_before.append(stored.number)
        return open_disk(stored, weights)

    searcher = searcher_of(store, once_removed)
    assert opened_before == [1, 2]
    assert searcher.snapshot.stored.number == 2
    assert searcher.search("Who left Oslo?", 1).hits[0].document.id == "d.txt"


def test_an_index_without_what_the_engine_needs_says_so_where_it_cannot_be_written(tmp_path: Path) -> None:
    corpus = _corpus(tmp_path)
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
    corpus = write(tmp_path / "corpus", {**_table("a", *range(60)), **_table("b", *range(60))})
    store = store_of(tmp_path / "index", corpus)
    store.update()
    write(corpus, _table("a", *range(50)))
    store.update()
    assert list((tmp_path / "index" / "generations").glob("*/*.words"))

    def once_removed(folder: Path, name: str) -> Path:
        monkeypatch.undo()
        (corpus / "b.jsonl").unlink()
        store.update(full=True)
        return words_file(folder, name)

    monkeypatch.setattr("retrieval.store.generation.words_file", once_removed)
    # All files that are open by then can still be read: the counts of the words alone would be wrong.
    assert opened(store).number == 3


def test_the_lists_of_a_generation_are_never_those_of_a_later_one(tmp_path: Path) -> None:
    store = store_of(tmp_path / "index", corpus := _corpus(tmp_path))
    store.update()
    generation = opened(store)
    write(corpus, {"d.txt": "Kerry left."})
    store.update()
    for ask in (lambda: list(generation.documents()), lambda: list(generation.duplicates()), generation.statistics):
        with pytest.raises(IndexMovedOnError, match="try again"):
            ask()


def test_two_updates_at_once_are_one_too_many(tmp_path: Path) -> None:
    store = store_of(tmp_path / "index", _corpus(tmp_path))
    other = store_of(tmp_path / "index", tmp_path / "corpus")

    def in_the_midst(progress: Progress) -> None:
        if progress.stage == "reading":
            with pytest.raises(IndexBusyError):
                other.update()

    assert store.update(in_the_midst).is_new


def test_a_searcher_serves_the_last_good_generation_where_the_index_is_busy(tmp_path: Path) -> None:
    store = store_of(tmp_path / "index", corpus := _corpus(tmp_path))
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


def test_code_that_reads_otherwise_makes_the_index_anew(tmp_path: Path) -> None:
    store = store_of(tmp_path / "index", _corpus(tmp_path))
    store.update()
    assert not store.update().is_new
    other = Store(store.folder, store.corpus, type(store.how)(store.how.options, "other", store.how.wants_tantivy, 1))
    update = other.update()
    assert (update.is_new, update.added, update.changed, update.unchanged) == (True, (), (), 3)


def test_an_engine_that_comes_to_need_its_files_gets_them(tmp_path: Path) -> None:
    corpus = _corpus(tmp_path)
    store_of(tmp_path / "index", corpus, lambda _: False).update()
    store = store_of(tmp_path / "index", corpus)
    update = store.update()
    assert (update.is_new, update.read) == (True, 0)
    assert searcher_of(store).search("Xi", 5).hits


def test_a_damaged_index_says_what_to_do(tmp_path: Path) -> None:
    store = store_of(tmp_path / "index", _corpus(tmp_path))
    store.update()
    (tmp_path / "index" / "catalogue.sqlite").write_bytes(b"no database" * 1000)
    with pytest.raises(IndexUnavailableError, match="remove that folder"):
        store.update()


@pytest.mark.parametrize("damaged", ["generations/*/order.npy", "segments/*/*", "generations/*/tantivy/*/*"])
@pytest.mark.parametrize("left", [b"", b"x"])
def test_damaged_files_say_what_to_do(tmp_path: Path, damaged: str, left: bytes) -> None:
    store = store_of(tmp_path / "index", _corpus(tmp_path))
    store.update()
    for path in (tmp_path / "index").glob(damaged):
        if path.is_file():
            path.write_bytes(left)
    with pytest.raises(IndexUnavailableError, match="remove that folder"):
        searcher_of(store_of(tmp_path / "index", tmp_path / "corpus"))


@pytest.mark.parametrize("left", [None, b"", b"{}", b"[]"])
def test_a_generation_that_is_lost_is_made_anew(tmp_path: Path, left: bytes | None) -> None:
    store = store_of(tmp_path / "index", _corpus(tmp_path))
    store.update()
    if left is None:
        shutil.rmtree(tmp_path / "index" / "generations")
    else:
        (tmp_path / "index" / "generations" / "000001" / "generation.json").write_bytes(left)
    assert store.update().is_new
    generation = opened(store)
    assert (generation.number, generation.document("a.txt").text) == (2, "Xi met a. They spoke.")
    assert [it.name for it in (tmp_path / "index" / "segments").iterdir()] == ["000002"]
    assert not store.update().is_new


def test_an_update_that_fails_leaves_nothing_half_written(tmp_path: Path) -> None:
    corpus, stop = _corpus(tmp_path), threading.Event()
    store = store_of(tmp_path / "index", corpus)
    store.update()
    write(corpus, {"d.txt": "Kerry left."})

    def stop_late(progress: Progress) -> None:
        if progress.stage == "finishing":
            stop.set()

    with pytest.raises(InterruptedReadingError):
        store.update(stop_late, stop=stop)
    for kind in ("segments", "generations"):
        assert [it.name for it in (tmp_path / "index" / kind).iterdir()] == ["000001"]


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root may become another user")
def test_an_index_that_may_only_be_read_is_served(tmp_path: Path) -> None:
    store = store_of(tmp_path / "index", _corpus(tmp_path))
    store.update()
    for folder in (tmp_path, *tmp_path.parents[:2]):  # which only their owner may look into
        folder.chmod(0o755)
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


def test_counts_of_very_many_documents_that_go_are_taken_some_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.store.writing._COUNTED", 7)
    corpus = write(tmp_path / "corpus", {**_table("a", *range(100)), **_table("b", *range(40))})
    store = store_of(tmp_path / "index", corpus)
    store.update()
    for left in (60, 20):  # the segment stays, and is then written anew
        write(corpus, _table("a", *range(left)))
        store.update()
        fresh = store_of(tmp_path / f"fresh{left}", corpus)
        fresh.update()
        assert seen(opened(store)) == seen(opened(fresh))
