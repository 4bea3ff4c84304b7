"""Which sentences pass the filters by the words that they have, or must not have."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.segments.arrays import is_any
from retrieval.segments.columns import WORD
from retrieval.segments.open_collection import Ints, OpenCollection
from retrieval.segments.phrases import Phrase

Terms = Sequence[frozenset[str]]
"""The terms that each of several words may have."""


def with_phrases(collection: OpenCollection, phrases: Sequence[Phrase], sentence_ids: Ints) -> NDArray[np.bool_]:
    """Flag the sentences that have all of some phrases."""
    texts = (collection.text_between(it, it) for it in sentence_ids.tolist())
    found = (all(phrase.stands_in(text) for phrase in phrases) for text in texts)
    return np.fromiter(found, np.bool_, len(sentence_ids))


def without_words(collection: OpenCollection, excluded: Sequence[Terms], sentence_ids: Ints) -> NDArray[np.bool_]:
    """Flag the sentences that lack at least one word of each of `excluded`."""
    located = collection.locate(sentence_ids)
    passing = np.ones(len(sentence_ids), np.bool_)
    for number, here in located.by_part:
        part = collection.parts[number]
        starts, ends = part.word_bounds(located.sentences[here])
        terms = part.words.together(starts, ends).view(WORD)["term"]
        of = np.arange(len(here)).repeat(ends - starts)
        for words in excluded:
            has_all = np.ones(len(here), np.bool_)
            for alternatives in words:
                has = np.zeros(len(here), np.bool_)
                numbers = (part.segment.terms.get(term) for term in alternatives)
                has[of[is_any(terms, (number for number in numbers if number >= 0))]] = True
                has_all &= has
            passing[here] &= ~has_all
    return passing
