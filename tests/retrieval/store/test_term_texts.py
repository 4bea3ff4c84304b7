"""The terms of sentences survive being written as JSON and read back."""

import json

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from retrieval.store.term_texts import TermTexts

_TERMS = st.lists(
    st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=30), min_size=1, max_size=20
)


@given(terms=_TERMS, data=st.data())
def test_each_sentence_has_its_terms_in_their_order(terms: list[str], data: st.DataObject) -> None:
    number = st.integers(0, len(terms) - 1)
    sentences = data.draw(st.lists(st.lists(number, max_size=12), max_size=6))
    ids = np.array([it for sentence in sentences for it in sentence], np.uint32)
    counts = np.array([len(sentence) for sentence in sentences], np.uint32)

    texts = TermTexts(terms).of(ids, counts)

    read = [json.loads(f'"{text}"').split(" ") for text in texts]
    assert [[term for term in found if term] for found in read] == [
        [terms[it] for it in sentence] for sentence in sentences
    ]
