"""Which words are English, whatever the corpus holds: a word that is spelt rightly is never taken for a typo."""

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from retrieval.analysis.terms import normalise


def is_english(word: str) -> bool:
    """Tell whether symspellpy's English dictionary has the word: 82,765 of them, inflected forms and many names."""
    return normalise(word) in _words()


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    """Read the dictionary, lines of a word and its frequency, when a word is first asked for: it takes a moment.

    The package itself is not imported: its code is not needed.
    """
    package = find_spec("symspellpy")
    if package is None or package.origin is None:
        raise ModuleNotFoundError(name="symspellpy")
    dictionary = Path(package.origin).with_name("frequency_dictionary_en_82_765.txt")
    return frozenset(dictionary.read_text(encoding="utf-8-sig").split()[::2])
