"""Verification compares the index with its corpus, document by document."""

import json
from pathlib import Path

from retrieval.store import Problem
from retrieval.store.verification import VerifiedDocument, verify
from tests.retrieval.articles import write
from tests.retrieval.store.stores import OPTIONS, opened, store_of


def _checked(index: Path, corpus: Path) -> list[VerifiedDocument]:
    return list(verify(opened(store_of(index, corpus)), corpus, OPTIONS))


def test_what_changed_since_is_a_problem(tmp_path: Path) -> None:
    corpus = write(tmp_path / "corpus", {"a.txt": "Xi met Kerry.", "b.txt": "Xi left."})
    store_of(tmp_path / "index", corpus).update()
    assert _checked(tmp_path / "index", corpus) == [VerifiedDocument("a.txt", 1), VerifiedDocument("b.txt", 1)]
    (corpus / "b.txt").unlink()
    write(corpus, {"a.txt": "Xi met Modi.", "c.txt": "Xi came."})
    [changed, new, gone] = _checked(tmp_path / "index", corpus)
    assert [it.reason[:30] for it in changed.problems] == ["has at 0 to 13 other words tha"]
    assert new.problems == (Problem("c.txt", "is not in the index"),)
    assert gone.problems == (Problem("b.txt", "is in the index, and can no longer be read"),)


def test_what_the_index_skipped_is_no_problem_and_has_its_reason(tmp_path: Path) -> None:
    lines = [json.dumps({"id": it, "text": f"Xi met {number}."}) for number, it in enumerate(("x\0a", "x"))]
    corpus = write(tmp_path / "corpus", {"a.jsonl": "\n".join(lines)})
    store_of(tmp_path / "index", corpus).update()
    [skipped, there] = _checked(tmp_path / "index", corpus)
    assert (skipped.problems, there) == ((), VerifiedDocument("x", 1))
    assert skipped.skipped == (
        "has an article whose id holds a NUL character, which the index cannot tell from an end: 'x\\x00a'"
    )
