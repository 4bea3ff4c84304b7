"""Incremental duplicate detection gives the result of a full run."""

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from retrieval.duplicates import ABSENT, HASH_BYTES, KEPT, SLOTS, Fingerprints, update_duplicates
from retrieval.duplicates.signatures import BANDS
from tests.retrieval.duplicates.corpora import ChangingCorpus, rows_of

Document = tuple[NDArray[np.uint32], bytes]


def _variants(chance: Random, forms: int, most_changed: int) -> list[list[list[int]]]:
    """Make some forms of each band, alike in most of their slots: who shares bands may be near, or not."""
    base = [[chance.randrange(9, 2**32) for _ in range(SLOTS // BANDS)] for _ in range(BANDS)]
    changed = [range(chance.randrange(most_changed + 1)) for _ in range(forms)]
    return [
        [
            [form * 10 + slot if slot in few else band[slot] for slot in range(len(band))]
            for form, few in enumerate(changed)
        ]
        for band in base
    ]


def _document(chance: Random, variants: list[list[list[int]]]) -> Document:
    slots = [slot for forms in variants for slot in chance.choice(forms)]
    if chance.random() < 0.05:
        slots = [0] * SLOTS
    text_hash = bytes([chance.choice([0, *range(1, 6), *range(1, 200)])]) * HASH_BYTES
    return np.array(slots, dtype=np.uint32), text_hash


@given(
    seed=st.integers(0, 2**32),
    forms=st.integers(1, 5),
    most_changed=st.integers(0, 8),
    changes=st.lists(st.tuples(st.integers(0, 8), st.integers(0, 12)), min_size=1, max_size=8),
    most_sharing=st.sampled_from([1, 2, 3, 64]),
)
def test_whatever_came_and_went_the_duplicates_are_those_of_a_fresh_corpus(
    seed: int, forms: int, most_changed: int, changes: list[tuple[int, int]], most_sharing: int
) -> None:
    chance = Random(seed)  # noqa: S311  (no secret)
    variants = _variants(chance, forms, most_changed)
    corpus = ChangingCorpus()
    with pytest.MonkeyPatch.context() as patch:  # bands are crowded with a few documents too
        patch.setattr("retrieval.duplicates.sequential.MOST_SHARING", most_sharing)
        patch.setattr("retrieval.duplicates.incremental.MOST_SHARING", most_sharing)
        for leaving, coming in changes:
            went = chance.sample(corpus.order, min(leaving, len(corpus.order)))
            came = [(chance.randrange(1000), _document(chance, variants)) for _ in range(coming)]
            corpus.change(went, came)
            assert corpus.assigned.tolist() == corpus.from_scratch().tolist()
            assert corpus.streamed().tolist() == corpus.from_scratch().tolist()


def test_who_gives_way_in_a_crowded_band_lets_another_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retrieval.duplicates.sequential.MOST_SHARING", 1)
    monkeypatch.setattr("retrieval.duplicates.incremental.MOST_SHARING", 1)
    first = np.arange(100, 100 + SLOTS, dtype=np.uint32)
    other = np.arange(1000, 1000 + SLOTS, dtype=np.uint32)
    other[: SLOTS // BANDS] = first[: SLOTS // BANDS]
    like_other = other.copy()
    like_other[SLOTS // BANDS :: SLOTS // BANDS] = 7  # of all bands it shares only the crowded one
    like_first = first.copy()
    like_first[0] = 7
    documents = [(signature, bytes(HASH_BYTES)) for signature in (first, other, like_other, like_first)]
    corpus = ChangingCorpus()
    corpus.change([], [(place, document) for place, document in enumerate(documents[:3])])
    assert corpus.assigned.tolist() == [KEPT, KEPT, KEPT]

    corpus.change([], [(0, documents[3])])

    assert corpus.order == [3, 0, 1, 2]
    assert corpus.assigned.tolist() == [3, KEPT, 1, KEPT]


def test_a_change_of_much_is_decided_like_a_change_of_little() -> None:
    chance = Random(5)  # noqa: S311  (no secret)
    variants = _variants(chance, 4, 5)
    incremental, streaming = ChangingCorpus(), ChangingCorpus(recompute_beyond=0)
    for _ in range(6):
        went = chance.sample(incremental.order, min(5, len(incremental.order)))
        came = [(chance.randrange(1000), _document(chance, variants)) for _ in range(20)]
        incremental.change(went, came)
        streaming.change(went, came)
    assert incremental.assigned.tolist() == streaming.assigned.tolist()


def test_a_segment_whose_table_was_not_opened_is_noticed() -> None:
    corpus = ChangingCorpus()
    document = np.arange(1, SLOTS + 1, dtype=np.uint32), b"1" * HASH_BYTES
    with pytest.raises(ValueError, match="open the table of its segment too"):
        update_duplicates(
            np.array([0]), corpus.assigned, np.array([0]), corpus.assigned, Fingerprints.of(*rows_of([document])), []
        )


def test_an_empty_corpus_has_no_duplicates() -> None:
    corpus = ChangingCorpus()
    corpus.change([], [])
    assert corpus.assigned.tolist() == []
    corpus.change([], [(0, (np.zeros(SLOTS, dtype=np.uint32), bytes(HASH_BYTES)))])
    corpus.change([0], [])
    assert corpus.assigned.tolist() == [ABSENT]
