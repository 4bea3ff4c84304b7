"""What every index promises."""

import math
from abc import ABC, abstractmethod
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.analysis import terms_and_token_types, tokenise
from retrieval.analysis.sentence_flags import flags_of_texts
from retrieval.models import Candidate, Filters, Heading, Query, QueryTerm, Weights
from retrieval.ranking.lexicon import Lexicon
from retrieval.search.plainly import regarded
from retrieval.search.port import Index, IndexedDocument
from retrieval.segments.view import SentenceWords
from tests.retrieval.search.reference import (
    WEIGHTS,
    Article,
    asking,
    blended,
    expected,
    idf,
    indexed,
)

_WORDS = st.sampled_from("abcdef")
NASTY_SENTENCES = st.one_of(
    st.sampled_from(
        [
            "",
            "It’s in U.S. dollars: 1,000 per cent.",
            "“Ann” — May 5, 1999; one year, two km",
            "a\u0301\u0301 Čapek\uff9e 北京市 IT it",
            "x" * 100 + " the pound's cent'S",
        ]
    ),
    st.text(st.sampled_from("aB1 .,'’-–“$%é北\u0301\uff9e"), max_size=30),
)
_SENTENCES = st.lists(_WORDS, max_size=6).map(" ".join)
_SHOWING = st.sampled_from(("", " é?", ", é, b and c", " $5", " “北”", " .X", " a``b"))
_SOURCES = st.sampled_from(("Reuters", "REUTERS", "Le Monde", "", None))
_DATES = st.sampled_from(("2026-01-02", "2026-01-02T23:59:00-08:00", "2026-03-04T01:02:03Z", "last May", None))
_CORPORA = st.lists(st.tuples(st.lists(_SENTENCES, max_size=4), _SENTENCES, _SOURCES, _DATES), max_size=5).map(
    lambda found: [Article(str(number), *article) for number, article in enumerate(found)]
)
_SHOWING_CORPORA = st.lists(st.lists(st.tuples(_SENTENCES, _SHOWING).map("".join), max_size=4), max_size=5).map(
    lambda found: [Article(str(number), sentences, "a b") for number, sentences in enumerate(found)]
)
_TERMS = st.builds(
    QueryTerm, word=st.just("?"), term=_WORDS, is_name=st.booleans(), synonyms=st.lists(_WORDS, max_size=2).map(tuple)
)
_DAYS = st.sampled_from((None, None, "2026-01-02", "2026-02-01", "2026-03-04"))
_FILTERS = st.one_of(
    st.just(Filters()),
    st.builds(
        Filters, sources=st.frozensets(st.sampled_from(("reuters", "Le Monde")), max_size=2), since=_DAYS, until=_DAYS
    ),
)
_QUERIES = st.builds(
    lambda terms, filters: asking(*terms, of=filters),
    st.lists(_TERMS, max_size=4, unique_by=lambda term: term.term),
    _FILTERS,
)

ARTICLES = (
    Article("x", ["xi pledge carbon neutrality", "the summit was online", "kerry met xie"], "climate summit"),
    Article("y", ["kerry visit china", "china emit carbon"]),
    Article("z", ["football result"]),
)


def words_told(words: SentenceWords) -> tuple[list[str], list[int], list[int]]:
    """Return the words one by one, however they are numbered, with their roles and how many each sentence has."""
    return [words.terms[it] for it in words.numbers.tolist()], words.roles.tolist(), words.lengths.tolist()


class IndexContract(ABC):
    """To be inherited by the tests of an index."""

    @abstractmethod
    def make(self, documents: Iterable[IndexedDocument], weights: Weights) -> Index:
        """Build the index under test."""

    def index(self, *articles: Article) -> Index:
        """Build an index from documents that can be read only once."""
        return self.make(iter(indexed(*articles)), WEIGHTS)

    def found(self, query: Query, *articles: Article) -> list[Candidate]:
        """Search all of some articles."""
        return self.index(*articles).search(query, 1000)

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
        """Best first, ties by sentence id; bit for bit the same from a second index of the same articles."""
        candidates = self.found(query, *articles)
        assert candidates == sorted(candidates, key=lambda it: (-blended(it), it.sentence_id))
        assert candidates[:limit] == self.index(*articles).search(query, limit)

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

    @given(_SHOWING_CORPORA, st.permutations("abcdef"), st.data())
    def test_what_a_ranking_regards_is_what_is_told_one_by_one(
        self, articles: list[Article], terms: list[str], data: st.DataObject
    ) -> None:
        index = self.index(*articles)
        if not index.sentence_count:
            return
        some = st.lists(st.integers(0, index.sentence_count - 1), min_size=1, max_size=12)
        ids = np.array(data.draw(some), np.intp)
        sentences = index.sentences(ids.tolist())
        documents = [it.document_id for it in sentences]
        shown = flags_of_texts([it.text for it in sentences])
        expected = regarded(index, terms, ids, np.zeros(len(ids), np.intp), shown)
        found = index.regard(terms, ids)
        same = np.array(documents)[:, None] == np.array(documents)
        assert (found.documents[:, None] == found.documents).tolist() == same.tolist()
        assert [found.texts[row] for row in range(len(ids))] == [expected.texts[row] for row in range(len(ids))]
        assert words_told(found.words) == words_told(expected.words)
        for name in ("shown", "starts", "is_display", "lengths", "held", "titled"):
            assert getattr(found, name).tolist() == getattr(expected, name).tolist(), name

    @given(_CORPORA, st.permutations("abcdef"), st.integers(0, 4), st.data())
    def test_what_stands_around_a_sentence_is_what_its_window_holds(
        self, articles: list[Article], terms: list[str], reach: int, data: st.DataObject
    ) -> None:
        index = self.index(*articles)
        if not index.sentence_count:
            return
        sentence_id = data.draw(st.integers(0, index.sentence_count - 1))
        held, place = index.around(terms, sentence_id, reach)
        window = [it.id for it in index.window(sentence_id, reach)]
        assert window[place] == sentence_id
        assert held.tolist() == index.holding(terms, np.array(window, np.intp)).tolist()

    def test_a_word_of_the_title_speaks_for_every_sentence_of_the_article(self) -> None:
        candidates = self.found(asking("climate"), *ARTICLES)
        assert [it.sentence_id for it in candidates] == [0, 1, 2]
        assert all(it.document > 0 and it.sentence == it.window == 0 for it in candidates)

    def test_a_title_counts_twice(self) -> None:
        """As if it stood twice at the head of the text."""
        titled = self.found(asking("summit"), Article("x", ["xi met"], "summit"), Article("y", ["b"]))
        written = self.found(asking("summit"), Article("x", ["xi met", "summit summit"]), Article("y", ["b"]))
        assert titled[0].document == pytest.approx(written[0].document)

    def test_an_empty_index_finds_nothing(self) -> None:
        index = self.index()
        assert index.sentence_count == 0
        assert index.search(asking("pledge"), 10) == []
        assert index.idf("pledge") > 0
        with pytest.raises(KeyError):
            index.sentence(0)

    def test_a_query_without_terms_finds_nothing(self) -> None:
        assert self.found(asking(), *ARTICLES) == []

    def test_a_query_that_shares_no_term_finds_nothing(self) -> None:
        assert self.found(asking("rugby", QueryTerm("ruck", "ruck", synonyms=("maul",))), *ARTICLES) == []

    def test_a_document_without_sentences_is_kept_and_finds_nothing(self) -> None:
        index = self.index(Article("void", title="carbon"), *ARTICLES, Article("end"))
        assert index.sentence_count == 6
        assert {index.sentence(it.sentence_id).document_id for it in index.search(asking("carbon"), 10)} == {"x", "y"}
        assert index.document("void").title == "carbon"
        assert index.document("end").id == "end"

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

    def test_what_the_filters_leave_out_still_counts_for_the_scores(self) -> None:
        """A word is as rare as it is in the corpus, whoever is asked."""
        articles = Article("x", ["xi met kerry"], source="Reuters"), Article("y", ["xi met", "xi left"], source="BBC")
        everywhere = self.found(asking("xi"), *articles)
        [here] = self.found(asking("xi", of=Filters(frozenset({"reuters"}))), *articles)
        assert here in everywhere

    def test_sentences_and_documents_are_handed_back_as_they_came(self) -> None:
        index = self.index(*ARTICLES)
        given_documents = indexed(*ARTICLES)
        sentences = [it.sentence for document in given_documents for it in document.sentences]
        assert [index.sentence(number) for number in range(index.sentence_count)] == sentences
        assert index.sentences([4, 0, 4, 2]) == [sentences[number] for number in (4, 0, 4, 2)]
        assert index.sentences([]) == []
        assert [index.document(it.document.id) for it in given_documents] == [it.document for it in given_documents]

    @pytest.mark.parametrize(
        ("sentence_id", "reach", "ids"),
        [
            (0, 1, [0, 1]),
            (1, 1, [0, 1, 2]),
            (2, 1, [1, 2]),
            (3, 1, [3, 4]),
            (5, 1, [5]),
            (1, 0, [1]),
            (2, 2, [0, 1, 2]),
            (4, 100, [3, 4]),
        ],
    )
    def test_the_neighbours_of_a_sentence_are_of_its_own_document(
        self, sentence_id: int, reach: int, ids: list[int]
    ) -> None:
        assert [it.id for it in self.index(*ARTICLES).window(sentence_id, reach)] == ids

    def test_a_window_reaches_one_sentence_unless_told(self) -> None:
        assert [it.id for it in self.index(*ARTICLES).window(1)] == [0, 1, 2]

    @pytest.mark.parametrize("sentence_id", [-1, 6, 10**9])
    def test_an_unknown_sentence_is_a_key_error(self, sentence_id: int) -> None:
        index = self.index(*ARTICLES)
        with pytest.raises(KeyError):
            index.sentence(sentence_id)
        with pytest.raises(KeyError):
            index.sentences([0, sentence_id])
        with pytest.raises(KeyError):
            index.window(sentence_id)

    def test_an_unknown_document_is_a_key_error(self) -> None:
        index = self.index(*ARTICLES)
        with pytest.raises(KeyError):
            index.document("nowhere")
        with pytest.raises(KeyError):
            index.heading("nowhere")

    def test_sentences_of_any_script_are_handed_back_to_the_letter(self) -> None:
        texts = ["“Čapek” — naïve", "北京市", "plain", "a\U0001f600b e\u0301"]
        index = self.index(Article("x", texts), Article("é", ["plain", "ß"], "Ü"))
        assert [it.text for it in index.sentences(range(6))] == [*texts, "plain", "ß"]
        assert [it.text for it in index.window(1)] == texts[:3]
        assert index.document("x").text == " ".join(texts)
        assert [it.document_id for it in index.sentences([5, 0])] == ["é", "x"]
        assert index.heading("é") == Heading("Ü", 7)

    def test_a_sentence_is_within_the_bounds_of_its_document(self) -> None:
        index = self.index(Article("void"), *ARTICLES, Article("end"))
        assert index.bounds(np.array([4, 0, 5, 2, 3])).tolist() == [[3, 5], [0, 3], [5, 6], [0, 3], [3, 5]]
        assert index.bounds(np.array([], dtype=np.intp)).shape == (0, 2)

    def test_a_heading_tells_of_a_document_without_its_text(self) -> None:
        index = self.index(Article("void", title="carbon"), *ARTICLES)
        assert index.heading("x") == Heading("climate summit", len(index.document("x").text))
        assert index.heading("void") == Heading("carbon", 0)

    @given(_CORPORA, st.lists(_WORDS, max_size=4))
    def test_it_tells_which_sentences_hold_which_terms(self, articles: list[Article], terms: list[str]) -> None:
        index = self.index(*articles)
        sentences = [sentence for article in articles for sentence in article.sentences]
        told = index.holding(terms, np.arange(len(sentences)))
        assert told.shape == (len(terms), len(sentences))
        assert told.tolist() == [[term in sentence.split() for sentence in sentences] for term in terms]

    def test_sentences_may_be_asked_about_in_any_order_and_shape(self) -> None:
        index = self.index(*ARTICLES)
        ids = np.array([[4, 0], [3, 4]])
        carbon, nowhere, kerry = index.holding(["carbon", "nowhere", "kerry"], ids).tolist()
        assert carbon == [[True, True], [False, True]]
        assert nowhere == [[False, False], [False, False]]
        assert kerry == [[False, False], [True, False]]
        assert index.holding([], ids).shape == (0, 2, 2)
        assert index.holding(["xi"], np.array([], dtype=np.intp)).shape == (1, 0)

    @given(st.lists(st.lists(NASTY_SENTENCES, max_size=4), max_size=4), st.data())
    def test_the_words_of_sentences_are_those_that_the_analysis_finds(
        self, texts: list[list[str]], data: st.DataObject
    ) -> None:
        index = self.index(*(Article(str(number), its) for number, its in enumerate(texts)))
        ids = data.draw(st.lists(st.integers(0, index.sentence_count - 1), max_size=8)) if index.sentence_count else []
        words = index.words(np.array(ids, dtype=np.intp))
        found = [tokenise(it.text) for it in index.sentences(ids)]
        assert words.lengths.tolist() == [len(its) for its in found]
        terms, roles = terms_and_token_types([word for its in found for word in its])
        assert [words.terms[it] for it in words.numbers.tolist()] == terms
        assert words.roles.tobytes() == roles
        ends = np.cumsum(words.lengths).tolist()
        for start, end in zip([0, *ends], ends, strict=False):
            numbers = words.numbers[start:end].tolist()
            assert len(set(numbers)) == len({words.terms[it] for it in numbers})

    @given(st.lists(st.lists(NASTY_SENTENCES, max_size=4), max_size=4), st.lists(_WORDS, max_size=4), st.data())
    def test_words_are_known_and_begin_as_if_their_texts_were_looked_at(
        self, texts: list[list[str]], others: list[str], data: st.DataObject
    ) -> None:
        index = self.index(*(Article(str(number), its) for number, its in enumerate(texts)))
        words = index.words(np.arange(index.sentence_count))
        terms = [words.terms[it] for it in words.numbers.tolist()]
        numbering = Lexicon({}).numbering()
        for _ in range(2):  # the second time others were added
            numbering.of([*others, *data.draw(st.lists(st.sampled_from(terms), max_size=4) if terms else st.just([]))])
            expected = [numbering.numbers.get(term, 0) for term in terms]
            assert words.terms.known_as(numbering, words.numbers).tolist() == expected
        another = Lexicon({}).numbering()
        assert not words.terms.known_as(another, words.numbers).any()
        assert words.terms.known_as(numbering, words.numbers).tolist() == expected
        beginnings = {term[:4] for term in [*terms[:2], *others]}
        may_begin = words.terms.may_begin(beginnings, words.numbers).tolist()
        for may, term in zip(may_begin, terms, strict=True):
            if may != (term[:4] in beginnings):  # of other letters than those of English four bytes are compared
                assert may
                assert not term.isascii()
        assert not words.terms.may_begin((), words.numbers).any()

    @given(_CORPORA, st.lists(_WORDS, max_size=4))
    def test_it_tells_which_titles_hold_which_terms_and_how_long_the_texts_are(
        self, articles: list[Article], terms: list[str]
    ) -> None:
        index = self.index(*articles)
        ids = np.arange(index.sentence_count)[::-1]
        of_ids = [article for article in articles for _ in article.sentences][::-1]
        told = index.titled(terms, ids)
        assert told.shape == (len(terms), len(ids))
        assert told.tolist() == [[term in article.title.split() for article in of_ids] for term in terms]
        lengths = [len(index.document(article.id).text) for article in of_ids]
        assert index.text_lengths(ids).tolist() == lengths

    def test_a_title_is_no_sentence_that_holds_a_term(self) -> None:
        assert not self.index(*ARTICLES).holding(["climate"], np.arange(6)).any()

    def test_a_title_may_be_asked_about_in_any_shape(self) -> None:
        index = self.index(*ARTICLES)
        assert index.titled(["climate", "xi"], np.array(1)).tolist() == [True, False]
        assert index.titled(["climate"], np.array([[4, 0], [3, 1]])).tolist() == [[[False, True], [False, True]]]

    def test_the_rarer_a_term_the_larger_its_idf_and_the_largest_that_of_none(self) -> None:
        index = self.index(*ARTICLES)
        assert index.idf("kerry") == pytest.approx(idf(6, 2))
        assert index.idf("xi") == pytest.approx(idf(6, 1))
        assert index.idf("nowhere") == pytest.approx(idf(6, 0))
        assert index.idf("nowhere") > index.idf("xi") > index.idf("kerry") > 0

    def test_the_idf_counts_sentences_not_occurrences(self) -> None:
        assert self.index(Article("x", ["a a a", "b"])).idf("a") == pytest.approx(idf(2, 1))

    def test_several_threads_may_search_at_once(self) -> None:
        index = self.index(*ARTICLES)
        queries = [asking(term) for term in ("xi", "pledge", "carbon", "kerry", "china", "football")] * 20
        with ThreadPoolExecutor(4) as threads:
            assert list(threads.map(index.search, queries, [10] * len(queries))) == [
                index.search(query, 10) for query in queries
            ]
