"""Worker processes read files within limits of time and memory, and survive crashes."""

import json
import multiprocessing
import os
import threading
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from retrieval.analysis.languages import UNLISTED
from retrieval.corpus import CHANGED, CorpusFile, chunks, list_corpus
from retrieval.corpus.chunks import Chunk
from retrieval.corpus.loaders import ReadingOptions
from retrieval.errors import InterruptedReadingError
from retrieval.models import Progress, Skipped
from retrieval.store import IndexSettings, Store
from retrieval.store.processes import batch_analysis as module
from retrieval.store.processes import corpus_reader
from retrieval.store.processes.batch_analysis import analyse_chunks
from retrieval.store.processes.corpus_reader import CorpusReader
from tests.retrieval.articles import write
from tests.retrieval.store.stores import OPTIONS, opened, seen


@pytest.mark.slow
def test_a_table_is_not_given_up_for_being_long(tmp_path: Path) -> None:
    """Its rows are read one by one: no time is too long for all of them, as it would be for one page."""
    rows = "".join(f"{number},Xi met minister number {number} in Oslo.\n" for number in range(60_000))
    corpus = write(tmp_path / "corpus", {"a.csv": "id,text\n" + rows})
    options = ReadingOptions(longest_reading=-30.0)  # what is left of it and the grace: no time at all
    with CorpusReader(options, 1, threading.Event()) as reader:
        found = [analysed for _, analysed in reader.read(list_corpus(corpus, options).files)]
    assert sum(len(it.batch) for it in found) == 60_000
    assert not any(it.skipped for it in found)


def archive(folder: Path, members: int, sentences: int = 2_700) -> Path:
    """Write an archive of articles, by default of 100,000 characters; no two are alike."""
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(folder / "long.zip", "w", zipfile.ZIP_DEFLATED) as file:
        for number in range(members):
            text = " ".join(f"Kerry opened harbour {number * 3_000 + place} in Oslo." for place in range(sentences))
            file.writestr(f"{number:03}.txt", text)
    return folder


@pytest.mark.slow
def test_however_long_a_file_is_the_memory_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_CHARACTERS", 20_000)
    peaks = []
    for members in (8, 32):
        [chunk] = chunks(list_corpus(archive(tmp_path, members, 270), OPTIONS).files[0], OPTIONS)
        assert isinstance(chunk, Chunk)
        tracemalloc.start()
        assert sum(len(found.batch) for found in analyse_chunks([chunk], OPTIONS, UNLISTED)) == members
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0]


def _store(folder: Path, corpus: Path) -> Store:
    return Store(folder, corpus, IndexSettings(OPTIONS, lambda _: False, 2))


def _killing(times: int, meanwhile: Callable[[], object] = lambda: None) -> Callable[[Progress], None]:
    """Return what kills all processes that read when some of a long file has been read, so many times."""
    left = times

    def kill(progress: Progress) -> None:
        nonlocal left
        if progress.documents > 1 and left:
            left -= 1
            meanwhile()
            for process in multiprocessing.active_children():
                process.kill()
                process.join()

    return kill


@pytest.mark.slow
class TestLongFile:
    """An archive of which some is handed on before the rest is read."""

    @pytest.fixture
    def corpus(self, tmp_path: Path) -> Path:
        """Write one that takes some seconds, and another file on either side of it."""
        corpus = archive(tmp_path / "corpus", 40)
        return write(corpus, {"a.txt": "Xi left Bergen.", "z.txt": "Xi came to Bergen."})

    def test_it_comes_bit_by_bit_and_in_order(self, tmp_path: Path, corpus: Path) -> None:
        told: list[int] = []
        store = _store(tmp_path / "index", corpus)
        store.update(lambda progress: told.append(progress.documents))
        assert len(set(told)) > 3
        members = [f"long.zip/{number:03}.txt" for number in range(40)]
        assert [it.id for it in opened(store).documents()] == ["a.txt", *members, "z.txt"]

    def test_where_its_process_is_killed_it_is_read_once_more_and_nothing_comes_twice(
        self, tmp_path: Path, corpus: Path
    ) -> None:
        store, fresh = _store(tmp_path / "index", corpus), _store(tmp_path / "fresh", corpus)
        update = store.update(_killing(1))
        fresh.update()
        assert update.skipped == ()
        assert seen(opened(store)) == seen(opened(fresh))

    def test_where_it_ends_every_process_it_is_skipped_and_nothing_of_it_is_left(
        self, tmp_path: Path, corpus: Path
    ) -> None:
        store = _store(tmp_path / "index", corpus)
        [skipped] = store.update(_killing(1_000)).skipped
        assert (skipped.path, skipped.reason[:34]) == ("long.zip", "ends the process that reads it: it")
        assert [it.id for it in opened(store).documents()] == ["a.txt", "z.txt"]
        write(corpus, {"b.txt": "Kerry left Oslo."})
        assert [it.path for it in store.update().skipped] == ["long.zip"]

    def test_where_it_changes_between_two_readings_nothing_of_either_is_kept(
        self, tmp_path: Path, corpus: Path
    ) -> None:
        store = _store(tmp_path / "index", corpus)

        def alter() -> None:
            with zipfile.ZipFile(tmp_path / "long.zip", "w") as file:
                for number in range(3):
                    file.writestr(f"{number}.txt", b"Modi left. " * 10_000)
            (tmp_path / "long.zip").replace(corpus / "long.zip")

        [skipped] = store.update(_killing(1, alter)).skipped
        assert (skipped.path, skipped.reason) == ("long.zip", CHANGED)
        assert [it.id for it in opened(store).documents()] == ["a.txt", "z.txt"]
        store.update()
        assert opened(store).document("long.zip/2.txt").text.startswith("Modi left.")

    def test_one_that_is_altered_while_it_is_read_is_dropped(self, tmp_path: Path, corpus: Path) -> None:
        archive(corpus, 80)  # so much that its process waits before the end until some has been taken
        store = _store(tmp_path / "index", corpus)

        def touch(progress: Progress) -> None:
            if 0 < progress.documents < 20:
                os.utime(corpus / "long.zip", (1, progress.documents))

        [skipped] = store.update(touch).skipped
        assert (skipped.path, skipped.reason) == ("long.zip", CHANGED)
        assert [it.id for it in opened(store).documents()] == ["a.txt", "z.txt"]

    def test_to_stop_it_needs_no_waiting_for_its_end(self, tmp_path: Path, corpus: Path) -> None:
        stop = threading.Event()
        told: list[int] = []

        def hear(progress: Progress) -> None:
            told.append(progress.documents)
            if progress.documents > 1:
                stop.set()

        store = _store(tmp_path / "index", corpus)
        with pytest.raises(InterruptedReadingError):
            store.update(hear, stop=stop)
        assert told[-1] < 40
        assert store.current() is None
        assert not multiprocessing.active_children()


@pytest.mark.slow
def test_a_changed_file_that_is_altered_while_it_is_read_is_dropped_and_the_rest_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = write(tmp_path / "corpus", {f"{number}.txt": f"Kerry opened harbour {number}." for number in range(8)})
    lines = corpus / "z.jsonl"
    lines.write_text(json.dumps({"id": "z", "text": "Xi left Bergen."}) + "\n")
    store = _store(tmp_path / "index", corpus)
    store.update()
    lines.write_text("".join(json.dumps({"id": it, "text": f"Xi came to {it}."}) + "\n" for it in ("Oslo", "Bonn")))
    (corpus / "new.txt").write_text("Modi left.")

    def altered(file: CorpusFile, options: ReadingOptions) -> Iterator[Chunk | Skipped]:
        yield from chunks(file, options)
        if file.name == "z.jsonl":
            yield Skipped(file.name, CHANGED)

    monkeypatch.setattr(corpus_reader, "chunks", altered)
    [skipped] = store.update().skipped
    assert skipped.reason == CHANGED
    assert [it.id for it in opened(store).documents()] == [*(f"{number}.txt" for number in range(8)), "new.txt"]
    monkeypatch.undo()
    assert store.update(full=True).skipped == ()
    assert [it.id for it in opened(store).documents()][-2:] == ["Oslo", "Bonn"]
