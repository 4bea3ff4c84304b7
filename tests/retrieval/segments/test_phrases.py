"""Finding exact phrases in the words of several segments."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.segments import phrases, slices
from retrieval.segments.open_collection import OpenCollection
from retrieval.segments.phrases import Phrase, occurrences
from retrieval.segments.sentence_filters import with_phrases
from tests.retrieval.search.corpora import a_folder, write_segments
from tests.retrieval.search.reference import Article

_WORDS = "abcd"


def collection_of(articles: list[Article], cuts: list[int], order: list[int]) -> OpenCollection:
    """Write articles as several segments, of which those of `order` are served."""
    parts = [articles[start:end] for start, end in zip([0, *cuts], [*cuts, len(articles)], strict=True)]
    with a_folder() as folder:
        return OpenCollection(write_segments(folder, parts, order))


def expected(articles: list[Article], phrase: str) -> tuple[list[tuple[int, int]], list[int]]:
    """Return the sentences in which a phrase begins and ends, and the places of the titles that have it."""
    wanted = phrase.split()
    found, titles = [], []
    first = 0
    for place, article in enumerate(articles):
        words = [(word, number) for number, text in enumerate(article.sentences, first) for word in text.split()]
        for at in range(len(words) - len(wanted) + 1):
            several = words[at : at + len(wanted)]
            if [word for word, _ in several] == wanted:
                found.append((several[0][1], several[-1][1]))
        if f" {phrase} " in f" {article.title} ":
            titles.append(place)
        first += len(article.sentences)
    return found, titles


@pytest.mark.parametrize("is_mapped", [True, False])
@given(chance=st.randoms(use_true_random=False))
def test_a_phrase_is_found_in_every_served_article_that_passes_and_nowhere_else(
    *, chance: random.Random, is_mapped: bool
) -> None:
    """In blocks of few sentences, in all articles or in some, whatever segments they are in."""

    def words(most: int) -> str:
        return " ".join(chance.choice(_WORDS) for _ in range(chance.randrange(most)))

    articles = [
        Article(str(number), [words(6) for _ in range(chance.randrange(5))], words(4))
        for number in range(chance.randrange(1, 8))
    ]
    cuts = sorted(chance.randrange(len(articles) + 1) for _ in range(chance.randrange(3)))
    order = chance.sample(range(len(articles)), chance.randrange(1, len(articles) + 1))
    served = [articles[number] for number in order]
    passing = np.array([chance.random() < 0.7 for _ in served], np.bool_)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(phrases, "_BLOCK", chance.randrange(1, 6))
        if not is_mapped:
            patch.setattr(slices, "SMALL_BYTES", 0)
        collection = collection_of(articles, cuts, order)
        for _ in range(5):
            phrase = Phrase.of(" ".join(chance.choice(_WORDS) for _ in range(chance.randrange(1, 5))))
            found = occurrences(collection, phrase, passing)
            sentences, titles = expected(served, phrase.text)
            places = collection.place_of(np.array([first for first, _ in sentences], np.int64)).tolist()
            wanted = [pair for pair, place in zip(sentences, places, strict=True) if passing[place]]
            assert list(zip(found.firsts.tolist(), found.lasts.tolist(), strict=True)) == wanted
            assert found.titles.tolist() == [place for place in titles if passing[place]]
            assert found.inside.tolist() == sorted({first for first, last in wanted if first == last})
            having = {place for place in (*places, *titles) if passing[place]}
            assert found.verified_places(collection, phrase).tolist() == sorted(having)


def test_words_whose_hashes_are_equal_by_chance_are_told_apart_by_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.retrieval.segments.batches.word_hash", lambda _: 7)
    monkeypatch.setattr(phrases, "word_hash", lambda _: 7)
    articles = [Article("x", ["xi met", "met xi", "xi left"]), Article("y", ["xi met", "left xi"])]
    collection = collection_of(articles, [], [0, 1])
    phrase = Phrase.of("met xi")
    found = occurrences(collection, phrase, np.ones(2, np.bool_))
    assert found.inside.tolist() == [0, 1, 2, 3, 4]
    assert with_phrases(collection, [phrase], found.inside).tolist() == [False, True, False, False, False]
    assert found.verified_places(collection, phrase).tolist() == [0]


def test_a_phrase_with_a_word_that_no_segment_has_stands_nowhere() -> None:
    collection = collection_of([Article("x", ["xi met"], "xi")], [], [0])
    found = occurrences(collection, Phrase.of("xi pledged"), np.ones(1, np.bool_))
    assert (len(found.firsts), len(found.titles)) == (0, 0)


def test_what_has_no_word_is_no_phrase() -> None:
    assert Phrase.of("… “—”").terms == ()
    assert Phrase.of("").terms == ()
