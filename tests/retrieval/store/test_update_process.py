"""A large update of a process that serves is done by another one."""

import os
import sys
import threading
from pathlib import Path

import pytest

from retrieval.engines import always
from retrieval.errors import (
    EmptyCorpusError,
    IndexBusyError,
    IndexUnavailableError,
    InterruptedReadingError,
    RetrievalError,
)
from retrieval.models import Progress, Skipped
from retrieval.store.update_process import _SMALL_BYTES, update_while_serving
from tests.retrieval.articles import write
from tests.retrieval.store.stores import opened, searcher_of, seen, store_of

_LARGE = {"large.txt": "The harbour of Oslo was opened. " * (_SMALL_BYTES // 30), "small.txt": "Xi left."}


@pytest.mark.slow
def test_it_ends_where_one_in_the_same_process_ends_and_tells_how_far_it_is(tmp_path: Path) -> None:
    corpus = write(tmp_path / "corpus", _LARGE)
    store, other = store_of(tmp_path / "index", corpus, always), store_of(tmp_path / "other", corpus, always)
    told: list[Progress] = []
    update = update_while_serving(store, told.append)
    expected = other.update()
    assert (update.added, update.read, update.skipped) == (expected.added, expected.read, expected.skipped)
    assert {it.stage for it in told} == {"looking", "reading", "finishing"}
    assert seen(opened(store)) == seen(opened(other))


@pytest.mark.slow
def test_a_reload_that_is_large_serves_what_it_has_read(tmp_path: Path) -> None:
    corpus = write(tmp_path / "corpus", {"small.txt": "Xi left."})
    searcher = searcher_of(store_of(tmp_path / "index", corpus, always))
    write(corpus, {"large.txt": "Kerry came to Bergen. " * (_SMALL_BYTES // 20)})
    assert searcher.reload().added == ("large.txt",)
    assert searcher.search("who came to Bergen?", 1).hits[0].sentence.text == "Kerry came to Bergen."


@pytest.mark.slow
def test_an_error_there_is_the_same_error_here(tmp_path: Path) -> None:
    corpus = write(tmp_path / "corpus", {"large.txt": "*** " * (_SMALL_BYTES // 3)})
    with pytest.raises(EmptyCorpusError, match=r"large\.txt has no words") as raised:
        update_while_serving(store_of(tmp_path / "index", corpus, always))
    assert (raised.value.path, len(raised.value.skipped)) == (corpus, 1)


@pytest.mark.slow
def test_told_to_stop_it_changes_nothing(tmp_path: Path) -> None:
    corpus = write(tmp_path / "corpus", {"small.txt": "Xi left."})
    store = store_of(tmp_path / "index", corpus, always)
    store.update()
    write(corpus, {f"{number}.txt": _LARGE["large.txt"] + str(number) for number in range(8)})
    stop = threading.Event()
    with pytest.raises((InterruptedReadingError, IndexUnavailableError)):
        update_while_serving(store, lambda it: stop.set() if it.stage == "reading" else None, stop=stop)
    assert opened(store).number == 1


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="processes are listed in /proc")
def test_it_gives_way_to_who_serves_and_ctrl_c_does_not_reach_it(tmp_path: Path) -> None:
    corpus = write(tmp_path / "corpus", _LARGE)
    found: set[tuple[int, bool, int, int]] = set()

    def look(progress: Progress) -> None:
        if progress.stage == "reading":
            found.update(
                (os.getsid(it), os.getpgid(it) == os.getpgrp(), _niceness(it), os.sched_getscheduler(it))
                for it in _updating()
            )

    update_while_serving(store_of(tmp_path / "index", corpus, always), look)
    # Linux may share out the processors among sessions first: in another one to be nice would count for nothing.
    assert found == {(os.getsid(0), False, 19, os.SCHED_IDLE)}


def _updating() -> list[int]:
    """Return the processes of ours that update an index."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            is_ours = int(_status(path)[1]) == os.getpid()
            if is_ours and b"retrieval.store.update_process" in (path / "cmdline").read_bytes():
                found.append(int(path.name))
        except OSError:  # it has ended meanwhile
            continue
    return found


def _niceness(process: int) -> int:
    return int(_status(Path("/proc", str(process)))[16])


def _status(process: Path) -> list[str]:
    """Return what the system tells of a process behind its name: its state, its parent, ..."""
    return (process / "stat").read_text().rpartition(")")[2].split()


@pytest.mark.parametrize(
    "error", [IndexBusyError(Path("i")), EmptyCorpusError(Path("c"), [Skipped("a", "is empty")]), RetrievalError("x")]
)
def test_errors_pass_from_process_to_process(error: RetrievalError) -> None:
    import pickle  # noqa: PLC0415

    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))
