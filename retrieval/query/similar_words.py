"""The words of a corpus that are spelt like words of a question which it lacks."""

from collections.abc import Container
from itertools import islice

from retrieval.analysis import LONGEST_WORD
from retrieval.models import Query, QueryTerm
from retrieval.vocabulary.vocabulary import Vocabulary

MOST_SIMILAR = 3
"""How many similar words are named for a word."""

MOST_UNKNOWN = 3
"""The most words that are looked for. A question with more of them is about something else, or in another language."""


def similar_words(query: Query, unknown: Container[QueryTerm], vocabulary: Vocabulary) -> dict[str, list[str]]:
    """Return for each word, as typed, that the corpus lacks the words that it may stand for, likeliest first.

    Empty if there are more than `MOST_UNKNOWN` such words. Of a word that was corrected, these are others than the
    correction. Words with none are left out.
    """
    found = {}
    doubtful = [term for term in query.terms if term.correction is not None or term in unknown]
    for term in doubtful if len(doubtful) <= MOST_UNKNOWN else ():
        if len(term.word) <= LONGEST_WORD:
            similar = vocabulary.similar(term.word, as_name=term.word[:1].isupper())
            found[term.word] = list(islice((it for it in similar if it != term.correction), MOST_SIMILAR))
    return {word: others for word, others in found.items() if others}
