"""What an index must have been made with so that it can be used: format, analysis, libraries, options.

Raise `FORMAT` when the files of an index change their shape, and `ANALYSIS` when the same articles give other
documents, sentences or terms.
"""

from importlib.metadata import version

from retrieval.duplicates import scheme

FORMAT = 1
ANALYSIS = 1

_LIBRARIES = (
    "charset-normalizer",
    "feedparser",
    "ftfy",
    "lxml",
    "marisa-trie",
    "nltk",
    "pypdf",
    "python-docx",
    "tantivy",
    "trafilatura",
)


def made_by(options: object) -> str:
    """Return a text that is the same for two indexes exactly if either can be used in place of the other."""
    libraries = " ".join(f"{library}={version(library)}" for library in _LIBRARIES)
    return f"format={FORMAT} analysis={ANALYSIS} {libraries} {scheme()} {options}"
