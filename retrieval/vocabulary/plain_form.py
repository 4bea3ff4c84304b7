"""Plain forms: words without case and accents, among which corrections of mistyped words are searched."""

from retrieval.analysis import LONGEST_WORD, normalise

SHORTEST = 4
"""The fewest letters of a word that is corrected, or of a correction."""


def plain_form(word: str) -> str | None:
    """Return the word without case and accents; None if it is too short, too long, or not of letters alone."""
    if not SHORTEST <= len(word) <= LONGEST_WORD:
        return None
    plain = word.lower() if word.isascii() and word.isalpha() else normalise(word)  # many times faster for most words
    return plain if len(plain) >= SHORTEST and plain.isalpha() else None
