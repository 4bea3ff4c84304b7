"""A damaged or lost index is rebuilt if possible; otherwise the error says what to do."""

import shutil
from pathlib import Path

import pytest

from retrieval.errors import IndexUnavailableError

from .corpora import small_corpus
from .stores import HOME, opened, searcher_of, store_of


def test_a_damaged_index_says_what_to_do(tmp_path: Path) -> None:
    store = store_of(tmp_path / "index", small_corpus(tmp_path))
    store.update()
    (tmp_path / "index" / HOME / "catalogue.sqlite").write_bytes(b"no database" * 1000)
    with pytest.raises(IndexUnavailableError, match="remove that folder"):
        store.update()


@pytest.mark.parametrize("damaged", ["generations/*/order.npy", "segments/*/*", "generations/*/tantivy/*/*"])
@pytest.mark.parametrize("left", [b"", b"x"])
def test_damaged_files_say_what_to_do(tmp_path: Path, damaged: str, left: bytes) -> None:
    store = store_of(tmp_path / "index", small_corpus(tmp_path))
    store.update()
    for path in (tmp_path / "index" / HOME).glob(damaged):
        if path.is_file():
            path.write_bytes(left)
    with pytest.raises(IndexUnavailableError, match="remove that folder"):
        searcher_of(store_of(tmp_path / "index", tmp_path / "corpus"))


@pytest.mark.parametrize("byte", [0x00, 0x7F, 0xFF])
def test_damage_that_only_a_question_meets_says_what_to_do(tmp_path: Path, byte: int) -> None:
    """The files have their length, so that opening them finds nothing."""
    store = store_of(tmp_path / "index", small_corpus(tmp_path))
    store.update()
    told = 0
    for path in sorted((tmp_path / "index" / HOME / "segments").glob("*/*")):
        whole = path.read_bytes()
        head = 128 if path.suffix == ".npy" else 0
        path.write_bytes(whole[:head] + bytes([byte]) * (len(whole) - head))
        searcher = None
        try:
            searcher = searcher_of(store_of(tmp_path / "index", tmp_path / "corpus"))
            searcher.search("Whom did Xi meet?", 3)
        except IndexUnavailableError as error:
            told += searcher is not None and "it is damaged (" in str(error)
        path.write_bytes(whole)
    assert told


@pytest.mark.parametrize("left", [None, b"", b"{}", b"[]"])
def test_a_generation_that_is_lost_is_made_anew(tmp_path: Path, left: bytes | None) -> None:
    store = store_of(tmp_path / "index", small_corpus(tmp_path))
    store.update()
    if left is None:
        shutil.rmtree(tmp_path / "index" / HOME / "generations")
    else:
        (tmp_path / "index" / HOME / "generations" / "000001" / "generation.json").write_bytes(left)
    assert store.update().is_new
    generation = opened(store)
    assert (generation.number, generation.document("a.txt").text) == (2, "Xi met a. They spoke.")
    assert [it.name for it in (tmp_path / "index" / HOME / "segments").iterdir()] == ["000002"]
    assert not store.update().is_new
