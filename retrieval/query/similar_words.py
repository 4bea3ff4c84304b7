"""The words of a corpus that are spelt like words of a question which it lacks."""

from collections.abc import Container
from itertools import islice

from retrieval.analysis import LONGEST_WORD
from retrieval.models import Query, QueryTerm
from retrieval.vocabulary.vocabulary import Vocabulary

MOST_SIMILAR = 3
"""How many similar words are named for a word."""


def similar_words(query: Query, unknown: Container[QueryTerm], vocabulary: Vocabulary) -> dict[str, list[str]]:
    """Return for each word, as typed, that the corpus lacks the words that it may stand for, likeliest first.

    Of a word that was corrected, these are others than the correction. Words with none are left out.
    """
    found = {}
    for term in query.terms:
        if len(term.word) <= LONGEST_WORD and (term.correction is not None or term in unknown):
            similar = vocabulary.similar(term.word, as_name=term.word[:1].isupper())
            found[term.word] = list(islice((it for it in similar if it != term.correction), MOST_SIMILAR))
    return {word: others for word, others in found.items() if others}
