"""The tantivy engine."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.models import Candidate, Filters, Query, QueryTerm, Weights
from retrieval.search import proposals, route
from retrieval.search.port import Retriever
from retrieval.search.rank_bm25 import RankBM25Retriever
from retrieval.search.tantivy.engine import open_tantivy
from retrieval.segments import large_documents, slices
from retrieval.segments.open_collection import OpenCollection
from tests.retrieval.search.contract import RetrieverContract
from tests.retrieval.search.corpora import a_folder, opened, write_segments, write_tantivy
from tests.retrieval.search.reference import WEIGHTS, Article, asking, blended, sentences_of

_WORDS = "abcdefghijklmnopqrst"
_FILTERS = (
    Filters(frozenset({"reuters"})),
    Filters(frozenset({"xinhua"})),
    Filters(since="2026-02-01"),
    Filters(frozenset({"le", "xinhua"}), until="2026-01-31", titles=("a",)),
    Filters(titles=("b",)),
    Filters(without=("b",)),
    Filters(without=("a", "d"), since="2026-02-01"),
    Filters(phrases=("b c",)),
    Filters(phrases=("a a",), in_sentence=True),
    Filters(phrases=("b a", "a b"), without=("c",)),
)
_ENDINGS = ("", "", "", "", " é?", ", é, b and c", " $5", " “北”", " .X")


class TestTantivyRetriever(RetrieverContract):
    """It keeps the contract of every engine."""

    def open(self, collection: OpenCollection, folder: Path, articles: list[Article], weights: Weights) -> Retriever:
        write_tantivy(folder / "tantivy", [articles])
        return open_tantivy(collection, folder / "tantivy", weights)


class TestTantivyRetrieverOfLargeDocuments(TestTantivyRetriever):
    """It keeps it where every document is a large one, and every file is read by stretches."""

    @pytest.fixture(autouse=True, scope="class")
    @staticmethod
    def everything_is_large() -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(large_documents, "LARGE", 0)
            patch.setattr(slices, "SMALL_BYTES", 0)
            yield


def tantivy_over(parts: Sequence[Sequence[Article]], order: Sequence[int] | None = None) -> Retriever:
    """Write articles as several segments, of which those of `order` are served, and open them."""
    with a_folder() as folder:
        write_tantivy(folder / "tantivy", parts, order)
        return open_tantivy(OpenCollection(write_segments(folder, parts, order)), folder / "tantivy", WEIGHTS)


def rank_bm25_over(articles: Sequence[Article]) -> Retriever:
    """Open the engine that scores every sentence."""
    return RankBM25Retriever(opened(*articles), WEIGHTS)


def articles_of(seed: int, count: int) -> list[Article]:
    """Make articles whose words are as unequally frequent as those of a language, with many sentences alike."""
    chance = random.Random(seed)  # noqa: S311

    def words(most: int) -> str:
        return " ".join(
            _WORDS[min(int(chance.paretovariate(0.6)) - 1, len(_WORDS) - 1)] for _ in range(chance.randrange(most))
        )

    return [
        Article(
            f"{seed}-{number}",
            [words(8) + chance.choice(_ENDINGS) for _ in range(chance.randrange(12))],
            words(4),
            chance.choice(("Reuters", "Le Monde", None)),
            chance.choice(("2026-01-02", "2026-02-03", None)),
            [
                Article(
                    f"{seed}-{number}-{copy}", [], words(4), chance.choice(("Reuters", "Xinhua News")), "2026-02-04"
                )
                for copy in range(max(0, chance.randrange(8) - 5))
            ],
        )
        for number in range(count)
    ]


def questions_of(seed: int, count: int) -> list[Query]:
    chance = random.Random(seed)  # noqa: S311
    return [
        asking(
            *(
                QueryTerm(
                    "?", term, is_name=chance.random() < 0.3, synonyms=tuple(chance.sample(_WORDS, chance.randrange(3)))
                )
                for term in chance.sample(_WORDS, chance.randrange(1, 5))
            ),
            of=chance.choice((Filters(), *_FILTERS)),
        )
        for _ in range(count)
    ]


@pytest.mark.slow
@given(st.randoms(use_true_random=False))
def test_whatever_its_history_it_finds_what_rank_bm25_finds(chance: random.Random) -> None:
    """Documents in several segments, some of which went again, in an order that is not that of their numbers."""
    articles = articles_of(chance.randrange(1 << 30), chance.randrange(1, 25))
    cuts = sorted(chance.randrange(len(articles) + 1) for _ in range(3))
    parts = [articles[start:end] for start, end in zip([0, *cuts], [*cuts, len(articles)], strict=True)]
    order = chance.sample(range(len(articles)), chance.randrange(len(articles) + 1))
    tantivy, rank_bm25 = tantivy_over(parts, order), rank_bm25_over([articles[number] for number in order])
    assert [tantivy.idf(term) for term in _WORDS] == [rank_bm25.idf(term) for term in _WORDS]
    assert [tantivy.knows(term) for term in _WORDS] == [rank_bm25.knows(term) for term in _WORDS]
    for query in questions_of(chance.randrange(1 << 30), 10):
        assert_alike(tantivy.search(query, 200), rank_bm25.search(query, 200))


def assert_alike(found: list[Candidate], expected: list[Candidate]) -> None:
    """Compare candidates; those of equal scores may change places where rounding differs."""
    assert sorted(it.sentence_id for it in found) == sorted(it.sentence_id for it in expected)
    scores = {it.sentence_id: (it.sentence, it.window, it.document) for it in expected}
    for it in found:
        assert (it.sentence, it.window, it.document) == pytest.approx(scores[it.sentence_id])
    assert [blended(it) for it in found] == pytest.approx([blended(it) for it in expected])


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let so few compete that a small corpus is a large one."""
    monkeypatch.setattr(proposals, "BEST_SENTENCES", 12)
    monkeypatch.setattr(proposals, "BEST_DOCUMENTS", 3)
    monkeypatch.setattr(proposals, "_LEAST", 5)


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("seed", range(6))
def test_what_was_deleted_or_written_in_another_order_makes_no_difference(seed: int) -> None:
    """Where tantivy proposes a small part only, and its own counts are of all that ever was."""
    articles, others = articles_of(seed, 150), articles_of(seed + 100, 60)
    fresh = tantivy_over([articles])
    chance = random.Random(seed)  # noqa: S311
    written = chance.sample([*articles, *others], len(articles) + len(others))
    numbers = {article.id: number for number, article in enumerate(written)}
    grown = tantivy_over(
        [written[:30], written[30:31], written[31:170], written[170:]], [numbers[it.id] for it in articles]
    )
    for query in questions_of(seed, 40):
        assert grown.search(query, 10) == fresh.search(query, 10)


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("filters", _FILTERS)
def test_whether_the_engine_leaves_out_what_does_not_pass_or_all_is_scored_the_same_is_found(
    monkeypatch: pytest.MonkeyPatch, filters: Filters
) -> None:
    articles = articles_of(7, 200)
    found = []
    for of_proposed, of_conditions in ((1e9, 1e9), (0.4, 0), (0.001, 0), (0.001, 1e9)):
        monkeypatch.setattr(route, "_OF_PROPOSED", of_proposed)
        monkeypatch.setattr(route, "_OF_CONDITIONS", of_conditions)
        tantivy = tantivy_over([articles])
        found.append([tantivy.search(replace(query, filters=filters), 10) for query in questions_of(7, 40)])
    all_scored, *others = found
    assert any(all_scored)
    assert others == [all_scored] * 3


@pytest.mark.usefixtures("few")
def test_the_best_are_found_though_few_compete() -> None:
    """Nine tenths of what an index finds that scores every sentence."""
    articles = articles_of(1, 300)
    tantivy, rank_bm25 = tantivy_over([articles]), rank_bm25_over(articles)
    shares = []
    for query in questions_of(1, 60):
        best = {blended(it) for it in rank_bm25.search(query, 5)}
        found = {blended(it) for it in tantivy.search(query, 5)}
        shares.append(sum(any(it == pytest.approx(other) for other in found) for it in best) / max(len(best), 1))
    assert np.mean(shares) > 0.9


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("filters", [Filters(), Filters(frozenset({"reuters"}))])
def test_of_more_equal_sentences_than_can_compete_the_first_do_whatever_was_deleted_or_written_before(
    seed: int, filters: Filters
) -> None:
    chance = random.Random(seed)  # noqa: S311
    sources = ("Reuters", "Le Monde")
    articles = [
        Article(str(number), chance.choice((["xi met"], ["met xi", "a b"])), source=sources[number % 2])
        for number in range(1500)
    ]
    others = [Article(f"other {number}", ["xi met xi"]) for number in range(300)]
    query = asking("xi", of=filters)
    fresh = tantivy_over([articles])
    written = chance.sample([*articles, *others], len(articles) + len(others))
    numbers = {article.id: number for number, article in enumerate(written)}
    grown = tantivy_over([written[:700], written[700:]], [numbers[it.id] for it in articles])
    found = fresh.search(query, 10)
    assert grown.search(query, 10) == found
    firsts = rank_bm25_over(articles).search(query, 1000)
    best = [it.sentence_id for it in firsts if blended(it) == pytest.approx(blended(firsts[0]))]
    assert [it.sentence_id for it in found] == best[:10]


def test_of_a_book_its_best_sentences_are_found_wherever_they_stand() -> None:
    book = Article("book", ["a b c d e f"] * 5000 + ["xi met kerry", "they left"] + ["a b c"] * 100, "xi")
    articles = [book, *(Article(str(number), ["a b", "kerry left"]) for number in range(300))]
    tantivy, rank_bm25 = tantivy_over([articles]), rank_bm25_over(articles)
    query = asking("xi", "met")
    assert_alike(tantivy.search(query, 3), rank_bm25.search(query, 3))
    assert sentences_of(articles)[tantivy.search(query, 3)[0].sentence_id].text == "xi met kerry"
