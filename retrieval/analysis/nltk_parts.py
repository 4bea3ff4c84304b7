"""The parts of NLTK that we use, without what it would load for those that we do not.

NLTK imports scipy for its measures of association where scipy is installed, as it is for training: most of a second.
Even so it takes a quarter of one, so it is imported where a sentence is to be found of which nothing simpler is sure.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def _without(package: str) -> Iterator[None]:
    """Let imports of the package fail meanwhile, as if it were not installed; not if it is loaded already."""
    if package in sys.modules:
        yield
        return
    sys.modules[package] = None  # type: ignore[assignment]  # the import system's own mark of what is not to be had
    try:
        yield
    finally:
        del sys.modules[package]


with _without("scipy"):
    from nltk.tokenize.punkt import PunktLanguageVars, PunktParameters, PunktSentenceTokenizer, PunktToken

__all__ = ["PunktLanguageVars", "PunktParameters", "PunktSentenceTokenizer", "PunktToken"]
