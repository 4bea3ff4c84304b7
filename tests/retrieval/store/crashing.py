"""Kills updates of an index: `python -m tests.retrieval.store.crashing FOLDER KILLS SEED`.

It prints what they left, as JSON.
Every update, and every look at what it left, is done in a fork of this process, which has imported everything and opens
nothing itself: so an update takes what it takes, without a second of imports.
"""

import json
import os
import pickle
import random
import select
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import retrieval.search.tantivy.engine
import retrieval.search.tantivy.files  # noqa: F401  (imported before it forks)
from retrieval.engines import open_disk
from retrieval.models import Weights
from retrieval.query.parsing import parse
from retrieval.query.synonyms import Synonyms
from retrieval.searcher import CANDIDATES
from retrieval.segments.open_collection import OpenCollection
from retrieval.segments.reader import SegmentReader
from retrieval.store import Generation, Store
from retrieval.store.verification import verify
from tests.retrieval.articles import SYNONYMS, shipped_ranker

from .changes import QUESTIONS, alter, some_text
from .stores import OPTIONS, opened, seen, store_of

_FULL_EVERY = 3
_BEYOND = 1.1
_DONE, _OLD, _NEW = range(3)


class Crashes:
    """A corpus that changes, and an index of it whose updates are killed; `left` counts what they left by its name."""

    def __init__(self, folder: Path, dice: random.Random) -> None:
        """Make both, and see how long an update takes."""
        self._folder = folder
        self._dice = dice
        self._corpus = folder / "corpus"
        self._before = folder / "before"
        self._steps = 0
        self._lasts: dict[bool, float] = {}
        self.left = {"old": 0, "new": 0, "too late": 0}
        self._corpus.mkdir(parents=True)
        for number in range(4):
            (self._corpus / f"n{number}.txt").write_text(some_text(dice), encoding="utf-8")
        for full in (True, True, False):
            alter(self._corpus, dice)
            if self._update(full=full) != _DONE:
                sys.exit("an update that nobody killed failed")

    def step(self) -> None:
        """Change the corpus, kill the update that follows, and look at what there is."""
        self._steps += 1
        shutil.rmtree(self._before, ignore_errors=True)
        shutil.copytree(self._corpus, self._before)
        (self._corpus / ".expected").unlink(missing_ok=True)
        alter(self._corpus, self._dice)
        full = self._steps % _FULL_EVERY == 0
        code = self._update(full=full, within=self._dice.random() * self._lasts[full] * _BEYOND)
        if code == _DONE:
            self.left["too late"] += 1
            return
        found = _forked(self._look) if code == -signal.SIGKILL else code
        if found not in (_OLD, _NEW):
            sys.exit(f"at step {self._steps} something is not as it should be: {found}")
        self.left["old" if found == _OLD else "new"] += 1

    def _update(self, *, full: bool, within: float | None = None) -> int:
        started = time.perf_counter()
        code = _forked(lambda: self._done(self._store(), full=full), within)
        if code == _DONE:
            lasted = time.perf_counter() - started
            self._lasts[full] = (self._lasts.get(full, lasted) + lasted) / 2  # what else the machine does varies
        return code

    def _store(self) -> Store:
        return store_of(self._folder / "index", self._corpus)

    @staticmethod
    def _done(store: Store, *, full: bool = False) -> int:
        store.update(full=full)
        return _DONE

    def _look(self) -> int:
        """Tell which corpus is served, having found it whole; then bring it up to date, and see that it is."""
        old, new = self._expected(self._before), self._expected(self._corpus)
        found = opened(self._store())
        state = _state(found)
        assert state in (old, new), "neither the old corpus is served nor the new one"
        corpus = self._corpus if state == new else self._before
        problems = [problem for it in verify(found, corpus, OPTIONS) for problem in it.problems]
        assert not problems, problems
        self._done(self._store())
        after = opened(self._store())
        if after.number != found.number:
            state = _state(after)
        assert state == new, "what it was brought up to date to is not what a fresh build is"
        _assert_tidy(after)
        return _OLD if after.number != found.number else _NEW

    def _expected(self, corpus: Path) -> dict[str, object]:
        """Return what a fresh build of a corpus is, which the corpus carries along when it is copied."""
        kept = corpus / ".expected"  # what begins with a dot is no article
        if kept.exists():
            expected: dict[str, object] = pickle.loads(kept.read_bytes())  # noqa: S301  (our own)
            return expected
        folder = self._folder / "fresh"
        store = store_of(folder, corpus)
        self._done(store)
        state = _state(opened(store))
        shutil.rmtree(folder)
        kept.write_bytes(pickle.dumps(state))
        return state


def _state(generation: Generation) -> dict[str, object]:
    """Return all that is served, and what is answered, without bringing anything up to date."""
    collection = OpenCollection(generation.collection)
    retriever, reader = open_disk(generation, collection, Weights()), SegmentReader(collection)
    ranker, vocabulary = shipped_ranker(), generation.vocabulary()
    answers = []
    for question in QUESTIONS:
        query = parse(question, _synonyms(), vocabulary)
        candidates = retriever.search(query, CANDIDATES)
        ranking = ranker.rank(query, candidates, retriever, reader)
        best = reader.sentences([candidates[it].sentence_id for it in ranking.order])
        answers.append((query, best, ranking.scores.tolist(), ranking.confidence))
    return seen(generation) | {"answers": answers}


@lru_cache(maxsize=1)
def _synonyms() -> Synonyms:
    return Synonyms.read(SYNONYMS)


def _assert_tidy(generation: Generation) -> None:
    """Check that the killed update left nothing behind."""
    layout = generation.layout
    assert [it.name for it in layout.generations.iterdir()] == [generation.folder.name]
    assert {it.name for it in layout.segments.iterdir()} == {name for name, _ in generation.manifest.segments}
    others = {it.name for it in layout.folder.iterdir() if not it.name.startswith("catalogue.sqlite")}
    assert others == {"generations", "segments"}
    assert {it.name for it in layout.root.iterdir()} == {layout.folder.name, layout.lock.name}


def _forked(work: Callable[[], int], within: float | None = None) -> int:
    """Do something in a fork, which is killed after so many seconds; return its exit code, below 0 that of a signal."""
    child = os.fork()
    if child == 0:
        code = 99
        try:
            code = work()
        except BaseException:  # noqa: BLE001  (it must not go on as if it were its parent)
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)
    ends = os.pidfd_open(child)
    if within is not None and not select.select([ends], [], [], within)[0]:
        os.kill(child, signal.SIGKILL)
    os.close(ends)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main() -> None:
    """Kill updates until so many were killed in their midst."""
    folder, kills = Path(sys.argv[1]), int(sys.argv[2])
    shipped_ranker(), _synonyms()
    for question in QUESTIONS:  # the words of which are known then
        parse(question, _synonyms())
    crashes = Crashes(folder, random.Random(int(sys.argv[3])))  # noqa: S311  (no secret)
    while crashes.left["old"] + crashes.left["new"] < kills:
        crashes.step()
    sys.stdout.write(json.dumps(crashes.left))


if __name__ == "__main__":
    main()
