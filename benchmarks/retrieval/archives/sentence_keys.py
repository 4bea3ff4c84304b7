"""Keys name a sentence of a document by a hash of its words, so that its text need not be kept.

A key is `DOCUMENT#WORDS.LETTERS.HASH`: the document's id, the number of words, the number of their letters, and the
first 16 hexadecimal digits of SHA-256 of the words. Words are runs of letters, digits, underscores and
combining accents, in Unicode's form NFC and without case, and a blank stands between two of them. So a key finds its
words wherever they stand in a document: signs, blanks and the bounds of sentences make no difference.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import accumulate
from unicodedata import normalize

from retrieval.models import Span

_WORD = re.compile(r"[\w\u0300-\u036f]+")
_FORM = re.compile(r"(?P<document>.+)#(?P<words>[1-9]\d*)\.(?P<letters>\d+)\.(?P<hash>[0-9a-f]{16})")
_DIGITS = 16


@dataclass(frozen=True, slots=True)
class SentenceKey:
    """Names the words of a sentence in a document."""

    document_id: str
    words: int
    letters: int
    hash: str

    @classmethod
    def of(cls, document_id: str, sentence: str) -> "SentenceKey":
        """Return the key of a sentence. Raises `ValueError` if it has no word."""
        words = words_of(sentence)
        if not words:
            raise ValueError(f"{sentence!r} has no word: take a sentence that has one")
        return cls(document_id, len(words), sum(map(len, words)), _hash(words))

    @classmethod
    def parse(cls, written: str) -> "SentenceKey":
        """Read a key as `str` writes it. Raises `ValueError` if it has another form."""
        match = _FORM.fullmatch(written)
        if match is None:
            raise ValueError(f"{written!r} is no key: the form is DOCUMENT#WORDS.LETTERS.HASH")
        return cls(match["document"], int(match["words"]), int(match["letters"]), match["hash"])

    def __str__(self) -> str:
        """Return the key as it is written in the file of questions."""
        return f"{self.document_id}#{self.words}.{self.letters}.{self.hash}"

    def spans_in(self, text: str) -> Sequence[Span]:
        """Return every place of a text that has these words side by side."""
        found = list(_WORD.finditer(text))
        words = [_folded(it.group()) for it in found]
        letters = list(accumulate(map(len, words), initial=0))
        return [
            Span(found[first].start(), found[first + self.words - 1].end())
            for first in range(len(words) - self.words + 1)
            if letters[first + self.words] - letters[first] == self.letters
            and _hash(words[first : first + self.words]) == self.hash
        ]


def words_of(text: str) -> Sequence[str]:
    """Return the words of a text as keys compare them."""
    return [_folded(it) for it in _WORD.findall(text)]


def _folded(word: str) -> str:
    return normalize("NFC", word).casefold()


def _hash(words: Sequence[str]) -> str:
    return sha256(" ".join(words).encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
