"""Reading a file by stretches."""

from pathlib import Path

import numpy as np
import pytest

from retrieval.segments import slices
from retrieval.segments.slices import Stretches


@pytest.fixture(params=["mapped", "read"])
def file(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a file of the numbers up to 1000, which is read in either way."""
    if request.param == "read":
        monkeypatch.setattr(slices, "_SMALL", 0)
    np.arange(1000, dtype=np.uint32).tofile(tmp_path / "numbers")
    return tmp_path / "numbers"


def test_stretches_come_together_in_the_order_asked_for(file: Path) -> None:
    starts, ends = np.array([5, 0, 999, 7]), np.array([8, 1, 1000, 7])
    read = Stretches(file, np.uint32).together(starts, ends)
    assert read.dtype == np.uint32
    assert read.tolist() == [5, 6, 7, 0, 999]
    nothing = Stretches(file, np.uint32).together(starts[:0], ends[:0])
    assert nothing.dtype == np.uint32
    assert nothing.tolist() == []


def test_the_bytes_of_a_stretch_are_those_of_its_numbers(file: Path) -> None:
    assert Stretches(file, np.uint32).bytes(2, 4) == np.array([2, 3], np.uint32).tobytes()


def test_a_file_that_was_deleted_is_read_on(file: Path) -> None:
    numbers = Stretches(file, np.uint32)
    file.unlink()
    assert numbers.bytes(0, 1) == bytes(4)


def test_an_empty_file_has_nothing(tmp_path: Path) -> None:
    (tmp_path / "nothing").touch()
    assert Stretches(tmp_path / "nothing").bytes(0, 0) == b""
