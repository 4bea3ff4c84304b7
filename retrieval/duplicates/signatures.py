"""What a document is compared by: a hash of its text, a MinHash of its terms, and the keys to find both again by."""

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis import WordCache

if TYPE_CHECKING:
    from rensa import RMinHash

SLOTS: Final = 64
"""Minima of a signature, each the same in two documents about as often as they share shingles."""

HASH_BYTES: Final = 16

BANDS: Final = 8

KEYS: Final = BANDS + 1
"""Keys of a document: one of each band, and the last of its text."""

MOST_SHARING: Final = 64
"""Kept documents that are looked at for one band, the earliest. What more share comes from a template, not a copy:
without this limit a hundred thousand weather reports would each be compared with all before it."""

_NEAR: Final = 52  # equal slots: the fewest of 64 that make an estimate of 0.8
_FEWEST_SHINGLES: Final = 20  # with fewer, one changed word would not be told from another text
_SEED: Final = 20_260_413

_ASCII: Final = bytes(range(128))
_TO_SPACES: Final = bytes(ord(" ") if code in _ASCII and chr(code).isspace() else code for code in range(256))

_SHIFT = np.uint64(32)
# One odd factor for each pair of slots of each band, so that equal slots in different bands make different keys.
_FACTORS: Final = np.array(
    [int.from_bytes(blake2b(bytes([n]), digest_size=8).digest(), "little") | 1 for n in range(SLOTS // 2)],
    dtype=np.uint64,
).reshape(BANDS, -1)
# Another factor for each of a shingle's terms: their order matters.
_TURNS: Final = (_FACTORS[0, 0], _FACTORS[1, 1], _FACTORS[2, 2])


def signature(terms: Sequence[str]) -> NDArray[np.uint32]:
    """Return the MinHash of all three consecutive terms; zeros if they are too few to be compared but exactly."""
    its: NDArray[np.uint32] = signatures(term_hashes(terms), [len(terms)])[0]
    return its


def term_hashes(terms: Sequence[str]) -> NDArray[np.uint64]:
    """Return what `signatures` needs to know of terms."""
    return np.fromiter(map(_hashes().__getitem__, terms), np.uint64, len(terms))


def signatures(hashes: NDArray[np.uint64], ends: Sequence[int]) -> NDArray[np.uint32]:
    """Return the signatures of documents, a row each, by the hashes of their terms, one document after the other.

    `ends` says where the terms of each document end.
    """
    rows = np.zeros((len(ends), SLOTS), np.uint32)
    # A shingle's hash is made of those of its terms: to write out and hash each shingle would take five times as long.
    shingles = hashes[:-2] * _TURNS[0]
    shingles += hashes[1:-1] * _TURNS[1]
    shingles += hashes[2:] * _TURNS[2]
    shingles ^= shingles >> _SHIFT
    shingles *= _TURNS[0]
    shingles ^= shingles >> _SHIFT
    enough: list[int] = []
    parts: list[NDArray[np.uint64]] = []
    start = 0
    for place, end in enumerate(ends):
        its = shingles[start : max(end - 2, start)]  # those behind stand in two documents
        start = end
        if len(its) >= _FEWEST_SHINGLES and (
            len(set(its[: 2 * _FEWEST_SHINGLES].tolist())) >= _FEWEST_SHINGLES
            or len(set(its.tolist())) >= _FEWEST_SHINGLES
        ):
            enough.append(place)
            parts.append(its)
    if enough:
        bounds = np.cumsum([0, *map(len, parts)], dtype=np.uint64)
        matrix = _minhash().digest_matrix_from_flat_token_hashes(np.concatenate(parts), bounds, SLOTS, _SEED)
        rows[enough] = matrix.to_rows()
    return rows


def text_hash(text: str) -> bytes:
    """Return the hash of a text, however its whitespace is laid out; zeros for none, which is no copy of another."""
    words = text.encode("utf-8", "surrogatepass")
    beyond = words.translate(None, _ASCII).decode("utf-8", "surrogatepass")
    if any(map(str.isspace, beyond)):
        words = " ".join(text.split()).encode("utf-8", "surrogatepass")
    else:  # nearly always: no other blanks than those of ASCII, which by bytes are made one several times as fast
        words = words.replace(b"\n\n", b"\n").translate(_TO_SPACES).strip()  # most that are two are these
        while b"  " in words:
            words = words.replace(b"  ", b" ")
    return blake2b(words, digest_size=HASH_BYTES).digest() if words else bytes(HASH_BYTES)


@lru_cache(maxsize=1)
def scheme() -> str:
    """Name how signatures are made: persisted ones are of use only while this is the same.

    It holds the library's own version of its algorithm and, in case that was forgotten to be raised, what it makes of
    a sample.
    """
    sample = signature([f"term{n}é" for n in range(200)]).astype("<u4").tobytes()
    return f"minhash-{_minhash().ALGORITHM_VERSION}-{SLOTS}-{blake2b(sample, digest_size=8).hexdigest()}"


def are_near_duplicates(signatures: NDArray[np.uint32], other: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Tell of each signature (a row) whether it is estimated to share 0.8 of its shingles with the other."""
    equal: NDArray[np.intp] = np.count_nonzero(signatures == other, axis=-1)
    return equal >= _NEAR


def keys_of(signatures: NDArray[np.uint32], hashes: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """Return the keys of documents, a row of `KEYS` each, 0 for what is not compared.

    Documents that share a key share that band (or their text's hash); which key of the row it is is part of it.
    """
    keys = np.empty((len(signatures), KEYS), dtype=np.uint64)
    keys[:, :BANDS] = band_keys(signatures)
    keys[:, BANDS] = np.ascontiguousarray(hashes).view("<u8").reshape(-1, 2)[:, 0]
    return keys


def band_keys(signatures: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """Return the keys of the bands alone; see `keys_of`."""
    pairs = np.ascontiguousarray(signatures, dtype="<u4").view("<u8").reshape(-1, *_FACTORS.shape)
    keys: NDArray[np.uint64] = np.add.reduce(pairs * _FACTORS, axis=2)
    # The low bits of a product depend on the low bits of its factors alone, and they choose the place in a table.
    keys ^= keys >> _SHIFT
    return keys


@lru_cache(maxsize=1)
def _hashes() -> WordCache[int]:
    return WordCache(_hash)


def _hash(term: str) -> int:
    return int.from_bytes(blake2b(term.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


@lru_cache(maxsize=1)
def _minhash() -> "type[RMinHash]":
    import rensa  # noqa: PLC0415  (the command starts without it)

    made: type[RMinHash] = rensa.RMinHash
    return made
