"""Text to sentence spans and terms: the one analysis that documents and questions share."""

from retrieval.analysis.sentences import sentence_spans
from retrieval.analysis.terms import Token, content_terms, is_stopword, stem, tokens

__all__ = ["Token", "content_terms", "is_stopword", "sentence_spans", "stem", "tokens"]
