"""Documents that are copies of earlier ones: exactly, or nearly by MinHash; one is kept, the others are its sources."""

from retrieval.duplicates.fingerprints import Fingerprints, Part
from retrieval.duplicates.regrouping import KEPT, UNKNOWN, regroup, stream
from retrieval.duplicates.signatures import (
    HASH_BYTES,
    SLOTS,
    scheme,
    signature,
    signatures,
    term_hashes,
    text_hash,
)
from retrieval.duplicates.streaming import Deduplicator
from retrieval.duplicates.tables import BandTable

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
