"""Reading a file by slices."""

from pathlib import Path

import numpy as np
import pytest

from retrieval.segments.slices import Slices

_U4 = np.dtype(np.uint32)


@pytest.fixture(params=[1, 0], ids=["mapped", "read"])
def numbers(request: pytest.FixtureRequest, tmp_path: Path) -> Slices:
    """Give a file of the numbers up to 1000, which is read in either way."""
    np.arange(1000, dtype=_U4).tofile(tmp_path / "numbers")
    return Slices(tmp_path / "numbers", _U4, read_above=request.param)


def test_slices_come_together_in_the_order_asked_for(numbers: Slices) -> None:
    starts, ends = np.array([5, 0, 999, 7]), np.array([8, 1, 1000, 7])
    read = numbers.together(starts, ends)
    assert read.dtype == np.uint32
    assert read.tolist() == [5, 6, 7, 0, 999]
    nothing = numbers.together(starts[:0], ends[:0])
    assert nothing.dtype == np.uint32
    assert nothing.tolist() == []


def test_a_slice_is_given_as_numbers_or_as_bytes(numbers: Slices) -> None:
    assert numbers.bytes(2, 4) == np.array([2, 3], np.uint32).tobytes()
    assert numbers.slice(2, 4).tolist() == [2, 3]
    assert (len(numbers), numbers.last()) == (1000, 999)


def test_a_file_that_was_deleted_is_read_on(numbers: Slices, tmp_path: Path) -> None:
    (tmp_path / "numbers").unlink()
    assert numbers.bytes(0, 1) == bytes(4)


def test_an_empty_file_has_nothing(tmp_path: Path) -> None:
    (tmp_path / "nothing").touch()
    assert Slices(tmp_path / "nothing", _U4).bytes(0, 0) == b""
