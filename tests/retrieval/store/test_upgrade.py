"""After an upgrade the old index stays usable until the new one is complete, and a downgrade works."""

import json
import threading
from collections.abc import Mapping
from pathlib import Path

import pytest

from retrieval.analysis.languages import Languages
from retrieval.corpus.loaders import ReadingOptions
from retrieval.errors import EmptyCorpusError, InterruptedReadingError
from retrieval.models import Progress
from retrieval.store import IndexSettings, Store, compatibility
from tests.retrieval.articles import write

from .corpora import small_corpus
from .stores import HOME, OPTIONS, opened, seen, store_of


def legacy(folder: Path, corpus: Path) -> dict[str, bytes]:
    """Make an index whose files lie directly in its folder, as in format 1; return them."""
    store_of(folder, corpus).update()
    for path in (folder / HOME).iterdir():
        path.rename(folder / path.name)
    (folder / HOME).rmdir()
    return contents(folder)


def contents(folder: Path) -> dict[str, bytes]:
    """Return all files below a folder but the lock."""
    paths = [path for path in folder.rglob("*") if path.is_file() and path.name != "lock"]
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def test_the_index_of_the_version_before_is_replaced_once_the_new_one_is_complete(tmp_path: Path) -> None:
    folder, corpus = tmp_path / "index", small_corpus(tmp_path)
    old = legacy(folder, corpus)
    store = store_of(folder, corpus)
    assert store.needs_rebuild() == f"format 1 -> {compatibility.FORMAT}"
    assert store.current() is None
    while_reading: list[dict[str, bytes]] = []

    def look(progress: Progress) -> None:
        if progress.stage == "finishing":
            while_reading.append({name: data for name, data in contents(folder).items() if not name.startswith(HOME)})

    assert store.update(look).added == ("a.txt", "b.txt", "c.txt")
    assert while_reading == [old]
    assert sorted(it.name for it in folder.iterdir()) == [HOME, "lock"]
    assert store.needs_rebuild() is None


@pytest.mark.parametrize("trouble", ["stopped", "empty"])
def test_a_first_build_that_fails_leaves_the_old_index_as_it_was(tmp_path: Path, trouble: str) -> None:
    folder, corpus = tmp_path / "index", small_corpus(tmp_path)
    old = legacy(folder, corpus)
    stop = threading.Event()
    if trouble == "empty":
        write(corpus, dict.fromkeys(("a.txt", "b.txt", "c.txt"), ""))
    with pytest.raises((InterruptedReadingError, EmptyCorpusError)):
        store_of(folder, corpus).update(lambda it: stop.set() if it.stage == "finishing" else None, stop=stop)
    assert {name: data for name, data in contents(folder).items() if not name.startswith(HOME)} == old
    assert not any(path.is_dir() and any(path.iterdir()) for path in (folder / HOME).iterdir())


def test_an_older_program_finds_its_own_index_until_then_and_builds_anew_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, corpus = tmp_path / "index", small_corpus(tmp_path)
    newer = compatibility.FORMAT + 1
    store_of(folder, corpus).update()
    before = contents(folder)
    monkeypatch.setattr(compatibility, "FORMAT", newer)
    stop = threading.Event()
    stop.set()
    with pytest.raises(InterruptedReadingError):
        store_of(folder, corpus).update(stop=stop)
    monkeypatch.undo()
    assert store_of(folder, corpus).needs_rebuild() is None
    assert {name: data for name, data in contents(folder).items() if name.startswith(HOME)} == before
    assert not store_of(folder, corpus).update().is_new

    monkeypatch.setattr(compatibility, "FORMAT", newer)
    store_of(folder, corpus).update()
    monkeypatch.undo()
    store = store_of(folder, corpus)
    assert store.needs_rebuild() == f"format {newer} -> {compatibility.FORMAT}"
    assert store.update().is_new
    assert sorted(it.name for it in folder.iterdir()) == [HOME, "lock"]
    fresh = store_of(tmp_path / "fresh", corpus)
    fresh.update()
    assert seen(opened(store)) == seen(opened(fresh))


def test_what_a_kill_left_of_another_format_goes_with_the_next_update(tmp_path: Path) -> None:
    folder, corpus = tmp_path / "index", small_corpus(tmp_path)
    store = store_of(folder, corpus)
    store.update()
    for left in ("segments/000001/texts", "format-1000/catalogue.sqlite", "notes/mine.txt"):
        (folder / left).parent.mkdir(parents=True)
        (folder / left).write_text("x")
    assert not store.update().is_new
    assert sorted(it.name for it in folder.iterdir()) == [HOME, "lock", "notes"]


def test_why_an_index_is_made_anew_is_known_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, corpus = tmp_path / "index", small_corpus(tmp_path)
    store = store_of(folder, corpus)
    assert store.needs_rebuild() == "there is no index yet"
    store.update()
    assert store.needs_rebuild() is None
    smaller = Store(folder, corpus, IndexSettings(ReadingOptions(largest_file=9), lambda _: False))
    assert smaller.needs_rebuild() == f"largest_file {OPTIONS.largest_file} -> 9"
    made_by = compatibility.made_by(OPTIONS)
    before = json.dumps(json.loads(made_by) | {"trafilatura": "1.0", "analysis": "0"})
    assert "trafilatura 1.0 -> " in str(compatibility.difference(before, made_by))
    assert compatibility.difference("unreadable", made_by) == "another version of the program"
    analysis = compatibility.ANALYSIS
    monkeypatch.setattr(compatibility, "ANALYSIS", 1000)
    assert store.needs_rebuild() == f"analysis {analysis} -> 1000"
    while_reading: list[int] = []
    assert store.update(lambda _: while_reading.append(opened(store).number)).is_new
    assert set(while_reading) == {1}  # the last good generation serves until the new one is complete
    assert store.needs_rebuild() is None


def test_other_word_data_of_a_language_of_the_corpus_have_its_articles_read_anew(tmp_path: Path) -> None:
    corpus = write(tmp_path / "corpus", {"a.txt": "The talks ended in Oslo. They were long."})
    tables: dict[str, dict[str, str]] = {"de": {"function_words": "der"}}

    def store(corpus_language: str | None = None) -> Store:
        def read(code: str, _name: str) -> Mapping[str, str]:
            return tables[code]  # there are none of English

        languages = Languages(read, corpus_language)
        return Store(tmp_path / "index", corpus, IndexSettings(OPTIONS, lambda _: False, languages=languages))

    store().update()
    assert store().needs_rebuild() is None
    write(
        corpus,
        {"b.txt": "Die Gespräche über den Vertrag sind gestern in der Hauptstadt gescheitert. Niemand war zufrieden."},
    )
    store().update()
    assert store().needs_rebuild() is None
    tables["de"] = {"function_words": "der, die"}
    assert store().needs_rebuild() == "other word data of de"
    assert store().update().is_new
    assert store().needs_rebuild() is None
    assert store("de").needs_rebuild() == "corpus_language None -> de"
