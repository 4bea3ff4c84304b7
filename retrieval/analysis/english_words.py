"""A dictionary of English words, so that a correctly spelt word is never taken for a typo."""

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from retrieval.analysis.terms import normalise


def is_english(word: str) -> bool:
    """Return whether symspellpy's dictionary (82,765 words, with inflected forms and many names) has the word."""
    return normalise(word) in _words()


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    """Load the dictionary, lines of a word and its frequency, on first use.

    Only the package's data is needed, so it is located without being imported.
    """
    package = find_spec("symspellpy")
    if package is None or package.origin is None:
        raise ModuleNotFoundError(name="symspellpy")
    dictionary = Path(package.origin).with_name("frequency_dictionary_en_82_765.txt")
    return frozenset(dictionary.read_text(encoding="utf-8-sig").split()[::2])
