"""The terms of a text's content words, for benchmarks and tests."""

from retrieval.analysis import content_words_and_terms


def content_terms(text: str) -> list[str]:
    """Return the terms of the text's content words, in order, with repetitions."""
    return content_words_and_terms(text)[1]
