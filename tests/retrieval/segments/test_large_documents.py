"""The stored term counts of large documents."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from retrieval.segments import large_documents
from tests.retrieval.segments.test_segment import batch_of, written


def test_the_terms_of_large_documents_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large_documents, "LARGE", 4)
    documents = [
        (["title"], [["a", "b"], ["a"]]),
        (["title"], [["a", "b"], [], ["c", "a", "a"]]),
        ([], []),
        (["a"], [["d", "c", "c", "d", "d"]]),
    ]
    segment = written(tmp_path / "segment", batch_of(documents))
    assert segment.large.documents.tolist() == [1, 3]
    terms = segment.terms.words()
    ids = np.arange(len(terms), dtype=np.uint32)
    for number in (1, 3):
        expected = Counter(term for sentence in documents[number][1] for term in sentence)
        counts, length = segment.large.counts(number, ids)
        assert counts.tolist() == [expected[term] for term in terms]
        assert length == sum(expected.values())


def test_an_ordinary_corpus_has_none(tmp_path: Path) -> None:
    segment = written(tmp_path / "segment", batch_of([(["title"], [["a", "b"]])]))
    assert len(segment.large.documents) == 0
