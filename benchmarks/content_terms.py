"""The content words of a text and their terms, for benchmarks and tests."""

from retrieval.analysis import WordCache, content_term, tokenise

_TERMS: WordCache[str | None] = WordCache(content_term)


def content_words_and_terms(text: str) -> tuple[list[str], list[str]]:
    """Return the text's content words as written, in order, with repetitions, and in parallel their terms."""
    found = [(word, term) for word in tokenise(text) if (term := _TERMS[word]) is not None]
    return [word for word, _ in found], [term for _, term in found]


def content_terms(text: str) -> list[str]:
    """Return the terms of the text's content words, in order, with repetitions."""
    return content_words_and_terms(text)[1]
