"""Text to sentence spans and terms: the one analysis that documents and questions share."""

from retrieval.analysis.english_words import is_english
from retrieval.analysis.sentences import sentence_bounds, sentence_spans
from retrieval.analysis.terms import (
    LONGEST_WORD,
    STOPWORDS,
    Remembered,
    Token,
    content,
    content_term,
    content_terms,
    content_words,
    is_stopword,
    normalise,
    stem,
    terms_of,
    tokens,
)
from retrieval.analysis.token_types import role_of, terms_and_roles
from retrieval.analysis.tokenizer import BREAK, words_of

__all__ = [
    "BREAK",
    "LONGEST_WORD",
    "STOPWORDS",
    "Remembered",
    "Token",
    "content",
    "content_term",
    "content_terms",
    "content_words",
    "is_english",
    "is_stopword",
    "normalise",
    "role_of",
    "sentence_bounds",
    "sentence_spans",
    "stem",
    "terms_and_roles",
    "terms_of",
    "tokens",
    "words_of",
]
