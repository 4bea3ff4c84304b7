"""Pages of mapped files are released when too many are resident."""

import mmap
from pathlib import Path

import pytest

from retrieval.search.resident_memory import ResidentMemory, mapped_bytes

_SIZE = 8 << 20

needs_told = pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the system does not tell")


@needs_told
def test_what_was_read_of_a_mapped_file_counts_until_it_is_unmapped(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(bytes(_SIZE))
    before = mapped_bytes()
    with (tmp_path / "file").open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapping:
        assert sum(mapping[:: mmap.PAGESIZE]) == 0
        assert mapped_bytes() - before > _SIZE // 2
    assert mapped_bytes() - before < _SIZE // 2


@needs_told
def test_only_now_and_then_the_system_is_asked() -> None:
    mapped = ResidentMemory(limit=0, growth=0, every=3)
    assert [mapped.is_excessive() for _ in range(6)] == [False, False, True, False, False, True]


@needs_told
def test_what_stays_after_giving_back_is_not_too_much_once_more() -> None:
    mapped = ResidentMemory(limit=0, growth=1 << 40, every=1)
    mapped.restart()
    assert not mapped.is_excessive()
    assert not mapped.is_excessive()


def test_little_is_not_too_much() -> None:
    assert not ResidentMemory(limit=1 << 50, every=1).is_excessive()
