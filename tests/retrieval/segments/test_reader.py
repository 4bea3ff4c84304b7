"""The reader of sentences and documents over several segments."""

from collections.abc import Iterator, Sequence
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.analysis import terms_and_token_types, tokenise
from retrieval.duplicates import text_hash
from retrieval.ranking.lexicon import Lexicon
from retrieval.segments import large_documents, slices
from retrieval.segments.open_collection import OpenCollection
from retrieval.segments.quotations import HASH_START, Quotation
from retrieval.segments.reader import SegmentReader
from tests.retrieval.search.contract import ARTICLES
from tests.retrieval.search.corpora import a_folder, opened, write_segments
from tests.retrieval.search.reference import Article, expected_view, sentences_of, told_by

_WORDS = st.sampled_from("abcdef")
_SENTENCES = st.lists(_WORDS, max_size=6).map(" ".join)
_NASTY_SENTENCES = st.one_of(
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
_SHOWING = st.sampled_from(("", " é?", ", é, b and c", " $5", " “北”", " .X", " a``b"))
_CORPORA = st.lists(
    st.tuples(st.lists(st.tuples(_SENTENCES, _SHOWING).map("".join), max_size=4), _SENTENCES), max_size=5
).map(lambda found: [Article(str(number), sentences, title) for number, (sentences, title) in enumerate(found)])


def reader_of(*articles: Article) -> SegmentReader:
    """Read articles that are written as one segment."""
    return SegmentReader(opened(*articles))


class TestSegmentReader:
    """What it returns is what is computed from plain lists."""

    @given(_CORPORA, st.permutations("abcdef"), st.integers(0, 6), st.data())
    def test_a_view_has_all_that_the_ranker_reads(
        self, articles: list[Article], terms: list[str], count: int, data: st.DataObject
    ) -> None:
        reader = reader_of(*articles)
        ids = _some_ids(reader, data)
        assert told_by(reader.view(terms[:count], np.array(ids, np.intp))) == expected_view(
            articles, terms[:count], ids
        )

    @given(_CORPORA, st.permutations("abcdef"), st.integers(0, 4), st.data())
    def test_neighbours_are_of_the_same_document(
        self, articles: list[Article], terms: list[str], reach: int, data: st.DataObject
    ) -> None:
        reader = reader_of(*articles)
        sentences = sentences_of(articles)
        for sentence_id in _some_ids(reader, data)[:1]:
            document = sentences[sentence_id].document_id
            near = [it for it in sentences if it.document_id == document and abs(it.id - sentence_id) <= reach]
            contains, at = reader.neighbours(terms, sentence_id, reach)
            assert near[at].id == sentence_id
            assert contains.tolist() == [[term in it.text.split() for it in near] for term in terms]

    @given(st.lists(st.lists(_NASTY_SENTENCES, max_size=4), max_size=4), st.data())
    def test_the_words_of_sentences_are_those_that_the_analysis_finds(
        self, texts: list[list[str]], data: st.DataObject
    ) -> None:
        reader = reader_of(*(Article(str(number), its) for number, its in enumerate(texts)))
        ids = _some_ids(reader, data)
        words = reader.view([], np.array(ids, np.intp)).words
        found = [tokenise(it.text) for it in reader.sentences(ids)]
        assert words.lengths.tolist() == [len(its) for its in found]
        terms, types = terms_and_token_types([word for its in found for word in its])
        assert [reader.terms[it] for it in words.numbers.tolist()] == terms
        assert words.token_types.tobytes() == types
        ends = np.cumsum(words.lengths).tolist()
        for start, end in zip([0, *ends], ends, strict=False):
            numbers = words.numbers[start:end].tolist()
            assert len(set(numbers)) == len({words.terms[it] for it in numbers})

    @given(st.lists(st.lists(_NASTY_SENTENCES, max_size=4), max_size=4), st.lists(_WORDS, max_size=4), st.data())
    def test_terms_are_looked_up_as_if_they_were_decoded(
        self, texts: list[list[str]], others: list[str], data: st.DataObject
    ) -> None:
        reader = reader_of(*(Article(str(number), its) for number, its in enumerate(texts)))
        words = reader.view([], np.arange(len(reader))).words
        terms = [words.terms[it] for it in words.numbers.tolist()]
        numbering = Lexicon({}).vocabulary()
        for _ in range(2):  # the second time others were added
            numbering.numbers_of(
                [*others, *data.draw(st.lists(st.sampled_from(terms), max_size=4) if terms else st.just([]))]
            )
            expected = [numbering.numbers.get(term, 0) for term in terms]
            assert words.terms.numbers_in(numbering, words.numbers).tolist() == expected
        another = Lexicon({}).vocabulary()
        assert not words.terms.numbers_in(another, words.numbers).any()
        assert words.terms.numbers_in(numbering, words.numbers).tolist() == expected
        prefixes = {term[:4] for term in [*terms[:2], *others]}
        may_start = words.terms.may_start_with(prefixes, words.numbers).tolist()
        for may, term in zip(may_start, terms, strict=True):
            if may != (term[:4] in prefixes):  # of other letters than those of English four bytes are compared
                assert may
                assert not term.isascii()
        assert not words.terms.may_start_with((), words.numbers).any()

    def test_sentences_and_documents_are_handed_back_as_they_came(self) -> None:
        reader = reader_of(*ARTICLES)
        sentences = sentences_of(ARTICLES)
        assert len(reader) == len(sentences) == 6
        assert reader.sentences(range(6)) == sentences
        assert reader.sentences([4, 0, 4, 2]) == [sentences[number] for number in (4, 0, 4, 2)]
        assert reader.sentences([]) == []
        assert [reader.document(it.id) for it in ARTICLES] == [it.document for it in ARTICLES]

    def test_a_document_without_sentences_is_kept(self) -> None:
        reader = reader_of(Article("void", title="carbon"), *ARTICLES, Article("end"))
        assert len(reader) == 6
        assert reader.document("void").title == "carbon"
        assert reader.document("end").id == "end"

    def test_of_an_empty_corpus_nothing_is_read(self) -> None:
        reader = reader_of()
        assert len(reader) == 0
        assert told_by(reader.view(["a"], np.zeros(0, np.intp))) == expected_view([], ["a"], [])

    @pytest.mark.parametrize("sentence_id", [-1, 6, 10**9])
    def test_an_unknown_sentence_is_a_key_error(self, sentence_id: int) -> None:
        with pytest.raises(KeyError):
            reader_of(*ARTICLES).sentences([0, sentence_id])

    def test_an_unknown_document_is_a_key_error(self) -> None:
        with pytest.raises(KeyError):
            reader_of(*ARTICLES).document("nowhere")

    def test_sentences_of_any_script_are_handed_back_to_the_letter(self) -> None:
        texts = ["“Čapek” — naïve", "北京市", "plain", "a\U0001f600b e\u0301"]
        reader = reader_of(Article("x", texts), Article("é", ["plain", "ß"], "Ü"))
        assert [it.text for it in reader.sentences(range(6))] == [*texts, "plain", "ß"]
        assert reader.document("x").text == " ".join(texts)
        assert [it.document_id for it in reader.sentences([5, 0])] == ["é", "x"]

    @given(_CORPORA, st.permutations("abcdef"), st.randoms(use_true_random=False), st.data())
    def test_several_segments_in_any_order_read_like_one(
        self, articles: list[Article], terms: list[str], chance: Random, data: st.DataObject
    ) -> None:
        order = chance.sample(range(len(articles)), chance.randrange(len(articles) + 1))
        cut = chance.randrange(len(articles) + 1)
        with a_folder() as folder:
            reader = SegmentReader(OpenCollection(write_segments(folder, [articles[:cut], articles[cut:]], order)))
        served = [articles[number] for number in order]
        assert reader.sentences(range(len(reader))) == sentences_of(served)
        ids = _some_ids(reader, data)
        assert told_by(reader.view(terms, np.array(ids, np.intp))) == expected_view(served, terms, ids)
        for number, article in enumerate(articles):
            if number in order:
                assert reader.document(article.id) == article.document
            else:
                with pytest.raises(KeyError):
                    reader.document(article.id)

    @given(_CORPORA, st.randoms(use_true_random=False))
    def test_every_sentence_is_found_by_the_hash_of_its_text_and_its_offsets(
        self, articles: list[Article], chance: Random
    ) -> None:
        order = chance.sample(range(len(articles)), chance.randrange(len(articles) + 1))
        cut = chance.randrange(len(articles) + 1)
        with a_folder() as folder:
            reader = SegmentReader(OpenCollection(write_segments(folder, [articles[:cut], articles[cut:]], order)))
        for number, article in enumerate(articles):
            start_of_hash = text_hash(article.document.text)[:HASH_START]
            if number not in order:
                with pytest.raises(KeyError):
                    reader.text_hash(article.id)
            else:
                assert reader.text_hash(article.id)[:HASH_START] == start_of_hash
            for start, text in zip(article.starts, article.sentences, strict=True):
                found = [it for it in reader.quotations(start_of_hash, start, start + len(text)) if it.text == text]
                assert (article.id in {it.document_id for it in found}) == (number in order)
                assert not reader.quotations(start_of_hash, start, start + len(text) + 10)

    def test_sentences_of_any_script_are_found_to_the_letter(self) -> None:
        article = Article("é", ["“Čapek” — naïve", "北京市", "a\U0001f600b e\u0301"])
        start = article.starts[2]
        hash_start = text_hash(article.document.text)[:HASH_START]
        [found] = reader_of(article).quotations(hash_start, start, start + 6)
        assert found == Quotation("é", start, start + 6, "a\U0001f600b e\u0301")

    def test_copies_of_a_text_are_found_with_it(self) -> None:
        copied = Article("a", ["carbon fell", "it rained"], copies=[Article("b", ["carbon fell", "it rained"])])
        hash_start = text_hash("carbon fell it rained")[:HASH_START]
        with a_folder() as folder:
            reader = SegmentReader(OpenCollection(write_segments(folder, [[copied]])))
        assert [it.document_id for it in reader.quotations(hash_start, 12, 21)] == ["a", "b"]
        assert reader.text_hash("b") == reader.text_hash("a")
        with pytest.raises(KeyError):
            reader.text_hash("c")

    def test_of_an_unknown_text_nothing_is_found(self) -> None:
        reader = reader_of(*ARTICLES, Article("void"))
        assert reader.quotations(b"unknown!", 0, 5) == []
        assert reader.quotations(bytes(HASH_START), 0, 0) == []
        assert reader.quotations(text_hash(ARTICLES[0].document.text)[:HASH_START], 2**32 - 1, 2**32 + 2**24) == []
        assert reader_of().quotations(bytes(HASH_START), 0, 0) == []


class TestSegmentReaderOfLargeDocuments(TestSegmentReader):
    """Every document is a large one, and no file is mapped."""

    @pytest.fixture(autouse=True, scope="class")
    @staticmethod
    def everything_is_large() -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(large_documents, "LARGE", 0)
            patch.setattr(slices, "SMALL_BYTES", 0)
            yield


def _some_ids(reader: SegmentReader, data: st.DataObject) -> Sequence[int]:
    return data.draw(st.lists(st.integers(0, len(reader) - 1), max_size=12)) if len(reader) else []
