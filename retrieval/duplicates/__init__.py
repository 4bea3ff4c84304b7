"""Documents that are copies of earlier ones: exactly, or nearly by MinHash; one is kept, the others are its sources."""

from retrieval.duplicates.band_table import BandTable
from retrieval.duplicates.fingerprints import Fingerprints, Part
from retrieval.duplicates.incremental import (
    KEPT,
    UNKNOWN,
    regroup,
    stream,
)
from retrieval.duplicates.sequential import Deduplicator
from retrieval.duplicates.signatures import (
    HASH_BYTES,
    SLOTS,
    scheme,
    signature,
    signatures,
    term_hashes,
    text_hash,
)

__all__ = [
    "HASH_BYTES",
    "KEPT",
    "SLOTS",
    "UNKNOWN",
    "BandTable",
    "Deduplicator",
    "Fingerprints",
    "Part",
    "regroup",
    "scheme",
    "signature",
    "signatures",
    "stream",
    "term_hashes",
    "text_hash",
]
