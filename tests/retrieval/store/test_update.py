"""An update reads only what has changed, and gives the same index as a fresh build."""

import json
import os
import random
import threading
from pathlib import Path

import pytest

from retrieval.errors import EmptyCorpusError, InterruptedReadingError, LoadError
from retrieval.models import Progress
from retrieval.store import compatibility
from tests.retrieval.articles import write
from tests.retrieval.store.changes import QUESTIONS, alter, some_text
from tests.retrieval.store.corpora import small_corpus
from tests.retrieval.store.stores import HOME, opened, searcher_of, seen, store_of


@pytest.mark.slow
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


def test_what_is_unchanged_is_neither_read_nor_made_anew(tmp_path: Path) -> None:
    store = store_of(tmp_path / "index", small_corpus(tmp_path))
    assert store.update().is_new
    update = store.update()
    assert (update.is_new, update.unchanged, update.read) == (False, 3, 0)
    assert opened(store).number == 1


def test_only_what_changed_is_read(tmp_path: Path) -> None:
    store = store_of(tmp_path / "index", corpus := small_corpus(tmp_path))
    store.update()
    write(corpus, {"b.txt": "Xi met nobody.", "new.txt": "A new one."})
    (corpus / "c.txt").unlink()
    told: list[Progress] = []
    update = store.update(told.append)
    assert (update.added, update.changed, update.removed) == (("new.txt",), ("b.txt",), ("c.txt",))
    assert (told[-1].files_total, update.read, update.unchanged) == (2, 2, 1)


def test_a_file_with_another_time_and_the_same_words_is_not_read_again(tmp_path: Path) -> None:
    store = store_of(tmp_path / "index", corpus := small_corpus(tmp_path))
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
    store = store_of(tmp_path / "index", corpus := small_corpus(tmp_path))

    def once_read(progress: Progress) -> None:
        if progress.sentences:
            write(corpus, {"a.txt": "Xi saw a. They slept."})  # of the same size

    store.update(once_read)
    assert opened(store).document("a.txt").text == "Xi met a. They spoke."
    assert store.update().changed == ("a.txt",)
    assert opened(store).document("a.txt").text == "Xi saw a. They slept."
    assert not store.update().is_new


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
    store = store_of(tmp_path / "index", corpus := small_corpus(tmp_path))
    store.update()
    write(corpus, {"d.txt": "Kerry left."})
    stop = threading.Event()
    stop.set()
    with pytest.raises(InterruptedReadingError):
        store.update(stop=stop)
    assert opened(store).number == 1
    assert store.update().added == ("d.txt",)


def test_a_corpus_that_became_empty_or_is_gone_leaves_the_last_good_generation(tmp_path: Path) -> None:
    store = store_of(tmp_path / "index", corpus := small_corpus(tmp_path, 1))
    store.update()
    write(corpus, {"a.txt": ""})
    with pytest.raises(EmptyCorpusError):
        store.update()
    (corpus / "a.txt").unlink()
    corpus.rmdir()
    with pytest.raises(LoadError):
        store.update()
    assert opened(store).document("a.txt").text == "Xi met a. They spoke."


def test_code_that_reads_otherwise_makes_the_index_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = store_of(tmp_path / "index", small_corpus(tmp_path))
    store.update()
    assert not store.update().is_new
    monkeypatch.setattr(compatibility, "ANALYSIS", 1000)
    update = store.update()
    assert (update.is_new, update.added, update.changed, update.unchanged) == (True, (), (), 3)


def test_an_engine_that_comes_to_need_its_files_gets_them(tmp_path: Path) -> None:
    corpus = small_corpus(tmp_path)
    store_of(tmp_path / "index", corpus, lambda _: False).update()
    store = store_of(tmp_path / "index", corpus)
    update = store.update()
    assert (update.is_new, update.read) == (True, 0)
    assert searcher_of(store).search("Xi", 5).hits


def test_an_update_that_fails_leaves_nothing_half_written(tmp_path: Path) -> None:
    corpus, stop = small_corpus(tmp_path), threading.Event()
    store = store_of(tmp_path / "index", corpus)
    store.update()
    write(corpus, {"d.txt": "Kerry left."})

    def stop_late(progress: Progress) -> None:
        if progress.stage == "finishing":
            stop.set()

    with pytest.raises(InterruptedReadingError):
        store.update(stop_late, stop=stop)
    for kind in ("segments", "generations"):
        assert [it.name for it in (tmp_path / "index" / HOME / kind).iterdir()] == ["000001"]
