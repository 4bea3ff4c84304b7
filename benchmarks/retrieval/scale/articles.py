"""Generates articles in batches. The random numbers of a batch depend only on the seed and the batch's number.

Each article has a topic and names that recur in it, so that articles differ and questions have an answer. Sentences
have the lengths of news; some are quotes or headings; some articles are copies or near-copies of others.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.retrieval.scale.words import Ids, Random, WeightedSampler, Words

ORIGINALS: Final = 256  # articles of a batch, without copies
_TOPICS, _TOPIC_WORDS = 3_000, 40
_OF_TOPIC, _OF_ARTICLE = 10, 6
_NAMES, _PERSONS = 9, 4  # per article; the persons have given names
_SOURCES = 200
_KINDS = ("Courier", "Herald", "Times", "Post", "Tribune", "News", "Journal", "Observer")
_EXACT, _NEAR = 0.0103, 0.0309  # share of originals followed by an exact or near copy: 1 % and 2 % of all articles
_CHANGED = 0.012  # share of the words of a near copy that differ
# The type of a word is the interval that a random number falls in: topical, a name, a figure, a rare word, else common.
_KIND_BOUNDS = (0.12, 0.175, 0.195, 0.2)
_COMMA, _PARAGRAPH = 0.045, 0.45
# The type of a sentence, likewise: a heading, a whole quote, a quote with its speaker, a question, else a statement.
_HEADING, _QUOTE, _SAID, _QUESTION = 0.03, 0.07, 0.11, 0.12
_FIRST_DAY, _MINUTES = datetime(2010, 1, 1, tzinfo=UTC), 15 * 365 * 24 * 60


@dataclass(frozen=True, slots=True)
class Article:
    """An article; `text` is escaped as in a JSON string."""

    text: str
    sentences: int
    title: str
    published: str
    source: str
    domain: str
    author: str | None


@dataclass(frozen=True, slots=True)
class _Batch:
    """A batch of tokenised articles: article n has `tokens[bounds[n]:bounds[n + 1]]`."""

    tokens: Ids
    bounds: list[int]
    sentences: list[int]
    titles: list[str]


class ArticleGenerator:
    """Generates batches of articles."""

    def __init__(self, words: Words, seed: int) -> None:
        """Draw the topics and the sources, which all articles share."""
        self._words = words
        self._seed = seed
        random = np.random.default_rng([seed, 0])
        self._topics = words.topical.draw(random, _TOPICS * _TOPIC_WORDS).reshape(_TOPICS, _TOPIC_WORDS)
        self._topics += words.topical_first
        self._topic = WeightedSampler(1 / np.arange(20, _TOPICS + 20))
        self._topic_place = WeightedSampler(1 / np.arange(3, _OF_TOPIC + _OF_ARTICLE + 3))
        self._name_place = WeightedSampler(1 / np.arange(1.5, _NAMES + 1.5))
        self._sentences = WeightedSampler(_hump(mean=25, low=3, high=90))
        self._length = WeightedSampler(_hump(mean=20, low=5, high=60))
        self._source = WeightedSampler(1 / np.arange(3, _SOURCES + 3))
        places = [words.tokens.word(it) for it in words.names.draw(random, _SOURCES).tolist()]
        self._sources = [
            (f"{place} {_KINDS[number % len(_KINDS)]}", f"{place.lower()}{number}.example")
            for number, place in enumerate(places)
        ]
        mark = words.tokens.add_mark
        self._comma, self._open, self._closed = mark(","), mark("“"), mark(",”")
        self._last = {end: mark(end) for end in (".", "?", ".”", "")}
        self._before = {end: mark(f"{end} ") for end in (".", "?", ".”")}
        self._paragraph = {end: mark(f"{end}\\n\\n") for end in (".", "?", ".”", "")}

    def batch(self, number: int) -> Iterator[Article]:
        """Generate a batch; numbers start at 1."""
        random = np.random.default_rng([self._seed, number])
        batch = self._compose(random)
        copied, which = random.random(ORIGINALS).tolist(), random.random(ORIGINALS).tolist()
        minutes = random.integers(0, _MINUTES, ORIGINALS).tolist()
        for place in range(ORIGINALS):
            yield self._article(random, batch, place, minutes[place])
            if copied[place] < _NEAR:
                earlier = int(which[place] * (place + 1))
                later = minutes[earlier] + int(random.integers(5, 2_000))
                yield self._article(random, batch, earlier, later, is_altered=copied[place] >= _EXACT)

    def _article(self, random: Random, batch: _Batch, place: int, minute: int, *, is_altered: bool = False) -> Article:
        tokens = batch.tokens[batch.bounds[place] : batch.bounds[place + 1]]
        if is_altered:
            tokens = self._altered(random, tokens)
        texts = self._words.tokens.texts
        source, domain = self._sources[int(self._source.draw(random, 1)[0])]
        given, family = self._words.given_names.draw(random, 2).tolist()
        moment = _FIRST_DAY + timedelta(minutes=minute)
        return Article(
            text="".join([texts[token] for token in tokens.tolist()]),
            sentences=batch.sentences[place],
            title=batch.titles[place],
            published=moment.isoformat() if minute % 8 else moment.date().isoformat(),
            source=source,
            domain=domain,
            author=f"{texts[2 * given + 1]} {texts[2 * family + 1]}" if minute % 10 else None,
        )

    def _altered(self, random: Random, tokens: Ids) -> Ids:
        """Return a copy with a few common words replaced."""
        is_common = (tokens < 2 * self._words.common_count) & (tokens % 2 == 0)
        changed = np.flatnonzero(is_common & (random.random(len(tokens)) < _CHANGED))
        copy = tokens.copy()
        copy[changed] = 2 * self._words.common.draw(random, len(changed))
        return copy

    def _compose(self, random: Random) -> _Batch:
        words = self._words
        counts = self._sentences.draw(random, ORIGINALS) + 3
        total = int(counts.sum())
        last_of_article = np.cumsum(counts) - 1
        is_last = np.zeros(total, dtype=bool)
        is_last[last_of_article] = True
        sentence_kind = random.random(total, dtype=np.float32)
        # No heading is the first or the last sentence.
        sentence_kind[is_last | np.roll(is_last, 1)] = 1
        lengths = self._length.draw(random, total) + 5
        is_heading = sentence_kind < _HEADING
        lengths[is_heading] = lengths[is_heading] % 5 + 2
        lasts = np.cumsum(lengths) - 1
        firsts = lasts - lengths + 1
        article_of_sentence = np.repeat(np.arange(ORIGINALS, dtype=np.int32), counts)
        article = np.repeat(article_of_sentence, lengths)

        topical, names, given = self._vocabularies(random)
        ids = self._draw_words(random, article, topical, names, given, firsts)
        before = np.full(len(ids), -1, dtype=np.int32)
        after = np.where(random.random(len(ids), dtype=np.float32) < _COMMA, self._comma, -1).astype(np.int32)

        is_quote = ~is_heading & (sentence_kind < _QUOTE)
        is_said = (sentence_kind >= _QUOTE) & (sentence_kind < _SAID)
        before[firsts[is_quote | is_said]] = self._open
        said = lasts[is_said]
        after[said - 2], after[said - 1] = self._closed, -1
        ids[said - 1] = words.said
        ids[said] = names[article[said], 0]
        ends = np.where(random.random(total, dtype=np.float32) < _PARAGRAPH, self._paragraph["."], self._before["."])
        ends[np.roll(is_heading, -1)] = self._paragraph["."]
        is_question = (sentence_kind >= _SAID) & (sentence_kind < _QUESTION)
        for chosen, end in ((is_question, "?"), (is_quote, ".”")):
            is_paragraph = ends == self._paragraph["."]
            ends[chosen & is_paragraph] = self._paragraph[end]
            ends[chosen & ~is_paragraph] = self._before[end]
        ends[is_heading] = self._paragraph[""]
        ends[is_last] = self._last["."]
        after[lasts] = ends

        tokens, places = _interleave(ids, firsts, before, after)
        starts = firsts[last_of_article - counts + 1]
        bounds = (places[starts] - (before[starts] >= 0)).tolist()
        return _Batch(tokens, [*bounds, len(tokens)], counts.tolist(), self._titles(random, topical, names))

    def _vocabularies(self, random: Random) -> tuple[Ids, Ids, Ids]:
        """Return the topical words, names and given names of the articles, a row for each article."""
        words = self._words
        topic = self._topic.draw(random, ORIGINALS)
        shared = self._topics[topic[:, None], random.integers(0, _TOPIC_WORDS, (ORIGINALS, _OF_TOPIC))]
        own = words.topical.draw(random, ORIGINALS * _OF_ARTICLE).reshape(ORIGINALS, _OF_ARTICLE) + words.topical_first
        names = words.names.draw(random, ORIGINALS * _NAMES).reshape(ORIGINALS, _NAMES)
        given = words.given_names.draw(random, ORIGINALS * _PERSONS).reshape(ORIGINALS, _PERSONS)
        mixed = np.empty((ORIGINALS, _OF_TOPIC + _OF_ARTICLE), dtype=np.int32)
        mixed[:, 0::3], mixed[:, 1::3], mixed[:, 2::3] = shared[:, :6], own[:, :5], shared[:, 5:]
        return mixed, names, given

    def _draw_words(  # noqa: PLR0913, PLR0917  (the sources of words)
        self, random: Random, article: Ids, topical: Ids, names: Ids, given: Ids, firsts: NDArray[np.int64]
    ) -> Ids:
        words = self._words
        ids = words.common.draw(random, len(article))
        kind = np.searchsorted(np.array(_KIND_BOUNDS, dtype=np.float32), random.random(len(article), dtype=np.float32))
        [at] = np.nonzero(kind == 0)
        ids[at] = topical[article[at], self._topic_place.draw(random, len(at))]
        [at] = np.nonzero(kind == 2)  # noqa: PLR2004
        ids[at] = words.figures[random.integers(0, len(words.figures), len(at))]
        [at] = np.nonzero(kind == 3)  # noqa: PLR2004
        ids[at] = words.rare.draw(random, len(at))
        [at] = np.nonzero(kind == 1)
        place = self._name_place.draw(random, len(at))
        ids[at] = names[article[at], place]
        # A person is often named in full; the given name replaces the word before, so not at the start of a sentence.
        is_full = (place < _PERSONS) & (random.random(len(at), dtype=np.float32) < 0.4)  # noqa: PLR2004
        is_first = np.zeros(len(ids), dtype=bool)
        is_first[firsts] = True
        is_full &= ~is_first[at]
        ids[at[is_full] - 1] = given[article[at[is_full]], place[is_full]]
        return ids

    def _titles(self, random: Random, topical: Ids, names: Ids) -> list[str]:
        """Return a headline for each article: one of its names and some words of its topic."""
        texts = self._words.tokens.texts
        lengths = random.integers(3, 7, ORIGINALS).tolist()
        return [
            texts[2 * name[0] + 1] + "".join(texts[2 * word] for word in row[:length])
            for name, row, length in zip(names.tolist(), topical.tolist(), lengths, strict=True)
        ]


def _interleave(ids: Ids, firsts: NDArray[np.int64], before: Ids, after: Ids) -> tuple[Ids, NDArray[np.int64]]:
    """Return the tokens of words and punctuation in order, and the index of each word among them."""
    has_before, has_after = before >= 0, after >= 0
    ends = np.cumsum(1 + has_before + has_after)
    places = ends - 1 - has_after
    tokens = np.empty(int(ends[-1]), dtype=np.int32)
    tokens[places] = 2 * ids
    tokens[places[firsts]] += 1
    tokens[places[has_before] - 1] = before[has_before]
    tokens[places[has_after] + 1] = after[has_after]
    return tokens, places


def _hump(mean: float, low: int, high: int) -> list[float]:
    """Return weights of the integers from `low` to `high`: a right-skewed distribution with about this mean."""
    rate = 3 / (mean - low)
    return [(it + 0.5) ** 2 * 2.718281828459045 ** (-rate * (it + 0.5)) for it in range(high - low)]
