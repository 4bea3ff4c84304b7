"""Band tables on disk, and signatures over several segments."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from retrieval.duplicates import HASH_BYTES, SLOTS, BandTable, Fingerprints, SegmentFingerprints
from retrieval.duplicates.signatures import keys_of
from retrieval.errors import RetrievalError

_RANDOM = np.random.default_rng(4)
SIGNATURES = _RANDOM.integers(1, 2**32, (50, SLOTS), dtype=np.uint32)
HASHES = _RANDOM.integers(0, 256, (50, HASH_BYTES), dtype=np.uint8)
NUMBERS = np.arange(1000, 1050)


def test_a_table_finds_after_opening_who_has_a_key(tmp_path: Path) -> None:
    signatures = SIGNATURES.copy()
    signatures[30, 8:16] = signatures[7, 8:16]
    BandTable.write(tmp_path / "bands.bin", signatures, HASHES, NUMBERS)
    table = BandTable.open(tmp_path / "bands.bin")
    keys = keys_of(signatures, HASHES)
    for row, number in enumerate(NUMBERS):
        assert all(number in table.documents_with(key) for key in keys[row].tolist())
    assert table.documents_with(int(keys[7, 1])).tolist() == [1007, 1030]
    assert table.documents_with(12345).tolist() == []
    assert table.counts(keys[7:8]).tolist() == [[1, 2, 1, 1, 1, 1, 1, 1, 1]]


def test_a_table_of_nothing_is_a_table(tmp_path: Path) -> None:
    BandTable.write(tmp_path / "bands.bin", SIGNATURES[:0], HASHES[:0], NUMBERS[:0])
    table = BandTable.open(tmp_path / "bands.bin")
    assert table.documents_with(1).tolist() == []
    assert table.counts(np.array([[1, 2]], dtype=np.uint64)).tolist() == [[0, 0]]


@pytest.mark.parametrize("damage", [lambda data: data[:-1], lambda data: b"x" + data[1:], lambda _: b""])
def test_a_damaged_table_is_refused_with_advice(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "bands.bin"
    BandTable.write(path, SIGNATURES, HASHES, NUMBERS)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(RetrievalError, match="rebuild the index"):
        BandTable.open(path)


def test_rows_come_from_the_segment_that_has_the_number(tmp_path: Path) -> None:
    (tmp_path / "signatures.bin").write_bytes(SIGNATURES[20:].tobytes())
    (tmp_path / "hashes.bin").write_bytes(HASHES[20:].tobytes())
    mapped = SegmentFingerprints(
        100,
        np.memmap(tmp_path / "signatures.bin", dtype=np.uint32, mode="r").reshape(-1, SLOTS),
        np.memmap(tmp_path / "hashes.bin", dtype=np.uint8, mode="r").reshape(-1, HASH_BYTES),
    )
    empty = SegmentFingerprints(90, SIGNATURES[:0], HASHES[:0])
    fingerprints = Fingerprints([mapped, empty, SegmentFingerprints(5, SIGNATURES[:20], HASHES[:20])])
    signatures, hashes = fingerprints.rows(np.array([100, 24, 129, 5]))
    assert (signatures == SIGNATURES[[20, 19, 49, 0]]).all()
    assert (hashes == HASHES[[20, 19, 49, 0]]).all()
