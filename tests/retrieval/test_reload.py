"""A reload builds a new snapshot and swaps it in, or changes nothing."""

import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from retrieval.engines import open_memory
from retrieval.errors import EmptyCorpusError, LoadError, ReloadInProgressError, RetrievalError, SynonymsError
from retrieval.models import Candidate, Progress, Query, ReloadReport, SearchResult, Skipped, Weights
from retrieval.search.port import Retriever
from retrieval.search.rank_bm25 import RankBM25Retriever
from retrieval.searcher import Searcher
from retrieval.segments.open_collection import OpenCollection
from retrieval.store import Generation, temporary

from .articles import SYNONYMS, searcher_over, shipped_ranker, write


class Gate:
    """Opens engines; while it is closed, it waits when one is open."""

    def __init__(self) -> None:
        """Let everything through at first."""
        self._open = threading.Event()
        self._open.set()
        self._reached = threading.Event()

    def __call__(self, stored: Generation, collection: OpenCollection, weights: Weights) -> Retriever:
        """Open an engine."""
        retriever = open_memory(stored, collection, weights)
        self._reached.set()
        assert self._open.wait(60)
        return retriever

    @contextmanager
    def holding(self, reload: Callable[[], ReloadReport]) -> Iterator[None]:
        """Keep a reload from ending, in a thread of its own, until the block ends; then see it succeed."""
        self._open.clear()
        self._reached.clear()
        with ThreadPoolExecutor(1) as threads:
            running = threads.submit(reload)
            try:
                assert self._reached.wait(60)
                yield
            finally:
                self._open.set()
            running.result()


def quotes(result: SearchResult) -> list[str]:
    """Return the sentences found, best first."""
    return [hit.sentence.text for hit in result.hits]


def test_it_tells_what_was_added_changed_removed_and_skipped(tmp_path: Path) -> None:
    write(tmp_path, {"same.txt": "Same.", "b.txt": "B.", "a.txt": "A.", "gone.txt": "Gone.", "bad.txt": "Fine."})
    searcher = searcher_over(tmp_path)
    (tmp_path / "gone.txt").unlink()
    write(tmp_path, {"b.txt": "B!", "a.txt": "A!", "new.txt": "New.", "d.md": "New. Too.", "bad.txt": ""})
    report = searcher.reload()
    assert report.added == ("d.md", "new.txt")
    assert report.changed == ("a.txt", "b.txt")
    assert report.removed == ("bad.txt", "gone.txt")
    assert report.corpus.skipped == (Skipped("bad.txt", "is empty"),)
    assert (report.corpus.documents, report.corpus.sentences) == (5, 6)
    assert report.corpus == searcher.snapshot.corpus
    assert report.seconds >= 0


def test_a_changed_title_is_a_change(tmp_path: Path) -> None:
    searcher = searcher_over(write(tmp_path, {"a.jsonl": '{"id": "a", "text": "Text.", "title": "One"}'}))
    write(tmp_path, {"a.jsonl": '{"id": "a", "text": "Text.", "title": "Two"}'})
    assert searcher.reload().changed == ("a",)


def test_reading_the_same_again_changes_nothing_but_the_generation(tmp_path: Path) -> None:
    searcher = searcher_over(write(tmp_path, {"a.txt": "Xi spoke.", "b.txt": "Kerry left."}))
    before = searcher.search("Xi", 10)
    report = searcher.reload()
    after = searcher.search("Xi", 10)
    assert (report.added, report.changed, report.removed) == ((), (), ())
    assert (before.generation, after.generation) == (1, 2)
    assert (before.hits, before.corpus) == (after.hits, after.corpus)


def test_what_is_new_is_found_and_what_is_gone_is_not(tmp_path: Path) -> None:
    searcher = searcher_over(write(tmp_path, {"a.txt": "Xi spoke."}))
    write(tmp_path, {"a.txt": "Kerry left."})
    searcher.reload()
    assert not searcher.search("Xi", 10).answered
    assert quotes(searcher.search("Kerry", 10)) == ["Kerry left."]


def test_synonyms_are_read_anew(tmp_path: Path) -> None:
    corpus = write(tmp_path / "corpus", {"a.txt": "Xi will vow it."})
    write(tmp_path, {"synonyms.toml": "groups = []"})
    searcher = searcher_over(corpus, tmp_path / "synonyms.toml")
    assert searcher.search("pledge", 1).hits == ()
    write(tmp_path, {"synonyms.toml": 'groups = [["pledge", "vow"]]'})
    searcher.reload()
    assert [hit.sentence.text for hit in searcher.search("pledge", 1).hits] == ["Xi will vow it."]
    assert not searcher.search("pledge", 1).answered  # that takes a word of the question itself


@pytest.mark.parametrize(
    ("damage", "error"),
    [
        (lambda folder: (folder / "corpus" / "a.txt").unlink(), EmptyCorpusError),
        (lambda folder: (folder / "corpus").rename(folder / "elsewhere"), LoadError),
        (lambda folder: (folder / "synonyms.toml").write_text("groups = 5"), SynonymsError),
    ],
)
def test_a_reload_that_fails_leaves_the_old_snapshot_serving(
    tmp_path: Path, damage: Callable[[Path], object], error: type[RetrievalError]
) -> None:
    write(tmp_path, {"corpus/a.txt": "Xi spoke.", "synonyms.toml": "groups = []"})
    searcher = searcher_over(tmp_path / "corpus", tmp_path / "synonyms.toml")
    snapshot, before = searcher.snapshot, searcher.search("Xi", 10)
    damage(tmp_path)
    with pytest.raises(error):
        searcher.reload()
    assert searcher.snapshot is snapshot
    assert searcher.search("Xi", 10) == before


def test_after_a_failed_reload_the_next_one_may_succeed(tmp_path: Path) -> None:
    searcher = searcher_over(write(tmp_path, {"a.txt": "Xi spoke."}))
    write(tmp_path, {"a.txt": ""})
    with pytest.raises(EmptyCorpusError):
        searcher.reload()
    write(tmp_path, {"a.txt": "Kerry left."})
    assert searcher.reload().changed == ("a.txt",)
    assert searcher.snapshot.generation == 2


def test_an_index_that_cannot_be_made_leaves_the_old_snapshot_serving(tmp_path: Path) -> None:
    failing = threading.Event()

    def open_retriever(stored: Generation, collection: OpenCollection, weights: Weights) -> Retriever:
        if failing.is_set():
            raise MemoryError
        return open_memory(stored, collection, weights)

    searcher = searcher_over(write(tmp_path, {"a.txt": "Xi spoke."}), open_retriever=open_retriever)
    write(tmp_path, {"a.txt": "Kerry left."})
    failing.set()
    with pytest.raises(MemoryError):
        searcher.reload()
    assert quotes(searcher.search("Xi", 10)) == ["Xi spoke."]
    failing.clear()
    assert searcher.reload().changed == ("a.txt",)
    assert quotes(searcher.search("Kerry", 10)) == ["Kerry left."]


def test_a_second_reload_while_one_runs_is_refused(tmp_path: Path) -> None:
    gate = Gate()
    searcher = searcher_over(write(tmp_path, {"a.txt": "Xi spoke."}), open_retriever=gate)
    write(tmp_path, {"a.txt": "Xi came."})
    with gate.holding(searcher.reload), pytest.raises(ReloadInProgressError):
        searcher.reload()
    assert searcher.snapshot.generation == 2
    assert searcher.reload().corpus.documents == 1


def test_a_search_during_a_reload_sees_the_old_corpus_whole(tmp_path: Path) -> None:
    gate = Gate()
    searcher = searcher_over(write(tmp_path, {"a.txt": "Xi spoke.", "b.txt": "Xi left."}), open_retriever=gate)
    before = searcher.search("Xi", 10)
    write(tmp_path, {"a.txt": "Kerry spoke.", "b.txt": "Kerry left.", "c.txt": "Xi came."})
    with gate.holding(searcher.reload):
        assert searcher.search("Xi", 10) == before
        assert not searcher.search("Kerry", 10).answered
    after = searcher.search("Xi", 10)
    assert (quotes(after), after.generation, after.corpus.documents) == (["Xi came."], 2, 3)


def test_a_search_that_a_reload_overtakes_still_sees_the_old_corpus_whole(tmp_path: Path) -> None:
    """The engine reloads the searcher in the midst of a search."""
    overtake: list[Callable[[], ReloadReport]] = []

    class OvertakenRetriever(RankBM25Retriever):
        def search(self, query: Query, limit: int) -> list[Candidate]:
            found = super().search(query, limit)
            while overtake:
                overtake.pop()()
            return found

    def overtaken(_: Generation, collection: OpenCollection, weights: Weights) -> Retriever:
        return OvertakenRetriever(collection, weights)

    searcher = searcher_over(write(tmp_path, {"a.txt": "Xi spoke."}), open_retriever=overtaken)
    before = searcher.search("Xi", 10)
    write(tmp_path, {"a.txt": "Kerry left.", "b.txt": "Xi came."})
    overtake.append(searcher.reload)
    assert searcher.search("Xi", 10) == before
    assert quotes(searcher.search("Xi", 10)) == ["Xi came."]


def test_threads_take_shorter_turns_during_a_reload_and_the_usual_ones_afterwards(tmp_path: Path) -> None:
    searcher = searcher_over(write(tmp_path, {"a.txt": "Xi spoke."}))
    write(tmp_path, {"b.txt": "Kerry left."})
    usual, during = sys.getswitchinterval(), []
    searcher.reload(lambda _: during.append(sys.getswitchinterval()))
    assert during
    assert max(during) < usual == sys.getswitchinterval()

    (tmp_path / "a.txt").unlink()
    (tmp_path / "b.txt").unlink()
    with pytest.raises(EmptyCorpusError):
        searcher.reload()
    assert sys.getswitchinterval() == usual


def test_a_snapshot_once_taken_stays_as_it_is(tmp_path: Path) -> None:
    searcher = searcher_over(write(tmp_path, {"a.txt": "Xi spoke."}))
    old = searcher.snapshot
    write(tmp_path, {"a.txt": "Kerry left. He was late."})
    searcher.reload()
    assert (old.generation, old.corpus.sentences, old.reader.sentences([0])[0].text) == (1, 1, "Xi spoke.")


def test_searches_among_many_reloads_each_see_one_corpus(tmp_path: Path) -> None:
    """Odd generations hold one text, even ones another; no result may mix them."""
    texts = {1: "Xi spoke. Xi left.", 0: "Kerry met Xi. Kerry met Xi again. All left."}
    searcher = searcher_over(write(tmp_path, {"a.txt": texts[1]}))
    done = threading.Event()

    def search() -> list[SearchResult]:
        results = [searcher.search("Xi", 10)]
        while not done.wait(0.001):  # or two such threads would leave the reload no turn
            results.append(searcher.search("Xi", 10))
        return results

    with ThreadPoolExecutor(2) as threads:
        searching = [threads.submit(search) for _ in range(2)]
        try:
            for generation in range(2, 8):
                write(tmp_path, {"a.txt": texts[generation % 2]})
                searcher.reload()
        finally:
            done.set()
    for result in (result for it in searching for result in it.result()):
        assert {hit.document.text for hit in result.hits} == {texts[result.generation % 2]}
        assert result.corpus.sentences == (2 if result.generation % 2 else 3)


def test_it_tells_how_far_it_is_and_counts_what_was_read_alone(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "One. Two.", "b.txt": "", "c.txt": "Three.", "d.txt": "1. ***\n2. ***"})
    told: list[Progress] = []
    searcher = Searcher(
        temporary(tmp_path), SYNONYMS, Weights(), shipped_ranker(), open_memory, on_progress=told.append
    )
    assert list(dict.fromkeys(it.stage for it in told)) == ["looking", "reading", "finishing"]
    done = told[-1]
    assert (done.documents, done.sentences, done.files, done.files_total) == (2, 3, 4, 4)
    assert done.bytes_read == done.bytes_total == 28
    write(tmp_path, {"b.txt": "Four."})
    told.clear()
    searcher.reload(told.append)
    done = told[-1]
    assert (done.documents, done.sentences, done.files, done.files_total) == (1, 1, 1, 1)


def test_the_progress_of_the_first_load_is_not_told_of_a_reload(tmp_path: Path) -> None:
    told: list[Progress] = []
    write(tmp_path, {"a.txt": "One."})
    searcher = Searcher(
        temporary(tmp_path), SYNONYMS, Weights(), shipped_ranker(), open_memory, on_progress=told.append
    )
    told.clear()
    searcher.reload()
    assert told == []
