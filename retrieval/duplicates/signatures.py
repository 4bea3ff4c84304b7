"""Text hashes, MinHash signatures, and the LSH keys under which near-duplicates find each other."""

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
"""Minima per signature. Each is equal in two documents with a probability of their Jaccard similarity."""

HASH_BYTES: Final = 16

BANDS: Final = 8

KEYS: Final = BANDS + 1
"""Keys per document: one per band, and the last for its text."""

MOST_SHARING: Final = 64
"""Kept documents compared per band, earliest first. A band that more documents share comes from a template, not a copy:
without this limit, each of a hundred thousand weather reports would be compared with all before it."""

_NEAR: Final = 52  # equal slots of 64, for an estimated similarity of 0.8
_FEWEST_SHINGLES: Final = 20  # with fewer, a copy with one changed word looks like another text
_SEED: Final = 20_260_413

_ASCII: Final = bytes(range(128))
_TO_SPACES: Final = bytes(ord(" ") if code in _ASCII and chr(code).isspace() else code for code in range(256))

_SHIFT = np.uint64(32)
# One odd factor per pair of slots and band, so that equal slots in different bands give different keys.
_FACTORS: Final = np.array(
    [int.from_bytes(blake2b(bytes([n]), digest_size=8).digest(), "little") | 1 for n in range(SLOTS // 2)],
    dtype=np.uint64,
).reshape(BANDS, -1)
# One factor per position in a shingle: the order of terms matters.
_TURNS: Final = (_FACTORS[0, 0], _FACTORS[1, 1], _FACTORS[2, 2])


def signature(terms: Sequence[str]) -> NDArray[np.uint32]:
    """Return the MinHash of the shingles of three terms; zeros if there are too few for near-duplicate detection."""
    its: NDArray[np.uint32] = signatures(term_hashes(terms), [len(terms)])[0]
    return its


def term_hashes(terms: Sequence[str]) -> NDArray[np.uint64]:
    """Return the 64-bit hash of each term, as `signatures` takes them."""
    return np.fromiter(map(_hashes().__getitem__, terms), np.uint64, len(terms))


def signatures(hashes: NDArray[np.uint64], ends: Sequence[int]) -> NDArray[np.uint32]:
    """Return the signatures of documents, one row each.

    `hashes` are the term hashes of all documents, concatenated; document n ends before `ends[n]`.
    """
    rows = np.zeros((len(ends), SLOTS), np.uint32)
    # A shingle's hash combines those of its terms: hashing the text of each shingle would take five times as long.
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
        its = shingles[start : max(end - 2, start)]  # the last two span two documents
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
    """Return the hash of a text with its whitespace normalised; zeros for an empty text, which matches no other."""
    words = text.encode("utf-8", "surrogatepass")
    beyond = words.translate(None, _ASCII).decode("utf-8", "surrogatepass")
    if any(map(str.isspace, beyond)):
        words = " ".join(text.split()).encode("utf-8", "surrogatepass")
    else:  # nearly always: only ASCII blanks, which are collapsed several times as fast on bytes
        words = words.replace(b"\n\n", b"\n").translate(_TO_SPACES).strip()  # most double blanks are these
        while b"  " in words:
            words = words.replace(b"  ", b" ")
    return blake2b(words, digest_size=HASH_BYTES).digest() if words else bytes(HASH_BYTES)


@lru_cache(maxsize=1)
def scheme() -> str:
    """Return an identifier of the signature algorithm; persisted signatures are valid only while it is the same.

    It holds the library's algorithm version and, in case that was not raised, the hash of a sample signature.
    """
    sample = signature([f"term{n}é" for n in range(200)]).astype("<u4").tobytes()
    return f"minhash-{_minhash().ALGORITHM_VERSION}-{SLOTS}-{blake2b(sample, digest_size=8).hexdigest()}"


def are_near_duplicates(signatures: NDArray[np.uint32], other: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Return for each signature (a row) whether its estimated similarity to the other is at least 0.8."""
    equal: NDArray[np.intp] = np.count_nonzero(signatures == other, axis=-1)
    return equal >= _NEAR


def keys_of(signatures: NDArray[np.uint32], hashes: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """Return the keys of documents, one row of `KEYS` each; a key of 0 is not compared.

    Documents with an equal key share a band, or the text hash. Keys of different columns differ.
    """
    keys = np.empty((len(signatures), KEYS), dtype=np.uint64)
    keys[:, :BANDS] = band_keys(signatures)
    keys[:, BANDS] = np.ascontiguousarray(hashes).view("<u8").reshape(-1, 2)[:, 0]
    return keys


def band_keys(signatures: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """Return the keys of the bands, without that of the text; see `keys_of`."""
    pairs = np.ascontiguousarray(signatures, dtype="<u4").view("<u8").reshape(-1, *_FACTORS.shape)
    keys: NDArray[np.uint64] = np.add.reduce(pairs * _FACTORS, axis=2)
    # The low bits of a product depend only on the low bits of its factors: mix in the high ones.
    keys ^= keys >> _SHIFT
    return keys


@lru_cache(maxsize=1)
def _hashes() -> WordCache[int]:
    return WordCache(_hash)


def _hash(term: str) -> int:
    return int.from_bytes(blake2b(term.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


@lru_cache(maxsize=1)
def _minhash() -> "type[RMinHash]":
    import rensa  # noqa: PLC0415  (slow to import; commands that need no signature start without it)

    made: type[RMinHash] = rensa.RMinHash
    return made
