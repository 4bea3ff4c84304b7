"""The segments after an update: few, and without documents that left the corpus."""

import json
from pathlib import Path

import pytest

from tests.retrieval.articles import write

from .corpora import small_corpus, table
from .stores import opened, seen, store_of


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


def test_statistics_count_a_term_of_several_segments_once(tmp_path: Path) -> None:
    corpus = write(tmp_path / "corpus", table("a", *range(400)))
    store = store_of(tmp_path / "index", corpus)
    store.update()
    write(corpus, table("b", 3, 1_000))
    store.update()
    generation = opened(store)
    assert [len(part.segment) for part in generation.collection.parts] == [400, 2]
    fresh = store_of(tmp_path / "fresh", corpus)
    fresh.update()
    assert generation.statistics().terms == opened(fresh).statistics().terms
    assert len(generation.collection.parts[0].segment.terms) < generation.statistics().terms


@pytest.mark.slow
def test_many_small_updates_leave_few_segments(tmp_path: Path) -> None:
    store = store_of(tmp_path / "index", corpus := small_corpus(tmp_path))
    for number in range(20):
        write(corpus, {f"n{number:02}.txt": f"Kerry met {number}."})
        store.update()
    assert len(opened(store).collection.parts) <= 5
    assert opened(store).corpus.documents == 23


def test_what_is_gone_from_the_corpus_goes_from_the_disk_wherever_it_stood(tmp_path: Path) -> None:
    corpus = write(tmp_path / "corpus", table("a", *range(400)))
    store = store_of(tmp_path / "index", corpus)
    store.update()
    for name, size in (("b", 100), ("c", 30)):
        write(corpus, table(name, *range(size)))
        store.update()
    assert [len(part.segment) for part in opened(store).collection.parts] == [400, 100, 30]
    (corpus / "b.jsonl").unlink()
    store.update()
    assert [len(part.segment) for part in opened(store).collection.parts] == [400, 30]
    write(corpus, table("a", 3, 5))
    store.update()
    generation = opened(store)
    assert [len(part.segment) for part in generation.collection.parts] in ([30, 2], [32])
    assert [it.id for it in generation.documents(limit=3)] == ["a3", "a5", "c0"]
    fresh = store_of(tmp_path / "fresh", corpus)
    fresh.update()
    assert seen(generation) == seen(opened(fresh))


def test_counts_of_very_many_documents_that_go_are_taken_some_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.store.segment_counts._COUNTED", 7)
    corpus = write(tmp_path / "corpus", {**table("a", *range(100)), **table("b", *range(40))})
    store = store_of(tmp_path / "index", corpus)
    store.update()
    for left in (60, 20):  # the segment stays, and is then written anew
        write(corpus, table("a", *range(left)))
        store.update()
        fresh = store_of(tmp_path / f"fresh{left}", corpus)
        fresh.update()
        assert seen(opened(store)) == seen(opened(fresh))
