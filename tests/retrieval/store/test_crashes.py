"""A crash, a kill or a full disk during an update leaves the previous generation or the complete new one."""

import json
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from retrieval.errors import IndexUnavailableError
from retrieval.models import Progress
from retrieval.store import IndexSettings, Store
from retrieval.store.verification import verify
from tests.retrieval.articles import write

from .stores import HOME, OPTIONS, opened, searcher_of, seen, store_of

pytestmark = pytest.mark.slow

_ROOT = Path(__file__).parents[3]
_KILLS = 25
_WORKERS = 2

needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="processes are found as Linux tells of them")


def _started(module: str, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", f"tests.retrieval.store.{module}", *arguments],
        cwd=_ROOT,
        env=os.environ | {"PYTHONPATH": os.fspath(_ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@needs_linux
def test_an_update_killed_anywhere_leaves_the_old_or_the_new_and_the_next_one_succeeds(tmp_path: Path) -> None:
    """Fifty times, by two processes at once: what each kill leaves is proved in `crashing.py`."""
    running = [_started("crashing", str(tmp_path / seed), str(_KILLS), seed) for seed in "12"]
    for process in running:
        out, told = process.communicate(timeout=300)
        assert (process.returncode, told) == (0, "")
        left = json.loads(out)
        assert left["old"] + left["new"] == _KILLS
        assert left["old"]


class TestFullDisk:
    """A disk of its own that is full, more or less."""

    @pytest.fixture
    def disk(self, tmp_path: Path) -> Iterator[Path]:
        if sys.platform != "linux" or os.geteuid() != 0:
            pytest.skip("only root may mount a small disk, on Linux")
        folder = tmp_path / "disk"
        folder.mkdir()
        mount = ["/usr/bin/env", "mount", "-t", "tmpfs", "-o", "size=16m", "none", os.fspath(folder)]
        if subprocess.run(mount, check=False, capture_output=True).returncode:
            pytest.skip("this system lets nobody mount a disk")
        yield folder
        subprocess.run(["/usr/bin/env", "umount", "-l", folder], check=True)

    def test_the_last_good_generation_serves_until_there_is_room(self, tmp_path: Path, disk: Path) -> None:
        corpus = write(tmp_path / "corpus", {"a.txt": "Xi pledged carbon neutrality. Kerry left Oslo."})
        store = store_of(disk / "index", corpus)
        store.update()
        before = seen(opened(store))
        write(corpus, {f"{number}.txt": f"Merkel visited harbour {number}. She left." for number in range(40)})
        told: list[str] = []
        for room in (0, *(1 << power for power in range(12, 22))):
            with _filled(disk, room):
                try:
                    store.update(full=len(told) % 2 == 1)
                    break
                except IndexUnavailableError as error:
                    told.append(str(error))
                assert seen(opened(store)) == before, room
                assert len(list((disk / "index" / HOME / "generations").iterdir())) <= 2
        assert len(told) > 4
        for line in told:
            assert "full" in line or "No space left on device" in line
            assert "If the disk is not full, remove that folder" in line
        fresh = store_of(tmp_path / "fresh", corpus)
        fresh.update()
        assert seen(opened(store)) == seen(opened(fresh))
        assert len(list((disk / "index" / HOME / "segments").iterdir())) == len(opened(store).manifest.segments)
        assert searcher_of(store).search("Who visited harbour 7?", 1).hits[0].document.id == "7.txt"


@contextmanager
def _filled(disk: Path, room: int) -> Iterator[None]:
    """Leave so many bytes on a disk."""
    ballast = disk / "ballast"
    free = os.statvfs(disk)
    with ballast.open("wb", buffering=0) as file:
        os.posix_fallocate(file.fileno(), 0, free.f_bavail * free.f_frsize)
        file.truncate(free.f_bavail * free.f_frsize - room)
    yield
    ballast.unlink()


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Write what takes several processes some seconds to read."""
    texts = {
        f"{number:02}.txt": " ".join(f"Kerry opened harbour {number * 1000 + place} in Oslo." for place in range(3300))
        for number in range(40)
    }
    return write(tmp_path / "corpus", texts)


def _store(folder: Path, corpus: Path, workers: int = _WORKERS) -> Store:
    return Store(folder, corpus, IndexSettings(OPTIONS, lambda _: False, workers))


class TestWorkers:
    """The processes that read."""

    @pytest.mark.parametrize("workers", [1, _WORKERS])  # of one, more is still to be handed out when it is killed
    def test_one_that_is_killed_is_done_without(self, tmp_path: Path, corpus: Path, workers: int) -> None:
        store = _store(tmp_path / "index", corpus, workers)
        kills = 0

        def kill_one(progress: Progress) -> None:
            nonlocal kills
            alive = multiprocessing.active_children()
            if progress.documents and alive and kills < 2:
                kills += 1
                alive[0].kill()
                alive[0].join()
                time.sleep(0.3 * (kills == 1))  # at first what is handed out next fails, then what is waited for

        update = store.update(kill_one)
        assert kills == 2
        assert update.skipped == ()
        assert len(update.added) == len(list(corpus.iterdir()))
        assert not [it for it in verify(opened(store), corpus, OPTIONS) if it.problems]

    @needs_linux
    def test_none_outlives_its_killed_parent(self, tmp_path: Path, corpus: Path) -> None:
        with _started("workers", str(tmp_path / "index"), str(corpus)) as process:
            _wait(lambda: len(_children(process.pid)) > _WORKERS)
            children = _children(process.pid)
            process.kill()
            process.communicate()
        _wait(lambda: not any(Path(f"/proc/{child}").exists() for child in children))
        update = _store(tmp_path / "index", corpus).update()
        assert len(update.added) == len(list(corpus.iterdir()))


def _children(pid: int) -> list[int]:
    threads = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for told in threads for child in told.read_text(encoding="ascii").split()]


def _wait(until: Callable[[], bool]) -> None:
    while not until():
        time.sleep(0.02)
