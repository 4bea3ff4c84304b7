"""What a document is compared by: a hash of its text, a MinHash of its terms, and the keys to find both again by."""

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import islice
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

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

_SHIFT = np.uint64(32)
# One odd factor for each pair of slots of each band, so that equal slots in different bands make different keys.
_FACTORS: Final = np.array(
    [int.from_bytes(blake2b(bytes([n]), digest_size=8).digest(), "little") | 1 for n in range(SLOTS // 2)],
    dtype=np.uint64,
).reshape(BANDS, -1)


def signature(terms: Sequence[str]) -> NDArray[np.uint32]:
    """Return the MinHash of all three consecutive terms; zeros if they are too few to be compared but exactly."""
    shingles = list(map(" ".join, zip(terms, islice(terms, 1, None), islice(terms, 2, None), strict=False)))
    # Nearly every text has enough among its first ones, so that only short and monotonous ones are counted through.
    if len(set(shingles[: 2 * _FEWEST_SHINGLES])) < _FEWEST_SHINGLES and len(set(shingles)) < _FEWEST_SHINGLES:
        return np.zeros(SLOTS, dtype=np.uint32)
    minima = _minhash()(num_perm=SLOTS, seed=_SEED)
    try:
        minima.update(shingles)
    except UnicodeEncodeError:  # half of a surrogate pair: no letter, but nothing to fail at either
        minima = _minhash()(num_perm=SLOTS, seed=_SEED)
        minima.update([shingle.encode("utf-8", "surrogatepass") for shingle in shingles])
    return np.array(minima.digest(), dtype=np.uint32)


def text_hash(text: str) -> bytes:
    """Return the hash of a text, however its whitespace is laid out; zeros for none, which is no copy of another."""
    words = " ".join(text.split())
    return blake2b(words.encode("utf-8", "surrogatepass"), digest_size=HASH_BYTES).digest() if words else bytes(16)


@lru_cache(maxsize=1)
def scheme() -> str:
    """Name how signatures are made: persisted ones are of use only while this is the same.

    It holds the library's own version of its algorithm and, in case that was forgotten to be raised, what it makes of
    a sample.
    """
    sample = signature([f"term{n}é" for n in range(200)]).astype("<u4").tobytes()
    return f"minhash-{_minhash().ALGORITHM_VERSION}-{SLOTS}-{blake2b(sample, digest_size=8).hexdigest()}"


def near(signatures: NDArray[np.uint32], other: NDArray[np.uint32]) -> NDArray[np.bool_]:
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
def _minhash() -> "type[RMinHash]":
    import rensa  # noqa: PLC0415  (the command starts without it)

    made: type[RMinHash] = rensa.RMinHash
    return made
