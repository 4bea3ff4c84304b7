"""The confidence of the first hit."""

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.query.parsing import parse
from retrieval.query.synonyms import Synonyms
from retrieval.ranking.confidence import CONFIDENCE_FEATURES, RankedCandidates, confidence_features, probability
from retrieval.ranking.features import feature_matrix
from retrieval.ranking.lexicon import Lexicon
from retrieval.searcher import Searcher
from tests.retrieval.articles import SEEDS, searcher_over

from .samples import NO_SYNONYMS, WEIGHTS, Index, article, articles, features

_FINITE = st.floats(-1e6, 1e6)
LEXICON = Lexicon({"die": ("death=0.5", "")})


@pytest.fixture(scope="module")
def searcher() -> Searcher:
    """Search the seeds by the model that ships."""
    return searcher_over(SEEDS)


def inputs(
    index: Index,
    question: str,
    scores: Sequence[float] = (),
    synonyms: Synonyms = NO_SYNONYMS,
) -> dict[str, float]:
    """Return the confidence features, where the first candidate is the best unless there are scores."""
    query = parse(question, synonyms)
    candidates = index.search(query, 100)
    its = np.array(scores or [0.0] * len(candidates))
    order = [int(place) for place in np.argsort(-its, kind="stable")]
    view = index.view(query, candidates)
    matrix = feature_matrix(query, candidates, index.retriever, WEIGHTS, LEXICON, view=view)
    ranked = RankedCandidates(candidates, order, its, matrix, view, LEXICON)
    return dict(
        zip(
            CONFIDENCE_FEATURES, confidence_features(query, ranked, index.retriever, index.reader).tolist(), strict=True
        )
    )


class TestProbability:
    """The logistic model."""

    @given(st.lists(_FINITE, min_size=3, max_size=3), st.lists(_FINITE, min_size=3, max_size=3), _FINITE)
    def test_it_is_within_0_and_1_whatever_the_weights(
        self, its: list[float], weights: list[float], intercept: float
    ) -> None:
        assert 0 < probability(np.array(its), np.array(weights), intercept) < 1

    def test_nothing_said_it_is_a_half_and_else_as_the_formula_says(self) -> None:
        assert probability(np.zeros(2), np.ones(2), 0.0) == 0.5
        assert probability(np.array([1.0, 2.0]), np.array([0.5, -1.0]), 0.25) == pytest.approx(1 / (1 + math.exp(1.25)))


class TestConfidenceFeatures:
    """What the probability is estimated from."""

    def test_the_score_of_the_window_is_told_over_the_questions_idf(self, tmp_path: Path) -> None:
        index = article(tmp_path, "Ferries sail.", "Oaks grow.")
        query = parse("ferries", NO_SYNONYMS)
        best = index.search(query, 1)[0]
        assert inputs(index, "ferries")["window_bm25"] == pytest.approx(best.window / index.idf("ferri"))

    def test_the_share_covered_is_of_the_idf_by_itself_or_a_synonym(self, tmp_path: Path) -> None:
        index = article(tmp_path, "Xi will vow it.", "Kerry left.")
        assert inputs(index, "Xi on rugby")["covered"] < 0.5
        assert inputs(index, "Xi pledge")["covered"] < 0.5
        assert inputs(index, "Xi pledge", synonyms=Synonyms([["pledge", "vow"]]))["covered"] == pytest.approx(1)

    def test_widely_covered_is_what_stands_in_ten_sentences_around_or_the_title(self, tmp_path: Path) -> None:
        texts = ["Oaks grow.", *(f"Nothing at number {number}." for number in range(10)), "Ashes grow."]
        index = article(tmp_path, *texts, title="Harbour")
        shares = [index.idf(term) for term in ("oak", "ash", "harbour")]
        found = inputs(index, "oak ash harbour")  # "Oaks grow." or "Ashes grow." comes first: they mirror each other
        assert found["covered"] == pytest.approx(shares[0] / sum(shares))
        assert found["covered_widely"] == pytest.approx((shares[0] + shares[2]) / sum(shares))
        near = inputs(article(tmp_path, *texts[1:], "Oaks grow."), "oak ash")
        assert near["covered_widely"] == pytest.approx(1)

    def test_certainty_is_the_softmax_of_the_sentence_and_of_its_document(self, tmp_path: Path) -> None:
        index = articles(tmp_path, [("-", ["Oaks.", "Old oaks fell there."]), ("-", ["Some oaks never fell at all."])])
        candidates = index.search(parse("oaks", NO_SYNONYMS), 100)
        scores = [{0: 2.0, 1: 1.0, 2: 0.0}[candidate.sentence_id] for candidate in candidates]
        total = math.exp(2) + math.e + 1
        found = inputs(index, "oaks", scores)
        assert found["certain"] == pytest.approx(math.exp(2) / total)
        assert found["document_certain"] == pytest.approx((math.exp(2) + math.e) / total)

    @pytest.mark.parametrize(("other", "copies"), [("Oaks grow.", 2), ("Oaks fall.", 1), ("Oak grows.", 1)])
    def test_a_copy_has_the_same_text_and_not_only_as_many_words(self, tmp_path: Path, other: str, copies: int) -> None:
        index = articles(tmp_path, [("-", ["Oaks grow.", "No oak is a crow."]), ("-", [other, "A crow is no oak."])])
        count = len(index.search(parse("oaks", NO_SYNONYMS), 100))
        assert count == 4
        assert inputs(index, "oaks")["certain"] == pytest.approx(copies / count)

    def test_the_lead_is_over_the_next_ten_of_other_words(self, tmp_path: Path) -> None:
        texts = ["Oaks grow.", *(f"Oaks grow at number {number}." for number in range(11))]
        index = articles(tmp_path, [("-", texts), ("-", ["Oaks grow."])])
        candidates = index.search(parse("oaks", NO_SYNONYMS), 100)
        sentences = [index.sentence(candidate.sentence_id) for candidate in candidates]
        first = min(it.id for it in sentences if it.text == "Oaks grow.")
        score = {it.id: {first: 9.0}.get(it.id, 8.0 if it.text == "Oaks grow." else it.id / 10) for it in sentences}
        following = sorted(score[it.id] for it in sentences if it.text != "Oaks grow.")[1:]
        assert len(following) == 10
        found = inputs(index, "oaks", [score[it.id] for it in sentences])
        assert found["lead"] == pytest.approx(9 - sum(following) / 10)

    def test_one_candidate_has_no_lead(self, tmp_path: Path) -> None:
        assert inputs(article(tmp_path, "Oaks grow."), "oaks", [3.0])["lead"] == 0

    @pytest.mark.parametrize("best", [0, 1])
    def test_what_the_ranking_saw_in_the_first_is_told(self, tmp_path: Path, best: int) -> None:
        index = article(tmp_path, "The inventor met his death by the sea.", "Who invents may die by the sea.")
        question = "Did he invent and die there?"
        candidates = index.search(parse(question, NO_SYNONYMS), 100)
        found = inputs(index, question, [float(it.sentence_id == best) for it in candidates])
        expected = features(index, question, lexicon=LEXICON)[index.sentence(best).text]
        names = ("early", "related", "translation")
        assert {name: found[name] for name in names} == pytest.approx({name: expected[name] for name in names})
        assert (found["related"] > 0, found["translation"] > 0) == (best == 0, best == 0)

    def test_a_name_beside_the_sentence_is_not_missing(self, tmp_path: Path) -> None:
        texts = ("Oaks grow.", "Kerry left.", "Ferries sail.")  # each is a candidate, by its window or document
        for order, missing in ((texts, 0.0), ((texts[0], texts[2], texts[1]), 0.5)):
            index = article(tmp_path, *order)
            candidates = index.search(parse("oaks of Kerry", NO_SYNONYMS), 100)
            found = inputs(index, "oaks of Kerry", [float(it.sentence_id == 0) for it in candidates])
            assert found["name_missing"] == pytest.approx(missing)
            assert found["name_unknown"] == 0

    def test_a_name_that_the_corpus_does_not_have_is_unknown_and_missing(self, tmp_path: Path) -> None:
        index = article(tmp_path, "Oaks grow.", "Kerry left.")
        shares = [index.idf(term) for term in ("oak", "putin")]
        found = inputs(index, "oaks of Putin")
        assert found["name_unknown"] == found["name_missing"] == pytest.approx(shares[1] / sum(shares))
        assert inputs(index, "oaks and rugby")["name_unknown"] == 0

    def test_a_number_may_be_missing(self, tmp_path: Path) -> None:
        index = article(tmp_path, "Oaks grow till 2030.", "Ash.", "Elm.")
        assert inputs(index, "oaks in 2030")["number_missing"] == 0
        shares = [index.idf(term) for term in ("oak", "2060")]
        assert inputs(index, "oaks in 2060")["number_missing"] == pytest.approx(shares[1] / sum(shares))

    @pytest.mark.parametrize(
        ("question", "missing"),
        [
            ("When do oaks grow?", 1),
            ("When do ferries sail?", 0),
            ("When on Friday do ferries sail?", 1),
            ("Why do oaks grow?", 0),  # no cue tells a reason
        ],
    )
    def test_a_cue_of_the_answer_type_may_be_missing(self, tmp_path: Path, question: str, missing: float) -> None:
        index = articles(tmp_path, [("-", ["Oaks grow."]), ("-", ["Ferries sail on Friday."])])
        assert inputs(index, question)["sign_missing"] == missing

    @pytest.mark.parametrize(
        ("question", "text", "denied"),
        [
            ("What did Xi not pledge?", "Xi did pledge oaks.", 1),
            ("What didn't Xi pledge?", "Xi did pledge oaks.", 1),
            ("What didn’t Xi pledge?", "Xi did pledge oaks.", 1),
            ("Did Xi NEVER pledge?", "Xi did pledge oaks.", 1),
            ("Who but Xi, except Kerry, did pledge?", "Xi did pledge oaks.", 1),
            ("What did Xi not pledge?", "Xi did not pledge oaks.", 0),
            ("What did Xi not pledge?", "Xi wouldn’t pledge oaks.", 0),
            ("What did Xi pledge?", "Xi did not pledge oaks.", 0),
            ("What note did Xi pledge?", "Xi did pledge oaks.", 0),
        ],
    )
    def test_a_denial_counts_unless_the_sentence_denies_too(
        self, tmp_path: Path, question: str, text: str, denied: float
    ) -> None:
        assert inputs(article(tmp_path, text), question)["denied"] == denied


class TestShippedConfidence:
    """What the trained model makes of the seeds."""

    @pytest.mark.parametrize(
        ("answerable", "other"),
        [
            ("What did Xi pledge?", "What did Xi not pledge?"),
            ("What did Xi pledge?", "What didn't Xi pledge?"),
            ("Who is John Kerry meeting in Shanghai?", "Who is John Kerry never meeting in Shanghai?"),
            ("What did Xi pledge?", "What did Putin pledge?"),
            ("Who did John Kerry meet in Shanghai?", "Who did Angela Merkel meet in Shanghai?"),
            ("When will China be carbon neutral?", "When will Brazil be carbon neutral?"),
        ],
    )
    def test_it_is_less_sure_where_something_is_denied_or_a_name_is_unknown(
        self, searcher: Searcher, answerable: str, other: str
    ) -> None:
        sure, unsure = (searcher.search(question, 1).confidence for question in (answerable, other))
        assert 0 < unsure < sure < 1
