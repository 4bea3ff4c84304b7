"""Keys of citations: each says where a quote stands, and nobody else can make one, so that none is stored. Pure."""

import base64
import hashlib
import hmac
import re
import struct
from dataclasses import dataclass

_KEY = re.compile(r"[A-Za-z0-9_-]{32}", re.ASCII)
_SEAL_BYTES = 9
_PLACE = struct.Struct(f"<8sI3s{_SEAL_BYTES}s")
"""The first bytes of the hash of the document's text, the quote's start and length, and the seal: 24 bytes."""
_LENGTH_BYTES = 3
_HASH_BYTES = 8
_FARTHEST, _LONGEST = 2**32, 2 ** (8 * _LENGTH_BYTES)


@dataclass(frozen=True, slots=True)
class KeyedPlace:
    """What a key says: where the quote stands in a document whose text's hash begins so. `seal` must still fit it."""

    hash_start: bytes
    start: int
    end: int
    seal: bytes


@dataclass(frozen=True, slots=True)
class CitationKeys:
    """Makes the keys of citations and tells whether they are genuine: each is of a document, its offsets and text.

    A key is 32 characters of Base64 for URLs. A corpus that has the document has the key, whatever else has changed.
    """

    secret: bytes

    def of(self, text_hash: bytes, document_id: str, start: int, text: str) -> str | None:
        """Return the key of a quote, given the hash of its document's text; None if it stands too far behind."""
        end = start + len(text)
        if start >= _FARTHEST or len(text) >= _LONGEST:
            return None
        length = len(text).to_bytes(_LENGTH_BYTES, "little")
        seal = self._seal(text_hash[:_HASH_BYTES], document_id, start, end, text)
        return base64.urlsafe_b64encode(_PLACE.pack(text_hash[:_HASH_BYTES], start, length, seal)).decode()

    def is_of(self, place: KeyedPlace, document_id: str, text: str) -> bool:
        """Tell whether the key that says this place was made for this document, which has this text there."""
        seal = self._seal(place.hash_start, document_id, place.start, place.end, text)
        return hmac.compare_digest(seal, place.seal)

    def _seal(self, hash_start: bytes, document_id: str, start: int, end: int, text: str) -> bytes:
        name = document_id.encode("utf-8", "surrogatepass")
        place = struct.pack("<8sQQQ", hash_start, start, end, len(name))
        content = place + name + text.encode("utf-8", "surrogatepass")
        return hashlib.blake2b(content, key=self.secret, digest_size=_SEAL_BYTES, person=b"citation").digest()


def read_key(key: str) -> KeyedPlace | None:
    """Return what a text says as a key, None if it is none. Whether it is genuine is told by `CitationKeys.is_of`."""
    if _KEY.fullmatch(key) is None:
        return None
    hash_start, start, length, seal = _PLACE.unpack(base64.urlsafe_b64decode(key))
    return KeyedPlace(hash_start, start, start + int.from_bytes(length, "little"), seal)
