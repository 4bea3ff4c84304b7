"""Headings and lead-ins behind full sentences."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from retrieval.query.parsing import parse
from retrieval.ranking.features import feature_matrix
from retrieval.ranking.ordering import in_order

from .samples import NO_LEXICON, NO_SYNONYMS, WEIGHTS, article


def ordered(folder: Path, question: str, texts: Sequence[str], best: str, title: str = "-") -> list[str]:
    """Return the texts of the candidates in order, where one has the best score and the others tie."""
    index = article(folder, *texts, title=title)
    query = parse(question, NO_SYNONYMS)
    candidates = index.search(query, 100)
    view = index.view(query, candidates)
    found = [index.sentence(it.sentence_id).text for it in candidates]
    scores = np.array([float(text == best) for text in found])
    matrix = feature_matrix(query, candidates, index.retriever, WEIGHTS, NO_LEXICON, view=view)
    return [found[at] for at in in_order(scores, [it.sentence_id for it in candidates], matrix, view)]


LEAD_IN = "The vacuum threshold is defined as:"


@pytest.mark.parametrize("end", [":", "：", ":”"])
def test_a_sentence_that_ends_in_a_colon_is_not_first_while_a_full_one_competes(tmp_path: Path, end: str) -> None:
    lead_in = f"The vacuum threshold is defined as{end}"
    full = "The vacuum threshold is a number of rows."
    assert ordered(tmp_path, "vacuum threshold", [lead_in, full, "Oaks grow."], lead_in)[:2] == [full, lead_in]


def test_the_title_of_a_full_sentence_counts_as_its_words(tmp_path: Path) -> None:
    full = "It is the threshold."
    texts = ["Vacuum threshold:", full]
    assert ordered(tmp_path, "vacuum threshold", texts, texts[0], title="Vacuum")[0] == full


@pytest.mark.parametrize("other", ["Oaks grow in a park.", "An oak is a tree of the threshold.", "Is it so:"])
def test_it_stays_first_if_the_others_have_less_than_half_of_its_words(tmp_path: Path, other: str) -> None:
    assert ordered(tmp_path, "vacuum threshold defined rows", [LEAD_IN, other], LEAD_IN)[0] == LEAD_IN


def test_the_order_of_full_sentences_is_that_of_their_scores(tmp_path: Path) -> None:
    texts = ["A vacuum is empty.", "The vacuum threshold is a number.", "Vacuum the threshold."]
    assert ordered(tmp_path, "vacuum threshold", texts, texts[2])[0] == texts[2]
