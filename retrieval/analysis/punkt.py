"""NLTK's Punkt on the patterns of Python's own `re`.

NLTK compiles its patterns with the package `regex`, under a time limit of five seconds by the clock. That engine lets
go of the interpreter at every match: while other threads answer questions, a reload would wait for its turn
thousands of times, and where it waits long enough the limit would end it. The patterns are few and linear.
"""

import re
from collections.abc import Collection
from typing import Any

from retrieval.analysis.nltk_parts import PunktLanguageVars, PunktParameters, PunktSentenceTokenizer, PunktToken

_FLAGS = re.UNICODE | re.VERBOSE | re.MULTILINE


def tokenizer(abbreviations: Collection[str], sentence_starters: Collection[str]) -> PunktSentenceTokenizer:
    """Return a tokenizer that knows these abbreviations and, behind one, these beginnings of sentences."""
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
