"""Duplicate detection: exact by text hash, near by MinHash. One copy is kept; the others are listed as its sources."""

from retrieval.duplicates.band_table import BandTable
from retrieval.duplicates.fingerprints import Fingerprints, SegmentFingerprints
from retrieval.duplicates.incremental import ABSENT, KEPT, Numbers, find_duplicates, update_duplicates
from retrieval.duplicates.sequential import Deduplicator
from retrieval.duplicates.signatures import HASH_BYTES, SLOTS, scheme, signature, signatures, term_hashes, text_hash

__all__ = [
    "ABSENT",
    "HASH_BYTES",
    "KEPT",
    "SLOTS",
    "BandTable",
    "Deduplicator",
    "Fingerprints",
    "Numbers",
    "SegmentFingerprints",
    "find_duplicates",
    "scheme",
    "signature",
    "signatures",
    "term_hashes",
    "text_hash",
    "update_duplicates",
]
