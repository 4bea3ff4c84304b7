"""A reference implementation of scores and candidate views: from the formula, over plain lists."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from retrieval.analysis import terms_and_token_types, tokenise
from retrieval.analysis.sentence_flags import flags_of_texts
from retrieval.models import Candidate, Document, Filters, Query, QueryTerm, Sentence, SentenceKind, Weights
from retrieval.segments.view import OFFSETS, CandidateView

NO_FILTERS = Filters()
WEIGHTS = Weights(window=0.5, document=0.4, synonym=0.6, name=1.2)


@dataclass(frozen=True, slots=True)
class Article:
    """An article whose words are their own terms."""

    id: str
    sentences: Sequence[str] = ()
    title: str = ""
    source: str | None = None
    published: str | None = None
    copies: Sequence["Article"] = ()

    @property
    def document(self) -> Document:
        """The article as it is loaded."""
        return Document(self.id, " ".join(self.sentences), self.title, self.source, self.published)

    @property
    def starts(self) -> list[int]:
        """Where each sentence begins in the text."""
        return list(accumulate((len(it) + 1 for it in self.sentences), initial=0))[: len(self.sentences)]


def sentences_of(articles: Sequence[Article]) -> list[Sentence]:
    """Return all sentences, by their ids."""
    found = [
        (article.id, start, text)
        for article in articles
        for start, text in zip(article.starts, article.sentences, strict=True)
    ]
    return [Sentence(number, name, at, at + len(text), text) for number, (name, at, text) in enumerate(found)]


def asking(*terms: str | QueryTerm, of: Filters = NO_FILTERS) -> Query:
    """Return a query for these terms."""
    wanted = tuple(QueryTerm(term, term) if isinstance(term, str) else term for term in terms)
    return Query("?", wanted, filters=of)


def blended(candidate: Candidate) -> float:
    """Return the score by which candidates are ordered."""
    return WEIGHTS.blend(candidate.sentence, candidate.window, candidate.document)


def idf(texts: int, having: int) -> float:
    """Return the idf as the port defines it."""
    return math.log(1 + (texts - having + 0.5) / (having + 0.5))


def bm25(term: str, text: Sequence[str], texts: Sequence[Sequence[str]]) -> float:
    """Return the Okapi BM25 score of a text for one term, by the formula of Robertson and Zaragoza (2009)."""
    k1, b = 1.2, 0.75
    mean_length = sum(map(len, texts)) / len(texts)
    times = text.count(term)
    if not times:
        return 0.0
    length = len(text) / mean_length
    return idf(len(texts), sum(term in it for it in texts)) * times * (k1 + 1) / (times + k1 * (1 - b + b * length))


def expected(query: Query, articles: Sequence[Article]) -> dict[int, tuple[float, float, float]]:
    """Return the sentences that compete and their three scores."""
    own = [sentence.split() for article in articles for sentence in article.sentences]
    around = [
        " ".join(article.sentences[max(0, place - 1) : place + 2]).split()
        for article in articles
        for place in range(len(article.sentences))
    ]
    whole = [[*article.title.split() * 2, *" ".join(article.sentences).split()] for article in articles]
    number_of = [number for number, article in enumerate(articles) for _ in article.sentences]

    def score(text: Sequence[str], texts: Sequence[Sequence[str]]) -> float:
        total = 0.0
        for term in query.terms:
            synonyms = (WEIGHTS.synonym * bm25(synonym, text, texts) for synonym in term.synonyms)
            total += max(bm25(term.term, text, texts), *synonyms, 0.0) * (WEIGHTS.name if term.is_name else 1)
        return total

    wanted = {word for term in query.terms for word in (term.term, *term.synonyms)}
    return {
        place: (score(own[place], own), score(around[place], around), score(whole[number], whole))
        for place, number in enumerate(number_of)
        if (wanted & {*around[place], *whole[number]} or comes_first(query.filters, own[place]))
        and any(passes(query.filters, it) for it in (articles[number], *articles[number].copies))
        and has_phrases(query.filters, articles[number])
        and not {word.lower() for word in own[place]} & {*query.filters.without}
        and (comes_first(query.filters, own[place]) or not (query.filters.in_sentence and query.filters.phrases))
    }


def comes_first(filters: Filters, sentence: Sequence[str]) -> bool:
    """Tell whether there are phrases, and a sentence has all of them."""
    return bool(filters.phrases) and all(_has(sentence, phrase) for phrase in filters.phrases)


def has_phrases(filters: Filters, article: Article) -> bool:
    """Tell whether each phrase stands in the article's text, of sentences one after the other, or in its title."""
    text = " ".join(article.sentences).split()
    return all(_has(text, phrase) or _has(article.title.split(), phrase) for phrase in filters.phrases)


def _has(words: Sequence[str], phrase: str) -> bool:
    return f" {phrase} ".lower() in f" {' '.join(words)} ".lower()


def passes(filters: Filters, article: Article) -> bool:
    """Tell whether an article itself passes the filters by source, day and title."""
    source = (article.source or "").casefold().split()
    starts = [its.casefold().split() for its in filters.sources]
    if filters.sources and not any(start and source[: len(start)] == start for start in starts):
        return False
    if filters.since is not None or filters.until is not None:
        try:
            day = date.fromisoformat((article.published or "")[:10])
        except ValueError:
            return False
        since, until = filters.since or "0001-01-01", filters.until or "9999-12-31"
        if not date.fromisoformat(since) <= day <= date.fromisoformat(until):
            return False
    title = {word.casefold() for word in article.title.split()}
    return all(word.casefold() in title for word in filters.titles)


def expected_view(articles: Sequence[Article], terms: Sequence[str], sentence_ids: Sequence[int]) -> dict[str, object]:
    """Return what `told_by` a view of these sentences must be."""
    places = [(article, place) for article in articles for place in range(len(article.sentences))]
    rows = [places[it] for it in sentence_ids]
    texts = [article.sentences[place] for article, place in rows]
    words, types = terms_and_token_types([word for text in texts for word in tokenise(text)])

    def holds(term: str, article: Article, place: int) -> bool:
        return 0 <= place < len(article.sentences) and term in article.sentences[place].split()

    return {
        "texts": texts,
        "flags": flags_of_texts(texts).tolist(),
        "documents": [[one.id == other.id for other, _ in rows] for one, _ in rows],
        "starts": [article.starts[place] for article, place in rows],
        "kinds": [SentenceKind.PROSE] * len(rows),
        "text_lengths": [len(article.document.text) for article, _ in rows],
        "words": (words, list(types), [len(tokenise(text)) for text in texts]),
        "contains": [[[holds(term, it, at + by) for by in OFFSETS] for it, at in rows] for term in terms],
        "in_title": [[term in article.title.split() for article, _ in rows] for term in terms],
    }


def told_by(view: CandidateView) -> dict[str, object]:
    """Return all of a view but how its words and documents are numbered."""
    return {
        "texts": [view.texts[row] for row in range(len(view.starts))],
        "flags": view.flags.tolist(),
        "documents": (view.documents[:, None] == view.documents).tolist(),
        "starts": view.starts.tolist(),
        "kinds": view.kinds.tolist(),
        "text_lengths": view.text_lengths.tolist(),
        "words": (
            [view.words.terms[it] for it in view.words.numbers.tolist()],
            view.words.token_types.tolist(),
            view.words.lengths.tolist(),
        ),
        "contains": view.contains.tolist(),
        "in_title": view.in_title.tolist(),
    }
