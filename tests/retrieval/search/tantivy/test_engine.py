"""The index on tantivy and segments."""

import random
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.models import Candidate, Filters, Query, QueryTerm, Weights
from retrieval.search import proposals
from retrieval.search.port import Index, IndexedDocument
from retrieval.search.rank_bm25 import MemoryIndex
from retrieval.search.tantivy.engine import DiskIndex
from retrieval.segments import large_documents, slices
from tests.retrieval.search.contract import IndexContract, words_told
from tests.retrieval.search.disk_files import write_corpus
from tests.retrieval.search.reference import (
    WEIGHTS,
    Article,
    asking,
    blended,
    indexed,
)

# In memory where that can be: tantivy waits for the disk at each commit, and hundreds of corpora are written.
_FOLDER = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108

_WORDS = "abcdefghijklmnopqrst"
_ENDINGS = ("", "", "", "", " é?", ", é, b and c", " $5", " “北”", " .X")


class TestDiskIndex(IndexContract):
    """It keeps the contract of every index."""

    def make(self, documents: Iterable[IndexedDocument], weights: Weights) -> Index:
        return opened([list(documents)], weights=weights)


class TestDiskIndexOfLargeDocuments(TestDiskIndex):
    """It keeps it where every document is a large one, and every file is read by stretches."""

    @pytest.fixture(autouse=True, scope="class")
    @staticmethod
    def everything_is_large() -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(large_documents, "LARGE", 0)
            patch.setattr(slices, "_SMALL", 0)
            yield


def opened(
    parts: Sequence[Sequence[IndexedDocument]], order: Sequence[int] | None = None, weights: Weights = WEIGHTS
) -> DiskIndex:
    """Write and open a corpus."""
    with tempfile.TemporaryDirectory(dir=_FOLDER, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        return DiskIndex(write_corpus(folder, parts, order), folder / "tantivy", weights)


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
            of=chance.choice((Filters(), Filters(), Filters(frozenset({"reuters"})), Filters(since="2026-02-01"))),
        )
        for _ in range(count)
    ]


@given(st.randoms(use_true_random=False))
def test_however_it_came_to_be_it_finds_what_an_index_in_memory_finds(chance: random.Random) -> None:
    """Documents in several segments, some of which went again, in an order that is not that of their numbers."""
    articles = articles_of(chance.randrange(1 << 30), chance.randrange(1, 25))
    documents = indexed(*articles)
    cuts = sorted(chance.randrange(len(documents) + 1) for _ in range(3))
    parts = [documents[start:end] for start, end in zip([0, *cuts], [*cuts, len(documents)], strict=True)]
    order = chance.sample(range(len(documents)), chance.randrange(len(documents) + 1))
    index = opened(parts, order)
    in_memory = MemoryIndex(indexed(*(articles[number] for number in order)), WEIGHTS)
    assert index.sentence_count == in_memory.sentence_count
    ids = np.arange(index.sentence_count)
    assert index.sentences(ids.tolist()) == in_memory.sentences(ids.tolist())
    assert index.bounds(ids).tolist() == in_memory.bounds(ids).tolist()
    assert index.holding(_WORDS, ids).tolist() == in_memory.holding(_WORDS, ids).tolist()
    if len(ids):
        some = np.array(chance.choices(ids.tolist(), k=9), np.intp)
        found, wanted = index.regard(_WORDS, some), in_memory.regard(_WORDS, some)
        assert [found.texts[row] for row in range(9)] == [wanted.texts[row] for row in range(9)]
        assert words_told(found.words) == words_told(wanted.words)
        for name in ("shown", "starts", "lengths", "held", "titled"):
            assert getattr(found, name).tolist() == getattr(wanted, name).tolist(), name
    assert [index.idf(term) for term in _WORDS] == [in_memory.idf(term) for term in _WORDS]
    assert [index.knows(term) for term in _WORDS] == [in_memory.knows(term) for term in _WORDS]
    for number, article in enumerate(articles):
        if number in order:
            assert index.document(article.id) == in_memory.document(article.id)
            assert index.heading(article.id) == in_memory.heading(article.id)
        else:
            with pytest.raises(KeyError):
                index.heading(article.id)
    for query in questions_of(chance.randrange(1 << 30), 10):
        assert_alike(index.search(query, 200), in_memory.search(query, 200))


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
    fresh = opened([indexed(*articles)])
    chance = random.Random(seed)  # noqa: S311
    written = chance.sample([*articles, *others], len(articles) + len(others))
    numbers = {article.id: number for number, article in enumerate(written)}
    documents = indexed(*written)
    grown = opened(
        [documents[:30], documents[30:31], documents[31:170], documents[170:]], [numbers[it.id] for it in articles]
    )
    for query in questions_of(seed, 40):
        assert grown.search(query, 10) == fresh.search(query, 10)


@pytest.mark.usefixtures("few")
def test_the_best_are_found_though_few_compete() -> None:
    """Nine tenths of what an index finds that scores every sentence."""
    articles = articles_of(1, 300)
    index, in_memory = opened([indexed(*articles)]), MemoryIndex(indexed(*articles), WEIGHTS)
    shares = []
    for query in questions_of(1, 60):
        best = {blended(it) for it in in_memory.search(query, 5)}
        found = {blended(it) for it in index.search(query, 5)}
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
    fresh = opened([indexed(*articles)])
    written = chance.sample([*articles, *others], len(articles) + len(others))
    numbers = {article.id: number for number, article in enumerate(written)}
    documents = indexed(*written)
    grown = opened([documents[:700], documents[700:]], [numbers[it.id] for it in articles])
    found = fresh.search(query, 10)
    assert grown.search(query, 10) == found
    firsts = MemoryIndex(indexed(*articles), WEIGHTS).search(query, 1000)
    best = [it.sentence_id for it in firsts if blended(it) == pytest.approx(blended(firsts[0]))]
    assert [it.sentence_id for it in found] == best[:10]


def test_of_a_book_its_best_sentences_are_found_wherever_they_stand() -> None:
    book = Article("book", ["a b c d e f"] * 5000 + ["xi met kerry", "they left"] + ["a b c"] * 100, "xi")
    articles = [book, *(Article(str(number), ["a b", "kerry left"]) for number in range(300))]
    index, in_memory = opened([indexed(*articles)]), MemoryIndex(indexed(*articles), WEIGHTS)
    query = asking("xi", "met")
    assert_alike(index.search(query, 3), in_memory.search(query, 3))
    assert index.sentence(index.search(query, 3)[0].sentence_id).text == "xi met kerry"
