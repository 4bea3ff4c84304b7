"""The files of a new generation are in the page cache when it begins to serve."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.store.page_cache import warm

_BLOCK = 4096

pytestmark = pytest.mark.skipif(not hasattr(os, "RWF_NOWAIT"), reason="the system does not tell what is at hand")


@pytest.fixture
def disk() -> Iterator[Path]:
    """Make a folder where the system has temporary files; those of pytest may lie in memory."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def _write(path: Path, size: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(os.urandom(size))
    return path


def _let_go(path: Path) -> None:
    """Have a file on the disk alone; the test is skipped where it cannot be."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)
    if _is_at_hand(path):
        pytest.skip("this file system keeps its files in memory")


def _is_at_hand(path: Path) -> bool:
    """Tell whether the first and the last block of a file can be read without the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    # Looking must not make the system read the rest of the file ahead.
    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_RANDOM)
    try:
        for offset in (0, max(0, path.stat().st_size - _BLOCK)):
            os.preadv(descriptor, [bytearray(_BLOCK)], offset, os.RWF_NOWAIT)
    except BlockingIOError:
        return False
    except OSError:
        pytest.skip("this file system does not tell what is at hand")
    finally:
        os.close(descriptor)
    return True


def test_files_of_the_folder_and_below_are_read(disk: Path) -> None:
    files = [_write(disk / "segment" / "texts", 3 << 20), _write(disk / "segment" / "tantivy" / "index", 9000)]
    for path in files:
        _let_go(path)

    warm(disk / "segment", disk / "not there")

    assert [_is_at_hand(path) for path in files] == [True, True]


def test_what_the_generation_before_shares_is_not_read_again(disk: Path) -> None:
    shared, own = _write(disk / "old" / "index", 1 << 20), _write(disk / "new" / "texts", 1 << 20)
    os.link(shared, disk / "new" / "index")
    for path in (shared, own):
        _let_go(path)

    warm(disk / "new")

    assert not _is_at_hand(shared)
    assert _is_at_hand(own)


def test_no_more_is_read_than_a_quarter_of_the_memory_and_small_files_first(
    disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small, large = _write(disk / "b", 1 << 20), _write(disk / "a", 4 << 20)
    for path in (small, large):
        _let_go(path)
    pages = (12 << 20) // os.sysconf("SC_PAGE_SIZE")
    tell = os.sysconf
    monkeypatch.setattr(os, "sysconf", lambda name: pages if name == "SC_PHYS_PAGES" else tell(name))

    warm(disk)

    assert _is_at_hand(small)
    assert not _is_at_hand(large)
