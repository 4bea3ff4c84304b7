"""The contract of every engine."""

import math
from abc import ABC, abstractmethod
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.models import Candidate, Filters, Query, QueryTerm, Weights
from retrieval.search.port import Retriever
from retrieval.segments.open_collection import OpenCollection
from tests.retrieval.search.corpora import a_folder, write_segments
from tests.retrieval.search.reference import WEIGHTS, Article, asking, blended, comes_first, expected, idf, sentences_of

_WORDS = st.sampled_from("abcdef")
_SENTENCES = st.lists(_WORDS, max_size=6).map(" ".join)
_SOURCES = st.sampled_from(("Reuters", "REUTERS", "Reuters  World News", "Le Monde", "", None))
_DATES = st.sampled_from(("2026-01-02", "2026-01-02T23:59:00-08:00", "2026-03-04T01:02:03Z", "last May", None))
_COPIES = st.builds(Article, st.just("?"), st.just(["a b"]), _SENTENCES, _SOURCES, _DATES)
_ARTICLES = st.builds(
    Article, st.just("?"), st.lists(_SENTENCES, max_size=4), _SENTENCES, _SOURCES, _DATES, st.lists(_COPIES, max_size=2)
)
_CORPORA = st.lists(_ARTICLES, max_size=5).map(lambda found: [_named(str(at), it) for at, it in enumerate(found)])
_TERMS = st.builds(
    QueryTerm, word=st.just("?"), term=_WORDS, is_name=st.booleans(), synonyms=st.lists(_WORDS, max_size=2).map(tuple)
)
_DAYS = st.sampled_from((None, None, "2026-01-02", "2026-02-01", "2026-03-04"))
_FILTERS = st.one_of(
    st.just(Filters()),
    st.builds(
        Filters,
        sources=st.frozensets(st.sampled_from(("reuters", "Le Monde", "le")), max_size=2),
        since=_DAYS,
        until=_DAYS,
        titles=st.lists(_WORDS, max_size=2).map(tuple),
        without=st.lists(_WORDS, max_size=1).map(tuple),
    ),
    st.builds(
        Filters,
        sources=st.frozensets(st.just("reuters"), max_size=1),
        without=st.lists(_WORDS, max_size=1).map(tuple),
        phrases=st.lists(
            st.lists(_WORDS, min_size=1, max_size=3).map(" ".join), min_size=1, max_size=2, unique=True
        ).map(tuple),
        in_sentence=st.booleans(),
    ),
)
_QUERIES = st.builds(
    lambda terms, filters: asking(*terms, of=filters),
    st.lists(_TERMS, max_size=4, unique_by=lambda term: term.term),
    _FILTERS,
)


def _named(name: str, article: Article) -> Article:
    return replace(article, id=name, copies=[_named(f"{name}-{at}", it) for at, it in enumerate(article.copies)])


ARTICLES = (
    Article("x", ["xi pledge carbon neutrality", "the summit was online", "kerry met xie"], "climate summit"),
    Article("y", ["kerry visit china", "china emit carbon"]),
    Article("z", ["football result"]),
)


class RetrieverContract(ABC):
    """To be inherited by the tests of an engine."""

    @abstractmethod
    def open(self, collection: OpenCollection, folder: Path, articles: list[Article], weights: Weights) -> Retriever:
        """Open the engine under test over a collection of these articles; files of its own go to the folder."""

    def retriever(self, *articles: Article) -> Retriever:
        """Write articles and open the engine over them."""
        with a_folder() as folder:
            collection = OpenCollection(write_segments(folder / "segments", [articles]))
            return self.open(collection, folder, list(articles), WEIGHTS)

    def found(self, query: Query, *articles: Article) -> list[Candidate]:
        """Search all of some articles."""
        return self.retriever(*articles).search(query, 1000)

    @given(_CORPORA, _QUERIES)
    def test_candidates_are_those_that_share_a_term_with_the_scores_of_the_formula(
        self, articles: list[Article], query: Query
    ) -> None:
        candidates = self.found(query, *articles)
        wanted = expected(query, articles)
        assert sorted(it.sentence_id for it in candidates) == sorted(wanted)
        for it in candidates:
            assert (it.sentence, it.window, it.document) == pytest.approx(wanted[it.sentence_id])

    @given(_CORPORA, _QUERIES, st.integers(0, 8))
    def test_the_order_is_total_and_a_limit_only_cuts_it(
        self, articles: list[Article], query: Query, limit: int
    ) -> None:
        """Those with all phrases first, then the best, ties by sentence id.

        Bit for bit the same from a second one over the same articles.
        """
        candidates = self.found(query, *articles)
        sentences = [sentence.text.split() for sentence in sentences_of(articles)]
        assert candidates == sorted(
            candidates,
            key=lambda it: (not comes_first(query.filters, sentences[it.sentence_id]), -blended(it), it.sentence_id),
        )
        assert candidates[:limit] == self.retriever(*articles).search(query, limit)

    def test_a_score_is_what_a_hand_computes(self) -> None:
        """N = 3, n = 1, idf = ln(1 + 2.5 / 1.5); 2 × 2.2 / (2 + 1.2 × (.25 + .75 × 3 / 2)) is the rest."""
        [first, *_] = self.found(asking("a"), Article("x", ["a a b"]), Article("y", ["c"]), Article("z", ["d e"]))
        assert first.sentence == pytest.approx(math.log(8 / 3) * 4.4 / 3.65)
        assert first.window == pytest.approx(first.sentence)
        assert first.document == pytest.approx(first.sentence)

    def test_equal_sentences_come_in_the_order_of_the_corpus(self) -> None:
        articles = [Article(name, ["xi pledge", "xi pledge"]) for name in "zyxabc"]
        assert [it.sentence_id for it in self.found(asking("pledge"), *articles)] == list(range(12))

    def test_the_sentence_that_says_it_comes_before_its_neighbour(self) -> None:
        candidates = self.found(asking("pledge", "carbon"), *ARTICLES)
        assert [it.sentence_id for it in candidates] == [0, 4, 1, 3, 2]
        assert [it.sentence > 0 for it in candidates] == [True, True, False, False, False]

    def test_a_word_of_the_title_speaks_for_every_sentence_of_the_article(self) -> None:
        candidates = self.found(asking("climate"), *ARTICLES)
        assert [it.sentence_id for it in candidates] == [0, 1, 2]
        assert all(it.document > 0 and it.sentence == it.window == 0 for it in candidates)

    def test_a_title_counts_twice(self) -> None:
        """As if it stood twice at the head of the text."""
        titled = self.found(asking("summit"), Article("x", ["xi met"], "summit"), Article("y", ["b"]))
        written = self.found(asking("summit"), Article("x", ["xi met", "summit summit"]), Article("y", ["b"]))
        assert titled[0].document == pytest.approx(written[0].document)

    def test_an_empty_corpus_has_no_candidates(self) -> None:
        retriever = self.retriever()
        assert retriever.search(asking("pledge"), 10) == []
        assert not retriever.knows("pledge")
        assert retriever.idf("pledge") > 0

    def test_a_query_without_terms_finds_nothing(self) -> None:
        assert self.found(asking(), *ARTICLES) == []

    def test_a_query_that_shares_no_term_finds_nothing(self) -> None:
        assert self.found(asking("rugby", QueryTerm("ruck", "ruck", synonyms=("maul",))), *ARTICLES) == []

    def test_a_document_without_sentences_has_no_candidate(self) -> None:
        articles = Article("void", title="carbon"), *ARTICLES, Article("end")
        sentences = sentences_of(articles)
        found = self.found(asking("carbon"), *articles)
        assert {sentences[it.sentence_id].document_id for it in found} == {"x", "y"}

    def test_sentences_without_terms_do_no_harm(self) -> None:
        assert self.found(asking("xi"), Article("x", ["", ""])) == []
        assert [it.sentence_id for it in self.found(asking("xi"), Article("x", ["", "xi", ""]))] == [1, 0, 2]

    @pytest.mark.parametrize("others", [[], [Article("y", ["xi pledge"])]])
    def test_a_word_of_every_sentence_still_speaks_for_them(self, others: list[Article]) -> None:
        """Okapi's own idf would be zero or less with one document or two."""
        candidates = self.found(asking("pledge"), Article("x", ["xi pledge"]), *others)
        assert len(candidates) == 1 + len(others)
        assert all(it.sentence > 0 and it.window > 0 and it.document > 0 for it in candidates)

    def test_a_synonym_finds_and_counts_as_weighted(self) -> None:
        [by_itself, *_] = self.found(asking("emit"), *ARTICLES)
        [by_synonym, *_] = self.found(asking(QueryTerm("spew", "spew", synonyms=("belch", "emit"))), *ARTICLES)
        assert by_synonym.sentence_id == by_itself.sentence_id == 4
        assert by_synonym.sentence == pytest.approx(0.6 * by_itself.sentence)
        assert by_synonym.window == pytest.approx(0.6 * by_itself.window)
        assert by_synonym.document == pytest.approx(0.6 * by_itself.document)

    def test_the_word_itself_comes_before_its_synonym(self) -> None:
        articles = Article("x", ["xi vow it"]), Article("y", ["xi pledge it"])
        query = asking(QueryTerm("pledge", "pledge", synonyms=("vow",)))
        assert [it.sentence_id for it in self.found(query, *articles)] == [1, 0]

    def test_a_word_and_its_synonym_in_one_sentence_count_once(self) -> None:
        articles = Article("x", ["xi vow pledge"]), Article("y", ["b c d"])
        [alone] = self.found(asking("pledge"), *articles)
        [both] = self.found(asking(QueryTerm("pledge", "pledge", synonyms=("vow",))), *articles)
        assert both == alone

    def test_a_rare_synonym_beats_a_word_that_is_everywhere(self) -> None:
        articles = [Article("x", ["say vow"]), *(Article(str(it), ["say it"]) for it in range(9))]
        [plain, *_] = self.found(asking("say"), *articles)
        [first, *_] = self.found(asking(QueryTerm("say", "say", synonyms=("vow",))), *articles)
        assert first.sentence_id == 0
        assert first.sentence > plain.sentence

    def test_a_name_counts_more(self) -> None:
        [plain, *_] = self.found(asking("xi"), *ARTICLES)
        [name, *_] = self.found(asking(QueryTerm("Xi", "xi", is_name=True)), *ARTICLES)
        assert name.sentence == pytest.approx(1.2 * plain.sentence)
        assert name.window == pytest.approx(1.2 * plain.window)
        assert name.document == pytest.approx(1.2 * plain.document)

    @pytest.mark.parametrize(
        ("filters", "ids"),
        [
            (Filters(sources=frozenset({"reuters"})), [0, 2]),
            (Filters(sources=frozenset({"REUTERS", "Le Monde"})), [0, 1, 2]),
            (Filters(sources=frozenset({"Reuter"})), []),
            (Filters(sources=frozenset({"le"})), [1]),
            (Filters(sources=frozenset({"monde"})), []),
            (Filters(sources=frozenset({"reuters.com"})), [3]),
            (Filters(sources=frozenset({""})), []),
            (Filters(since="2026-01-03"), [1]),
            (Filters(since="2026-01-02", until="2026-01-02"), [0, 2]),
            (Filters(until="2026-01-01"), []),
            (Filters(sources=frozenset({"Reuters"}), since="2026-01-02", until="2026-12-31"), [0, 2]),
            (Filters(since="2026-02-01", until="2026-01-31"), []),
        ],
    )
    def test_only_documents_that_fit_the_filters_are_asked(self, filters: Filters, ids: list[int]) -> None:
        articles = (
            Article("x", ["xi met"], source="Reuters", published="2026-01-02T23:59:00-08:00"),
            Article("y", ["xi met"], source="Le Monde", published="2026-03-04"),
            Article("z", ["xi met"], source="REUTERS", published="2026-01-02"),
            Article("other", ["xi met"], source="reuters.com", published="last May"),
            Article("none", ["xi met"]),
        )
        assert [it.sentence_id for it in self.found(asking("xi", of=filters), *articles)] == ids

    @pytest.mark.parametrize(
        ("source", "first_words", "fits"),
        [
            ("Kyodo News", "kyodo", True),
            ("Kyodo News", "KYODO  NEWS", True),
            ("Kyodographic", "kyodo", False),
            ("Kyodo, Tokyo", "kyodo", True),
            ("AP (Beijing)", "ap (beijing)", True),
            ("South China Morning Post", "china", False),
            ("Straße", "STRASSE", True),
        ],
    )
    def test_a_source_is_named_by_its_first_words(self, source: str, first_words: str, *, fits: bool) -> None:
        query = asking("xi", of=Filters(frozenset({first_words})))
        assert bool(self.found(query, Article("x", ["xi met"], source=source))) is fits

    @pytest.mark.parametrize(
        ("words", "ids"),
        [
            (("summit",), [0, 1]),
            (("SUMMITS", "climate"), [0]),
            (("the",), [1]),
            (("us",), [2]),
            (("US", "election"), [2]),
            (("summit climates",), [0]),
            (("football",), []),
            (("...",), [0, 1, 2]),
        ],
    )
    def test_all_words_of_a_title_filter_stand_in_the_title_by_stem(
        self, words: tuple[str, ...], ids: list[int]
    ) -> None:
        titles = "climate summit", "the summit", "U.S. elections"
        articles = [Article(str(number), ["xi met"], title) for number, title in enumerate(titles)]
        found = self.found(asking("xi", of=Filters(titles=words)), *articles)
        assert sorted(it.sentence_id for it in found) == ids

    def test_an_article_fits_if_one_of_its_copies_fits_all_conditions_together(self) -> None:
        copies = [
            Article("b", ["xi met"], "summit", "Reuters", "2026-01-01"),
            Article("c", ["xi met"], "talks", "BBC", "2026-02-02"),
        ]
        articles = Article("a", ["xi met"], "talks", "AP", "2026-03-03", copies), Article("z", ["xi met"])

        def ids(filters: Filters) -> list[int]:
            return [it.sentence_id for it in self.found(asking("xi", of=filters), *articles)]

        assert ids(Filters(frozenset({"reuters"}), until="2026-01-31", titles=("summit",))) == [0]
        assert ids(Filters(frozenset({"bbc"}))) == ids(Filters(since="2026-03-01")) == [0]
        assert ids(Filters(frozenset({"reuters"}), since="2026-02-01")) == []
        assert ids(Filters(frozenset({"bbc"}), titles=("summit",))) == []

    def test_a_sentence_has_no_word_that_is_excluded_by_stem_nor_have_its_neighbours(self) -> None:
        articles = (
            Article("x", ["xi met kerry", "xi excluded him", "xi left the room"], "excluding"),
            Article("y", ["Xi EXCLUDES it", "xi may not"]),
        )

        def ids(*without: str) -> list[int]:
            return sorted(it.sentence_id for it in self.found(asking("xi", of=Filters(without=without)), *articles))

        assert ids() == [0, 1, 2, 3, 4]
        assert ids("exclude") == [0, 2, 4]
        assert ids("THE") == [0, 1, 3, 4]
        assert ids("may") == [0, 1, 2, 3]
        assert ids("exclude", "the", "football") == [0, 4]
        assert ids("...") == [0, 1, 2, 3, 4]

    @pytest.mark.parametrize(
        ("phrase", "ids", "in_sentence"),
        [
            ("north the port", [0, 1, 2], [0]),
            ("NORTH  the, Port!", [0, 1, 2], [0]),
            ("north the ports", [], []),
            ("the port north", [], []),
            ("to be or not to be", [3, 4], [4]),
            ("of the", [0, 1, 2], [1]),
            ("cafe", [3, 4], [3]),
            ("Oslo he", [0, 1, 2], []),
            ("port of the", [0, 1, 2], []),
            ("oslo summit", [3, 4], []),
            ("by the fjord", [], []),
            ("...", [0, 1, 2, 3, 4], [0, 1, 2, 3, 4]),
        ],
    )
    def test_a_phrase_stands_in_the_article_word_by_word_and_sentences_with_it_come_first(
        self, phrase: str, ids: list[int], in_sentence: list[int]
    ) -> None:
        articles = (
            Article("x", ["xi north the port", "of the xi oslo", "he left xi xi"]),
            Article("y", ["xi xi cafe there", "to be, or not to be xi of"], "oslo summit"),
        )

        def found(filters: Filters) -> list[int]:
            return [it.sentence_id for it in self.found(asking("xi", of=filters), *articles)]

        anywhere = found(Filters(phrases=(phrase,)))
        assert sorted(anywhere) == ids
        assert sorted(anywhere[: len(in_sentence)]) == in_sentence
        assert sorted(found(Filters(phrases=(phrase,), in_sentence=True))) == in_sentence

    def test_a_phrase_is_enough_where_the_query_has_no_term(self) -> None:
        articles = Article("x", ["to be or not to be", "kerry met xi"]), Article("y", ["not to be"])
        filters = Filters(phrases=("not to be",), in_sentence=True)
        assert [it.sentence_id for it in self.found(asking(of=filters), *articles)] == [0, 2]

    def test_the_phrases_of_a_frequent_one_are_found_in_the_order_of_their_scores(self) -> None:
        """More have it than are asked for, so that not all are looked at."""
        articles = [Article(str(at), ["of the met xi" if at % 7 else "of the xi xi xi", "xi"]) for at in range(300)]
        retriever = self.retriever(*articles)
        for in_sentence in (False, True):
            query = asking("xi", of=Filters(phrases=("of the",), in_sentence=in_sentence))
            ids = [it.sentence_id for it in retriever.search(query, 20)]
            assert ids == list(range(0, 280, 14))

    def test_what_the_filters_leave_out_still_counts_for_the_scores(self) -> None:
        """A word is as rare as it is in the corpus, whoever is asked."""
        articles = Article("x", ["xi met kerry"], source="Reuters"), Article("y", ["xi met", "xi left"], source="BBC")
        everywhere = self.found(asking("xi"), *articles)
        [here] = self.found(asking("xi", of=Filters(frozenset({"reuters"}))), *articles)
        assert here in everywhere

    def test_it_knows_the_terms_of_sentences_and_titles(self) -> None:
        retriever = self.retriever(*ARTICLES)
        assert [retriever.knows(term) for term in ("xi", "climate", "football", "rugby", "")] == [True] * 3 + [
            False
        ] * 2

    def test_the_rarer_a_term_the_larger_its_idf_and_the_largest_that_of_none(self) -> None:
        retriever = self.retriever(*ARTICLES)
        assert retriever.idf("kerry") == pytest.approx(idf(6, 2))
        assert retriever.idf("xi") == pytest.approx(idf(6, 1))
        assert retriever.idf("nowhere") == pytest.approx(idf(6, 0))
        assert retriever.idf("nowhere") > retriever.idf("xi") > retriever.idf("kerry") > 0

    def test_the_idf_counts_sentences_not_occurrences(self) -> None:
        assert self.retriever(Article("x", ["a a a", "b"])).idf("a") == pytest.approx(idf(2, 1))

    def test_several_threads_may_search_at_once(self) -> None:
        retriever = self.retriever(*ARTICLES)
        queries = [asking(term) for term in ("xi", "pledge", "carbon", "kerry", "china", "football")] * 20
        with ThreadPoolExecutor(4) as threads:
            assert list(threads.map(retriever.search, queries, [10] * len(queries))) == [
                retriever.search(query, 10) for query in queries
            ]

    def test_sentences_with_a_frequent_phrase_are_found_though_most_have_an_excluded_word(self) -> None:
        articles = [Article(str(at), ["of the met" if at < 250 else "of the fox"]) for at in range(300)]
        filters = Filters(phrases=("of the",), without=("met",), in_sentence=True)
        for query in (asking(of=filters), asking("met", of=filters)):
            assert [it.sentence_id for it in self.retriever(*articles).search(query, 20)] == list(range(250, 270))
