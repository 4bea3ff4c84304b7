"""Text to sentence spans and terms: the one analysis that documents and questions share."""

from retrieval.analysis.english import is_english
from retrieval.analysis.sentences import sentence_spans
from retrieval.analysis.terms import (
    LONGEST_WORD,
    STOPWORDS,
    Token,
    content_terms,
    content_words,
    is_stopword,
    normalise,
    stem,
    terms_of,
    tokens,
)

__all__ = [
    "LONGEST_WORD",
    "STOPWORDS",
    "Token",
    "content_terms",
    "content_words",
    "is_english",
    "is_stopword",
    "normalise",
    "sentence_spans",
    "stem",
    "terms_of",
    "tokens",
]
