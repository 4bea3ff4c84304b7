"""Text analysis, shared by documents and questions: sentence spans, tokens and terms."""

from retrieval.analysis.english_words import is_english
from retrieval.analysis.folding import folded, word_hash
from retrieval.analysis.sentences import sentence_bounds, sentence_spans
from retrieval.analysis.terms import (
    STOPWORDS,
    Token,
    content_term,
    is_stopword,
    is_stopword_in_any_case,
    normalise,
    stem,
    terms_in_any_case,
    terms_of,
    tokens,
    words_in,
)
from retrieval.analysis.token_types import terms_and_token_types, token_type
from retrieval.analysis.tokenizer import TEXT_SEPARATOR, tokenise
from retrieval.analysis.word_cache import LONGEST_WORD, WordCache

__all__ = [
    "LONGEST_WORD",
    "STOPWORDS",
    "TEXT_SEPARATOR",
    "Token",
    "WordCache",
    "content_term",
    "folded",
    "is_english",
    "is_stopword",
    "is_stopword_in_any_case",
    "normalise",
    "sentence_bounds",
    "sentence_spans",
    "stem",
    "terms_and_token_types",
    "terms_in_any_case",
    "terms_of",
    "token_type",
    "tokenise",
    "tokens",
    "word_hash",
    "words_in",
]
