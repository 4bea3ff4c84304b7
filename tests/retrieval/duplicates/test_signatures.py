"""Signatures are the same on every machine, and estimate the share of common terms."""

import subprocess
import sys
from hashlib import blake2b

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.content_terms import content_terms
from retrieval.duplicates import HASH_BYTES, SLOTS, scheme, signature, signatures, term_hashes, text_hash
from retrieval.duplicates.signatures import are_near_duplicates, keys_of
from tests.retrieval.articles import SEEDS

TEXT = next(iter(sorted(SEEDS.glob("*.txt")))).read_text(encoding="utf-8")
TERMS = content_terms(TEXT)


def test_another_process_makes_the_same_signature() -> None:
    program = f"from retrieval.duplicates import signature, scheme; print(scheme(), *signature({TERMS!r}))"
    printed = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert printed == {" ".join([scheme(), *map(str, signature(TERMS))])}


def test_the_scheme_of_this_version_is_known() -> None:
    """If this fails, persisted signatures are made anew at the next update: say so in the changelog."""
    assert scheme() == "minhash-2-64-62e02c04757bdb5a"


def test_a_repeated_text_has_the_signature_of_the_text() -> None:
    doubled = signature([*TERMS, *TERMS])
    assert are_near_duplicates(signature(TERMS), doubled)
    assert np.count_nonzero(signature(TERMS) != doubled) <= 2  # two shingles stand across the seam


@pytest.mark.parametrize("share", [0.5, 0.7, 0.8, 0.9])
def test_equal_slots_estimate_the_share_of_equal_shingles(share: float) -> None:
    estimates = []
    for trial in range(200):
        common = [f"{trial} {n}" for n in range(round(2 * 300 * share / (1 + share)))]
        one, other = (common + [f"{trial} {side} {n}" for n in range(300 - len(common))] for side in "ab")
        estimates.append(np.mean(signature(one) == signature(other)))
    assert np.mean(estimates) == pytest.approx(share, abs=0.03)
    assert np.std(estimates) < 0.08


@pytest.mark.parametrize("terms", [[], ["one"], ["one", "two"], ["buy", "now"] * 1000, [f"w{n}" for n in range(21)]])
def test_too_few_shingles_make_no_signature(terms: list[str]) -> None:
    assert not signature(terms).any()


@pytest.mark.parametrize("terms", [[f"w{n}" for n in range(22)], ["x"] * 5000 + [f"w{n}" for n in range(22)]])
def test_enough_distinct_shingles_make_one_wherever_they_stand(terms: list[str]) -> None:
    assert signature(terms).shape == (SLOTS,)
    assert signature(terms).any()


def test_half_a_surrogate_pair_is_no_obstacle() -> None:
    terms = [f"w{n}\ud800" for n in range(50)]
    assert are_near_duplicates(signature(terms), signature(terms))
    assert signature(terms).any()
    assert text_hash("a \ud800") == text_hash("a\n\ud800")


def test_the_hash_of_a_text_does_not_see_how_it_is_laid_out() -> None:
    assert text_hash(" One\r\n\u00a0two\t") == text_hash("One two") != text_hash("Onetwo")
    assert len(text_hash("One")) == HASH_BYTES
    assert not any(text_hash(" \n"))


def test_what_is_not_compared_has_no_keys() -> None:
    keys = keys_of(np.zeros((1, SLOTS), dtype=np.uint32), np.zeros((1, HASH_BYTES), dtype=np.uint8))
    assert not keys.any()


def test_the_same_slots_in_another_band_make_another_key() -> None:
    keys = keys_of(np.ones((1, SLOTS), dtype=np.uint32), np.zeros((1, HASH_BYTES), dtype=np.uint8))
    assert len(set(keys[0].tolist())) == 9


@given(st.text("ab é“ \n\t\r\x0b\x1c\x1f\x85\xa0\u2003\u2028\u200b\u3000\ud800", max_size=12))
def test_the_hash_of_a_text_is_that_of_its_words(text: str) -> None:
    words = " ".join(text.split()).encode("utf-8", "surrogatepass")
    assert text_hash(text) == (blake2b(words, digest_size=HASH_BYTES).digest() if words else bytes(HASH_BYTES))


def test_the_signatures_of_several_documents_are_those_of_each() -> None:
    documents = [TERMS, [], ["one"], TERMS[:30], ["x"] * 100, TERMS[5:90]]
    hashes = term_hashes([term for terms in documents for term in terms])
    together = signatures(hashes, np.cumsum(list(map(len, documents))).tolist())
    assert together.tolist() == [signature(terms).tolist() for terms in documents]
