"""Learning the lexicon from pairs of a question and its sentence."""

import json
from pathlib import Path

import pytest

from retrieval.training.affinities import affinities
from retrieval.training.pairs import Pairs, read_pairs
from retrieval.training.translations import translations

from .sets import TOWNS, facts, write_sets


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Pairs:
    """Read the pairs of all towns."""
    return read_pairs(write_sets(tmp_path_factory.mktemp("sets")) / "squad-pairs.jsonl", ())


def test_pairs_are_read_as_terms_with_the_kind_of_answer(pairs: Pairs) -> None:
    assert len(pairs.pairs) == len(pairs.sentences) == 3 * len(TOWNS)
    first, second, third = pairs.pairs[:3]
    assert first.terms == ("found", "alburi")
    assert (first.kind, second.kind, third.kind) == ("#person", "#date", "#place")
    assert "establish" in pairs.sentences[first.sentence].content


def test_questions_that_the_weights_are_fitted_to_are_left_out(tmp_path: Path) -> None:
    path = write_sets(tmp_path) / "squad-pairs.jsonl"
    left_out = {fact.question for fact in facts(TOWNS[0])}
    assert len(read_pairs(path, left_out).pairs) == 3 * len(TOWNS) - 3


def test_a_sentence_that_answers_twice_is_kept_once(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    lines = [{"question": question, "sentence": "Oaks fell."} for question in ("What fell?", "Did oaks fall?")]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    read = read_pairs(path, ())
    assert [pair.sentence for pair in read.pairs] == [0, 0]
    assert len(read.sentences) == 1


def test_translations_find_the_words_that_stand_for_a_questions(pairs: Pairs) -> None:
    found = translations(pairs)
    for asked, answers, others in (
        ("found", {"establish", "flood"}, {"fire", "ferri", "sail"}),
        ("burn", {"fire"}, {"establish", "ferri", "sail"}),
        ("boat", {"ferri", "sail"}, {"establish", "fire"}),
    ):
        assert answers & set(found[asked])
        assert others.isdisjoint(found[asked])
        assert all(0 < probability <= 1 for probability in found[asked].values())


def test_a_word_that_both_have_is_no_translation(pairs: Pairs) -> None:
    assert all(term not in its for term, its in translations(pairs).items())
    assert not {"alburi", "berford"} & set(translations(pairs))


def test_affinities_find_the_words_and_cues_that_tell_the_right_sentence(pairs: Pairs) -> None:
    found = affinities(pairs)
    assert found["found"]["establish"] > 0
    assert found["burn"]["fire"] > 0
    assert found["#person"]["establish"] > 0
    assert found["#date"]["<year>"] > 0
    assert found["#place"]["<place>"] > 0
    assert all(its.get(other, 0.0) <= 0 for its, other in ((found["found"], "fire"), (found["burn"], "establish")))


def test_it_is_learned_the_same_each_time(pairs: Pairs) -> None:
    assert repr(translations(pairs)) == repr(translations(pairs))
    assert repr(affinities(pairs)) == repr(affinities(pairs))
