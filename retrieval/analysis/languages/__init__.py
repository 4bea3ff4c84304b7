"""The languages of documents and questions: one analysis each, made once the language is met."""

from retrieval.analysis.languages.english import ENGLISH
from retrieval.analysis.languages.languages import UNLISTED, Languages, terms_of_filter, words_in, words_of_filter
from retrieval.analysis.languages.port import Analysis, LanguageClass

__all__ = [
    "ENGLISH",
    "UNLISTED",
    "Analysis",
    "LanguageClass",
    "Languages",
    "terms_of_filter",
    "words_in",
    "words_of_filter",
]
