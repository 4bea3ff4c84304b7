"""The overview that a generation has of its articles."""

import random
import sqlite3
from pathlib import Path

import pytest

from retrieval.overview.overview import Overview
from retrieval.overview.words import OverviewWords
from retrieval.store import IndexSettings, Store
from tests.retrieval.articles import write
from tests.retrieval.overview.english import english
from tests.retrieval.store.stores import HOME, OPTIONS, opened

_TEXTS = {
    "a.txt": "It was said by Ann Lee that it rained in Old Oak.",
    "b.txt": "They met Ann Lee in Old Oak.",
    "c.txt": "They met Ben Young, and saw Old Oak.",
}


def _store(folder: Path, corpus: Path, words: OverviewWords | None = None) -> Store:
    return Store(folder, corpus, IndexSettings(OPTIONS, lambda _: False, 1, english() if words is None else words))


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Write three articles."""
    return write(tmp_path / "corpus", _TEXTS)


def _file(folder: Path, number: int = 1) -> Path:
    return folder / HOME / "generations" / f"{number:06}" / "overview.json"


def test_an_update_gives_the_overview_of_a_full_build(tmp_path: Path, corpus: Path) -> None:
    store = _store(tmp_path / "index", corpus)
    store.update()
    assert opened(store).overview().topics == ("Old Oak", "Ann Lee")
    dice = random.Random(1)  # noqa: S311  (no secret)
    people = ["Ann Lee", "Ben Young", "Cy Dean", "Old Oak", "Norway"]
    for step in range(12):
        name = f"{dice.choice('abcdefgh')}.txt"
        first, second = dice.sample(people, 2)
        if step % 4 == 3 and (corpus / name).exists():
            (corpus / name).unlink()
        else:
            text = f"It was said by {first} on day {step}. {second} signed a treaty about the trees in the north."
            write(corpus, {name: text * dice.randint(1, 2)})
        write(corpus, {"always.txt": "They met Ben Young and Cy Dean."})
        store.update()
        fresh = _store(tmp_path / f"fresh{step}", corpus)
        fresh.update()
        assert opened(store).overview() == opened(fresh).overview() != Overview()


def test_a_duplicate_is_no_second_article(tmp_path: Path) -> None:
    corpus = write(tmp_path / "corpus", {"a.txt": "It was said by Ann Lee.", "b.txt": "It was said by Ann Lee."})
    store = _store(tmp_path / "index", corpus)
    store.update()
    assert opened(store).overview() == Overview()


@pytest.mark.parametrize(
    "left", [None, b"", b"{", b"[]", b'{"topics": 1}', b'{"topics": [], "questions": [1]}', b"\xff"]
)
def test_a_generation_whose_overview_is_missing_or_damaged_has_an_empty_one(
    tmp_path: Path, corpus: Path, left: bytes | None
) -> None:
    store = _store(tmp_path / "index", corpus)
    store.update()
    if left is None:
        _file(tmp_path / "index").unlink()
    else:
        _file(tmp_path / "index").write_bytes(left)
    assert opened(store).overview() == Overview()


def test_other_words_make_the_overview_anew_without_a_new_generation(tmp_path: Path, corpus: Path) -> None:
    store = _store(tmp_path / "index", corpus, OverviewWords())
    store.update()
    write(corpus, {"a.txt": "It was said by President Ann Lee.", "b.txt": "They met President Ann Lee."})
    store.update()
    assert opened(store).overview().topics == ("President Ann Lee",)
    other = _store(tmp_path / "index", corpus)
    assert not other.update().is_new
    assert (opened(other).number, opened(other).overview().topics) == (2, ("Ann Lee",))
    before = _file(tmp_path / "index", 2).stat()
    assert not other.update().is_new
    assert _file(tmp_path / "index", 2).stat() == before


def test_an_index_of_a_version_without_overviews_gets_one_with_the_next_update(tmp_path: Path, corpus: Path) -> None:
    store = _store(tmp_path / "index", corpus)
    store.update()
    _file(tmp_path / "index").unlink()
    with sqlite3.connect(tmp_path / "index" / HOME / "catalogue.sqlite") as catalogue:
        catalogue.execute("delete from state where name = 'overview'")
    assert opened(store).overview() == Overview()
    assert not store.update().is_new
    assert opened(store).overview().topics == ("Old Oak", "Ann Lee")
