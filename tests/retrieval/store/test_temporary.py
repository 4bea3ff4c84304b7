"""A temporary index is removed with its process, or by the next one."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from retrieval.store import temporary
from tests.retrieval.articles import write

from .stores import opened

_ROOT = Path(__file__).parents[3]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have temporary files elsewhere."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


def _left(folder: Path) -> int:
    return len(list(folder.glob("verbatim-index-*")))


def _begin(corpus: Path, end: str) -> None:
    code = (
        f"import os; from pathlib import Path; from retrieval.store import temporary;"
        f"store = temporary(Path({str(corpus)!r})); store.update(); {end}"
    )
    subprocess.run([sys.executable, "-c", code], cwd=_ROOT, check=True)


def test_it_goes_with_its_store(tmp_path: Path, folder: Path) -> None:
    store = temporary(write(tmp_path / "corpus", {"a.txt": "Xi left."}))
    store.update()
    assert _left(folder) == 1
    del store
    assert _left(folder) == 0


def test_it_goes_with_its_process(tmp_path: Path, folder: Path) -> None:
    _begin(write(tmp_path / "corpus", {"a.txt": "Xi left."}), "")
    assert _left(folder) == 0


def test_what_a_process_left_that_was_ended_goes_with_the_next_and_what_another_uses_stays(
    tmp_path: Path, folder: Path
) -> None:
    corpus = write(tmp_path / "corpus", {"a.txt": "Xi left."})
    used = temporary(corpus)
    used.update()
    _begin(corpus, "os._exit(0)")
    assert _left(folder) == 2
    elsewhere = write(tmp_path / "precious", {"owner": "", "b.txt": "Kept."})
    (folder / "verbatim-index-link").symlink_to(elsewhere)
    other = temporary(corpus)
    assert _left(folder) == 3
    assert opened(used).document("a.txt").text == "Xi left."
    assert (elsewhere / "b.txt").exists()
    assert other.folder.exists()
