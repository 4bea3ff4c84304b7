"""Which of several duplicates is searched as documents are added and removed."""

import json
from pathlib import Path

import pytest

from tests.retrieval.articles import write

from .corpora import table
from .stores import opened, searcher_of, seen, store_of


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
    corpus = write(tmp_path / "corpus", {**table("f", *range(others)), "a.jsonl": lines[0], "b.jsonl": lines[1]})
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
