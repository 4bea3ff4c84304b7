"""A background process reports its failure, and ends with its parent."""

import multiprocessing
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from retrieval.store import tantivy_build
from retrieval.store.processes.background_process import BackgroundProcess, background_process
from tests.retrieval.articles import write
from tests.retrieval.store.stores import opened, searcher_of, seen, store_of


def _go_on() -> None:
    pass


def _do(other: BackgroundProcess, *arguments: object) -> None:
    other.send(*arguments)
    other.wait(_go_on)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def test_what_it_is_told_to_do_is_done_and_it_ends(tmp_path: Path) -> None:
    with background_process(_write) as other:
        _do(other, tmp_path / "a.txt", "Xi spoke.")
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == "Xi spoke."
    assert not multiprocessing.active_children()


def test_one_that_is_not_needed_ends() -> None:
    with background_process(_write):
        pass
    assert not multiprocessing.active_children()


def test_what_it_raises_is_raised(tmp_path: Path) -> None:
    with background_process(_write) as other, pytest.raises(FileNotFoundError, match="nowhere"):
        _do(other, tmp_path / "nowhere" / "a.txt", "")


def test_where_it_ends_before_it_is_done_that_is_told() -> None:
    with background_process(os._exit) as other, pytest.raises(OSError, match=r"ended before it was done \(3\)"):
        _do(other, 3)


@pytest.mark.parametrize("size", [1, 1 << 20])
def test_where_it_ends_before_it_is_told_what_to_do_that_is_told_likewise(tmp_path: Path, size: int) -> None:
    with background_process(_write) as other:
        [process] = multiprocessing.active_children()
        process.kill()
        process.join()
        with pytest.raises(OSError, match=rf"ended before it was done \({-signal.SIGKILL}\)"):
            _do(other, tmp_path / "a.txt", np.zeros(size))


_LEAVING = """
import os
from retrieval.store.processes.background_process import background_process

if __name__ == "__main__":
    with background_process(os.getpid):
        os._exit(7)
"""


def test_where_its_parent_is_gone_it_ends_without_a_word() -> None:
    ended = subprocess.run([sys.executable, "-c", _LEAVING], capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (7, "", "")


@pytest.mark.slow
def test_an_index_that_it_has_written_is_that_which_is_written_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = ["Oslo", "Bergen", "Bonn", "Tokyo"]
    corpus = write(
        tmp_path / "corpus",
        {f"{number}.txt": f"Kerry opened harbour {number} in {places[number % 4]}. Xi left." for number in range(40)},
    )
    here = searcher_of(store_of(tmp_path / "here", corpus))
    monkeypatch.setattr(tantivy_build, "_SUBPROCESS", 1)
    beside = searcher_of(store_of(tmp_path / "beside", corpus))
    write(corpus, {"3.txt": "Kerry closed harbour 3 in Tokyo.", "new.txt": "Modi opened a harbour in Tokyo."})
    (corpus / "7.txt").unlink()
    for searcher in (here, beside):
        searcher.reload()

    assert seen(opened(store_of(tmp_path / "here", corpus))) == seen(opened(store_of(tmp_path / "beside", corpus)))
    for question in ("Who opened a harbour in Tokyo?", "What did Kerry close?", "Where is harbour 7?"):
        assert here.search(question, 5) == beside.search(question, 5)
