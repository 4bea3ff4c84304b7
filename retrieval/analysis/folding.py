"""Words as they are written, but for case and accents: what an exact phrase is compared with."""

import unicodedata
import zlib

from retrieval.analysis.tokenizer import tokenise
from retrieval.analysis.word_cache import WordCache

_ALIKE = str.maketrans("’‐‑", "'--")


def folded(text: str) -> str:
    """Return the words of a text, function words included, without case and accents, with single blanks between."""
    return " ".join(map(_FOLDED.__getitem__, tokenise(text)))


def word_hash(word: str) -> int:
    """Return a hash of a word as `folded`, in 16 bits. The result is not cached."""
    return zlib.crc32(_fold(word).encode("utf-8", "surrogatepass")) & 0xFFFF


def _fold(word: str) -> str:
    if not word.isascii():
        decomposed = unicodedata.normalize("NFKD", word.translate(_ALIKE))
        word = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(word.casefold().split())  # "per cent" is one word, also across a line end


_FOLDED = WordCache(_fold)
