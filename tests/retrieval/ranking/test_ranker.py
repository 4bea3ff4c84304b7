"""The ranker: the order of candidates, and its explanation."""

import math
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.analysis import tokens
from retrieval.engines import always, never, open_disk, open_memory
from retrieval.errors import RankingError
from retrieval.models import Match, Query, QueryTerm, Span, Weights
from retrieval.query.parsing import parse
from retrieval.query.synonyms import Synonyms
from retrieval.ranking.confidence import CONFIDENCE_FEATURES
from retrieval.ranking.features import FEATURES, feature_matrix
from retrieval.ranking.lexicon import Lexicon
from retrieval.ranking.linear import best_first, standardised
from retrieval.ranking.ranker import Ranker, matches
from retrieval.searcher import CANDIDATES, OpenRetriever, Searcher
from retrieval.store import temporary
from retrieval.training.sentence_cues import EnglishTexts, cues_of_texts
from tests.retrieval.articles import LEXICON, RANKING, SEEDS, SYNONYMS, searcher_over, shipped_ranker

from .samples import NO_LEXICON, WEIGHTS, article, articles, features, index_of, model

ROOT = SEEDS.parent
QUESTIONS = (
    "what did Xi pledge?",
    "When did John Kerry, the US climate envoy, travel to Shanghai to meet his counterpart Xie Zhenhua?",
    "How much will the United States cut its greenhouse gas emissions below the level of 2005 by 2030?",
    "Which countries announced new climate goals at the summit that was led by President Joe Biden in April?",
    "why did the talks between the two largest polluters on carbon dioxide and renewable energy matter so much",
)
_WORDS = (
    "what who when where how why many much did does will is the a of in by not Xi Kerry China US Shanghai Biden Putin"
    " climate carbon emissions talks pledge announce invented country countries year 2030 50 percent summit meeting"
)
_QUESTIONS = st.lists(st.sampled_from(_WORDS.split()), min_size=1, max_size=12).map(" ".join)
SEARCHER = searcher_over(SEEDS)


def matches_in(query: Query, text: str) -> list[tuple[Span, Match]]:
    """Return the words of a sentence by itself that match the question's."""
    cues = cues_of_texts([text])
    return matches(query, EnglishTexts([text]), 0, cues.terms, cues.numbers)


@given(_QUESTIONS)
def test_the_contributions_of_a_hit_add_up_to_its_score(question: str) -> None:
    result = SEARCHER.search(question, CANDIDATES)
    for hit in result.hits:
        contributions = hit.explanation.contributions
        assert [(it.feature, it.label) for it in contributions] == list(FEATURES.items())
        assert math.fsum(it.amount for it in contributions) == pytest.approx(hit.score, abs=1e-9)
    assert 0 <= result.confidence <= 1
    assert [hit.score for hit in result.hits] == sorted((hit.score for hit in result.hits), reverse=True)


def test_values_are_told_before_they_were_standardised(tmp_path: Path) -> None:
    index = article(tmp_path, "Oaks and ferries.", "Oaks.")
    query = parse("oaks and ferries", Synonyms())
    candidates = index.search(query, CANDIDATES)
    ranking = Ranker(model({"coverage": 3.0}), NO_LEXICON, WEIGHTS).rank(
        query, candidates, index.retriever, index.reader
    )
    explained = {
        index.sentence(candidates[place].sentence_id).text: {
            it.feature: it for it in ranking.explanation(place, []).contributions
        }
        for place in ranking.order
    }
    assert list(explained) == ["Oaks and ferries.", "Oaks."]
    for sentence, its in features(index, query.text).items():
        assert {name: it.value for name, it in explained[sentence].items()} == its
    assert [its["coverage"].amount for its in explained.values()] == [pytest.approx(3), pytest.approx(-3)]
    assert all(it.amount == 0 for its in explained.values() for name, it in its.items() if name != "coverage")


def test_a_weight_against_a_feature_turns_the_order(tmp_path: Path) -> None:
    index = article(tmp_path, "Oaks and ferries.", "Oaks.")
    query = parse("oaks and ferries", Synonyms())
    candidates = index.search(query, CANDIDATES)
    one, other = (
        Ranker(model({"coverage": weight}), NO_LEXICON, WEIGHTS).rank(query, candidates, index.retriever, index.reader)
        for weight in (1, -1)
    )
    assert list(one.order) == list(reversed(other.order))


def test_equal_candidates_come_by_sentence_whatever_the_order_before(tmp_path: Path) -> None:
    index = articles(tmp_path, [("-", ["Oaks grow.", f"Elm {n}."]) for n in range(4)])
    query = parse("oaks", Synonyms())
    candidates = index.search(query, CANDIDATES)[::-1]
    ranking = shipped_ranker().rank(query, candidates, index.retriever, index.reader)
    assert [candidates[place].sentence_id for place in ranking.order] == [0, 2, 4, 6, 1, 3, 5, 7]


def test_without_candidates_there_is_an_empty_order_and_no_confidence(tmp_path: Path) -> None:
    index = article(tmp_path, "Oaks grow.")
    ranking = shipped_ranker().rank(parse("rugby", Synonyms()), [], index.retriever, index.reader)
    assert (list(ranking.order), ranking.confidence, len(ranking.scores)) == ([], 0.0, 0)


def test_confidence_is_computed_from_the_features_of_the_first(tmp_path: Path) -> None:
    index = article(tmp_path, "Oaks and ferries.", "Oaks.")
    query = parse("oaks and ferries", Synonyms())
    for weight, covered in ((1.0, 1.0), (-1.0, 0.0)):
        trained = model({"coverage": weight}, {"covered": 2.0}, -1.0)
        ranking = Ranker(trained, NO_LEXICON, WEIGHTS).rank(
            query, index.search(query, CANDIDATES), index.retriever, index.reader
        )
        share = covered or index.idf("oak") / (index.idf("oak") + index.idf("ferri"))
        assert ranking.confidence == pytest.approx(1 / (1 + math.exp(1 - 2 * share)))


def test_scores_are_those_of_the_standardised_features() -> None:
    """The same numbers by another way: each part used by itself."""
    index = index_of(SEEDS)
    query = parse(QUESTIONS[1], Synonyms.read(SYNONYMS))
    candidates = index.search(query, CANDIDATES)
    weights = {name: (-1) ** number * number / 8 for number, name in enumerate(FEATURES)}
    lexicon = Lexicon.read(LEXICON)
    ranking = Ranker(model(weights), lexicon, WEIGHTS).rank(query, candidates, index.retriever, index.reader)
    matrix = feature_matrix(query, candidates, index.retriever, WEIGHTS, lexicon, view=index.view(query, candidates))
    scores = standardised(matrix) @ np.array(list(weights.values()))
    assert ranking.scores.tolist() == pytest.approx(scores.tolist())
    assert list(ranking.order) == best_first(ranking.scores, [it.sentence_id for it in candidates])


class TestMatches:
    """Which words of a sentence are the question's."""

    QUERY = Query(
        "?",
        (
            QueryTerm("vow", "vow", synonyms=("pledg", "oak")),
            QueryTerm("oaks", "oak"),
            QueryTerm("feries", "ferri", correction="ferries"),
        ),
    )

    def test_each_is_told_with_what_it_stands_for_in_the_sentences_order(self) -> None:
        text = "Ferries pledged; we vowed."
        assert matches_in(self.QUERY, text) == [
            (Span(0, 7), Match("feries", "Ferries", "correction")),
            (Span(8, 15), Match("vow", "pledged", "synonym")),
            (Span(20, 25), Match("vow", "vowed", "itself")),
        ]
        assert [text[span.start : span.end] for span, _ in matches_in(self.QUERY, text)] == [
            "Ferries",
            "pledged",
            "vowed",
        ]

    def test_a_word_by_itself_is_more_than_a_synonym_of_another(self) -> None:
        assert matches_in(self.QUERY, "An oak.") == [(Span(3, 6), Match("oaks", "oak", "itself"))]

    def test_a_sentence_without_them_matches_nothing(self) -> None:
        assert matches_in(self.QUERY, "Nothing here.") == []

    @pytest.mark.parametrize(("wants_tantivy", "open_retriever"), [(never, open_memory), (always, open_disk)])
    def test_the_words_of_hits_are_those_that_stand_in_their_texts(
        self, wants_tantivy: Callable[[int], bool], open_retriever: OpenRetriever
    ) -> None:
        store = temporary(SEEDS, wants_tantivy=wants_tantivy)
        searcher = Searcher(store, SYNONYMS, Weights(), shipped_ranker(), open_retriever)
        for result in (searcher.search(question, 30) for question in QUESTIONS):
            for hit in result.hits:
                found = matches_in(result.query, hit.sentence.text)
                assert hit.matched == tuple(span for span, _ in found)
                assert hit.explanation.matches == tuple(dict.fromkeys(match for _, match in found))
                meant = set(result.query.words)
                its = [token for token in tokens(hit.sentence.text) if token.term in meant]
                assert [(token.start, token.end) for token in its] == [(it.start, it.end) for it in hit.matched]

    def test_a_hit_explains_each_match_once(self, tmp_path: Path) -> None:
        article(tmp_path, "Oaks, oaks and an oak.")
        [hit] = searcher_over(tmp_path).search("oaks", 1).hits
        assert len(hit.matched) == 3
        assert hit.explanation.matches == (
            Match("oaks", "Oaks", "itself"),
            Match("oaks", "oaks", "itself"),
            Match("oaks", "oak", "itself"),
        )


class TestDeterminism:
    """The same numbers to the last bit."""

    @pytest.mark.slow
    def test_hash_seeds_change_no_bit_of_scores_and_confidence(self) -> None:
        script = (
            "import sys; from pathlib import Path; from retrieval.engines import open_memory;"
            "from retrieval.models import Weights; from retrieval.ranking.ranker import Ranker;"
            "from retrieval.searcher import Searcher; from retrieval.store import temporary;"
            "corpus, synonyms, *ranking = map(Path, sys.argv[1:5]);"
            "ranker = Ranker.read(*ranking, Weights());"
            "searcher = Searcher(temporary(corpus), synonyms, Weights(), ranker, open_memory)\n"
            "for result in (searcher.search(question, 100) for question in sys.argv[5:]):\n"
            "    print(result.confidence.hex(), [(hit.sentence.id, hit.score.hex()) for hit in result.hits])"
        )
        command = [sys.executable, "-c", script, *map(str, (SEEDS, SYNONYMS, RANKING, LEXICON)), *QUESTIONS]

        def printed(hash_seed: str) -> str:
            environment = os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)}
            return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout

        with ThreadPoolExecutor(2) as threads:
            one, other = threads.map(printed, ("1", "2"))
        assert one == other
        assert one.splitlines() == [
            f"{result.confidence.hex()} {[(hit.sentence.id, hit.score.hex()) for hit in result.hits]}"
            for result in (SEARCHER.search(question, CANDIDATES) for question in QUESTIONS)
        ]

    def test_threads_that_share_a_fresh_ranker_get_the_same(self) -> None:
        """The lexicon's lines and the profiles are read when asked for, by whoever comes first."""
        questions = QUESTIONS * 4
        fresh: Searcher = searcher_over(SEEDS)
        with ThreadPoolExecutor(4) as threads:
            found = list(threads.map(fresh.search, questions, [CANDIDATES] * len(questions)))
        assert list(map(repr, found)) == [repr(SEARCHER.search(question, CANDIDATES)) for question in questions]


class TestFiles:
    """A ranking is read from two files."""

    def test_what_ships_is_read(self) -> None:
        Ranker.read(RANKING, LEXICON, WEIGHTS)

    def test_the_error_names_the_file_that_is_wrong(self, tmp_path: Path) -> None:
        missing = tmp_path / "missing"
        for paths in ((missing, LEXICON), (RANKING, missing)):
            with pytest.raises(RankingError) as raised:
                Ranker.read(*paths, WEIGHTS)
            assert raised.value.path == missing
            assert "make train" in str(raised.value)


def test_every_feature_has_a_name_for_a_person() -> None:
    assert all(
        name.isidentifier() and label.strip()
        for names in (FEATURES, CONFIDENCE_FEATURES)
        for name, label in names.items()
    )
    assert len(set(FEATURES.values())) == len(FEATURES)
