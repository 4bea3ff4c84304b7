"""Plain forms: words without case and accents, among which mistyped ones are looked for."""

from retrieval.analysis import LONGEST_WORD, normalise

SHORTEST = 4
"""Letters of the shortest word that is corrected, or corrected to."""


def plain_form(word: str) -> str | None:
    """Return the word without case and accents where it is of letters alone, and neither too short nor too long."""
    if not SHORTEST <= len(word) <= LONGEST_WORD:
        return None
    plain = word.lower() if word.isascii() and word.isalpha() else normalise(word)  # most words: many times faster
    return plain if len(plain) >= SHORTEST and plain.isalpha() else None
