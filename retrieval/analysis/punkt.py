"""NLTK's Punkt tokenizer on the patterns of Python's own `re`.

NLTK compiles its patterns with the package `regex`, under a wall-clock limit of five seconds. That engine releases
the GIL at every match: while other threads answer questions, a reload would wait for its turn thousands of times, and
a long wait would hit the limit. The patterns are few and linear, so `re` serves.

Importing this module imports NLTK, which takes a quarter of a second: import it only when Punkt is needed. scipy, which
NLTK would load for its association measures where training has installed it, is kept out.
"""

import re
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def _without(package: str) -> Iterator[None]:
    """Make imports of a package fail, as if it were not installed. A package that is loaded already stays."""
    if package in sys.modules:
        yield
        return
    sys.modules[package] = None  # type: ignore[assignment]  # the import system's own mark of a missing module
    try:
        yield
    finally:
        del sys.modules[package]


with _without("scipy"):
    from nltk.tokenize.punkt import PunktLanguageVars, PunktParameters, PunktSentenceTokenizer, PunktToken

_FLAGS = re.UNICODE | re.VERBOSE | re.MULTILINE


def tokenizer(abbreviations: Collection[str], sentence_starters: Collection[str]) -> PunktSentenceTokenizer:
    """Return a sentence tokenizer with these abbreviations and words that begin a sentence after one."""
    parameters = PunktParameters()
    parameters.abbrev_types = set(abbreviations)
    parameters.sent_starters = set(sentence_starters)
    return PunktSentenceTokenizer(parameters, lang_vars=_LanguageVars(), token_cls=_Token)


def _plain(pattern: Any) -> re.Pattern[str]:  # noqa: ANN401  (NLTK ships no types)
    return re.compile(pattern.pattern, pattern.flags & _FLAGS)


class _LanguageVars(PunktLanguageVars):  # type: ignore[misc]  # NLTK ships no types
    re_boundary_realignment = _plain(PunktLanguageVars.re_boundary_realignment)
    _period_context = _plain(PunktLanguageVars().period_context_re())
    _word_tokenizer = _plain(PunktLanguageVars()._word_tokenizer_re())  # noqa: SLF001  (its hook for languages)

    def period_context_re(self) -> re.Pattern[str]:
        return self._period_context

    def _word_tokenizer_re(self) -> re.Pattern[str]:
        return self._word_tokenizer


class _Token(PunktToken):  # type: ignore[misc]  # NLTK ships no types
    __slots__ = ()
    _RE_ELLIPSIS = _plain(PunktToken._RE_ELLIPSIS)  # noqa: SLF001
    _RE_NUMERIC = _plain(PunktToken._RE_NUMERIC)  # noqa: SLF001
    _RE_INITIAL = _plain(PunktToken._RE_INITIAL)  # noqa: SLF001
    _RE_ALPHA = _plain(PunktToken._RE_ALPHA)  # noqa: SLF001
