"""The rank-bm25 engine."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from rank_bm25 import BM25Okapi

from retrieval.models import Weights
from retrieval.search.port import Retriever
from retrieval.search.rank_bm25 import RankBM25Retriever
from retrieval.segments.open_collection import OpenCollection
from tests.retrieval.search.contract import RetrieverContract
from tests.retrieval.search.reference import Article, asking, idf

_SENTENCES = st.lists(st.sampled_from("abcdef"), min_size=1, max_size=8).map(" ".join)
_ARTICLES = st.lists(st.tuples(st.lists(_SENTENCES, min_size=1, max_size=5), _SENTENCES), min_size=1, max_size=6).map(
    lambda found: [Article(str(number), *article) for number, article in enumerate(found)]
)
_TERMS = st.lists(st.sampled_from("abcdefg"), min_size=1, max_size=5, unique=True)


class PlainOkapi(BM25Okapi):  # type: ignore[misc]  # rank-bm25 ships no types
    """rank-bm25 over whole texts, with the idf of the port."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        """Count the words of each text."""
        super().__init__(texts, k1=1.2, b=0.75)

    def _calc_idf(self, nd: Mapping[str, int]) -> None:
        self.idf = {term: idf(self.corpus_size, having) for term, having in nd.items()}


class TestRankBM25Retriever(RetrieverContract):
    """It keeps the contract of every engine."""

    def open(self, collection: OpenCollection, folder: Path, articles: list[Article], weights: Weights) -> Retriever:
        del folder, articles
        return RankBM25Retriever(collection, weights)

    @given(_ARTICLES, _TERMS)
    def test_scores_are_those_of_rank_bm25_over_whole_texts_to_the_last_bit(
        self, articles: list[Article], terms: list[str]
    ) -> None:
        number_of = [number for number, article in enumerate(articles) for _ in article.sentences]
        sentences = [text.split() for article in articles for text in article.sentences]
        windows = [
            " ".join(article.sentences[max(0, place - 1) : place + 2]).split()
            for article in articles
            for place in range(len(article.sentences))
        ]
        documents = [[*article.title.split() * 2, *" ".join(article.sentences).split()] for article in articles]
        of_sentence, of_window, of_document = (
            PlainOkapi(texts).get_scores(terms).tolist() for texts in (sentences, windows, documents)
        )
        for found in self.found(asking(*terms), *articles):
            place = found.sentence_id
            wanted = of_sentence[place], of_window[place], of_document[number_of[place]]
            assert (found.sentence, found.window, found.document) == wanted
