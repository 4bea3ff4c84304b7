"""The tantivy files of a generation, and how the next generation reuses them."""

import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from retrieval.search.port import NOTHING_LEFT_OUT, EngineFilter
from retrieval.search.tantivy.files import DOCUMENTS, SENTENCES, TantivySearch, TantivyWriter, clone

LEVELS = (SENTENCES, DOCUMENTS)


def written(folder: Path, *documents: tuple[int, list[str]]) -> Path:
    with TantivyWriter(folder) as writer:
        for number, sentences in documents:
            writer.add(number, sentences, " ".join(sentences))
        writer.commit()
    return folder


def found(folder: Path, term: str, level: str = SENTENCES) -> list[tuple[int, int]]:
    its = TantivySearch(folder, level).best({term: 1.0}, NOTHING_LEFT_OUT, 100)
    return sorted(zip(its.documents.tolist(), its.sentences.tolist(), strict=True))


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_sentences_and_documents_are_found_by_their_numbers(tmp_path: Path) -> None:
    folder = written(tmp_path / "old", (3, ["xi met", "kerry met"]), (1 << 33, ["", "xi left"]))
    assert found(folder, "xi") == [(3, 0), (1 << 33, 1)]
    assert found(folder, "met", DOCUMENTS) == [(3, 0)]
    assert found(folder, "nowhere") == []


def test_a_deleted_document_is_found_no_more_at_either_level(tmp_path: Path) -> None:
    folder = written(tmp_path / "old", (3, ["xi met", "kerry met"]), (4, ["xi left"]))
    with TantivyWriter(folder) as writer:
        writer.delete(3)
        writer.commit()
    assert found(folder, "xi") == [(4, 0)]
    assert found(folder, "xi", DOCUMENTS) == [(4, 0)]


def test_what_is_not_committed_is_dropped(tmp_path: Path) -> None:
    folder = written(tmp_path / "old", (3, ["xi met"]))

    def fail() -> None:
        with TantivyWriter(folder) as writer:
            writer.add(4, ["xi left"], "xi left")
            writer.delete(3)
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fail()
    assert found(folder, "xi") == [(3, 0)]
    with TantivyWriter(folder) as writer:  # the lock is free
        writer.commit()


def test_writing_in_a_clone_alters_nothing_of_the_first_nor_what_its_readers_see(tmp_path: Path) -> None:
    old = written(tmp_path / "old", *((number, ["xi met", "kerry met"]) for number in range(50)))
    readers = [TantivySearch(old, level) for level in LEVELS]
    before = contents(old)
    for number in range(3):  # a chain of generations, each from the one before
        new = tmp_path / f"new{number}"
        clone(tmp_path / (f"new{number - 1}" if number else "old"), new)
        with TantivyWriter(new) as writer:
            for gone in range(number * 10, number * 10 + 10):
                writer.delete(gone)
            writer.add(100 + number, ["xi left"], "xi left")
            writer.commit()
        assert len(found(new, "xi", DOCUMENTS)) == 50 - 9 * (number + 1)
    assert contents(old) == before
    assert len(found(old, "xi")) == 50
    for reader in readers:
        assert len(reader.best({"xi": 1.0}, NOTHING_LEFT_OUT, 100).scores) == 50


def test_a_clone_shares_the_files_and_takes_no_lock_along(tmp_path: Path) -> None:
    old = written(tmp_path / "old", (1, ["xi met"]))
    clone(old, tmp_path / "new")
    shared = [path for path in (tmp_path / "new").rglob("*") if path.is_file() and path.stat().st_nlink == 2]
    assert {path.suffix for path in shared} >= {".idx", ".term", ".fast"}
    assert not list((tmp_path / "new").rglob("*.lock"))


def test_a_clone_serves_on_when_the_first_is_removed(tmp_path: Path) -> None:
    old = written(tmp_path / "old", (1, ["xi met"]))
    clone(old, tmp_path / "new")
    for path in sorted(old.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    assert found(tmp_path / "new", "xi") == [(1, 0)]


def test_files_are_copied_where_they_cannot_be_shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError

    old = written(tmp_path / "old", (1, ["xi met"]))
    monkeypatch.setattr(os, "link", refuse)
    clone(old, tmp_path / "new")
    assert found(tmp_path / "new", "xi") == [(1, 0)]


def test_a_search_sees_what_was_there_when_it_was_opened(tmp_path: Path) -> None:
    folder = written(tmp_path / "old", (1, ["xi met"]))
    search = TantivySearch(folder, SENTENCES)
    written(folder, (2, ["xi left"]))
    assert search.best({"xi": 1.0}, NOTHING_LEFT_OUT, 10).documents.tolist() == [1]
    assert found(folder, "xi") == [(1, 0), (2, 0)]


def test_texts_are_counted_with_those_that_were_deleted(tmp_path: Path) -> None:
    """As tantivy counts them: what it makes of them is taken out of its scores again."""
    folder = written(tmp_path / "old", *((number, ["xi met", "kerry met"]) for number in range(10)))
    with TantivyWriter(folder) as writer:
        writer.delete(3)
        writer.commit()
    search = TantivySearch(folder, SENTENCES)
    assert search.texts == 20
    assert search.frequency("xi") == 10


def test_a_search_that_gave_back_what_it_had_mapped_finds_the_same(tmp_path: Path) -> None:
    search = TantivySearch(written(tmp_path, (1, ["a b", "b"]), (2, ["a"])), SENTENCES)
    before = search.best({"a": 1.0, "b": 0.5}, NOTHING_LEFT_OUT, 10)
    search.release_memory()
    after = search.best({"a": 1.0, "b": 0.5}, NOTHING_LEFT_OUT, 10)
    assert before.documents.tolist() == after.documents.tolist()
    assert before.scores.tolist() == after.scores.tolist()
    assert search.frequency("b") == 2


def test_a_search_whose_files_were_removed_or_altered_goes_on_with_what_it_has(tmp_path: Path) -> None:
    folder = written(tmp_path / "old", (1, ["a"]))
    search = TantivySearch(folder, SENTENCES)
    written(folder, (2, ["a"]))  # which no search is to see that was opened before
    search.release_memory()
    assert search.best({"a": 1.0}, NOTHING_LEFT_OUT, 10).documents.tolist() == [1]
    shutil.rmtree(folder)
    search.release_memory()
    assert search.best({"a": 1.0}, NOTHING_LEFT_OUT, 10).documents.tolist() == [1]


def test_what_an_engine_is_to_leave_out_is_not_found(tmp_path: Path) -> None:
    with TantivyWriter(tmp_path) as writer:
        writer.add(1, ["xi met", "xi left kerry"], "xi met xi left kerry", "Kyodo  News", "2021-04-01")
        writer.add(2, ["xi spoke"], "xi spoke", "AP", "2021-05-01T01:00:00Z")
        writer.add(3, ["xi came"], "xi came")
        writer.commit()

    def left(among: EngineFilter, level: str = SENTENCES) -> list[tuple[int, int]]:
        its = TantivySearch(tmp_path, level).best({"xi": 1.0}, among, 100)
        return sorted(zip(its.documents.tolist(), its.sentences.tolist(), strict=True))

    day = date(2021, 4, 30).toordinal()
    assert left(EngineFilter(sources=frozenset({"kyodo news", "bbc"}))) == [(1, 0), (1, 1)]
    assert left(EngineFilter(sources=frozenset())) == []
    assert left(EngineFilter(last_day=day)) == [(1, 0), (1, 1)]
    assert left(EngineFilter(first_day=day), DOCUMENTS) == [(2, 0)]
    assert left(EngineFilter(required=(frozenset({"kerry", "spoke"}),))) == [(1, 1), (2, 0)]
    assert left(EngineFilter(required=(frozenset({"met"}), frozenset({"kerry"}))), DOCUMENTS) == [(1, 0)]
    assert left(EngineFilter(excluded=((frozenset({"left"}), frozenset({"kerry"})), (frozenset({"came"}),)))) == [
        (1, 0),
        (2, 0),
    ]


def test_all_documents_with_some_words_are_found_though_others_were_deleted(tmp_path: Path) -> None:
    folder = written(tmp_path, *((number, ["xi met", "kerry left"]) for number in range(5)), (9, ["xi left"]))
    with TantivyWriter(folder) as writer:
        writer.delete(3)
        writer.commit()
    documents = TantivySearch(folder, DOCUMENTS)
    assert sorted(documents.with_all([frozenset({"xi"}), frozenset({"kerry", "nobody"})]).tolist()) == [0, 1, 2, 4]
    assert documents.with_all([frozenset({"xi"}), frozenset({"nobody"})]).tolist() == []
