"""BM25 the slow way: what an index must come to, computed from the formula alone."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.models import Candidate, Document, Filters, Query, QueryTerm, Sentence, Weights
from retrieval.search.port import IndexedDocument, IndexedSentence

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


def indexed(*articles: Article) -> list[IndexedDocument]:
    """Return articles as an index receives them."""
    documents = []
    count = 0
    for article in articles:
        text = " ".join(article.sentences)
        end = -1
        sentences = []
        for sentence in article.sentences:
            start, end = end + 1, end + 1 + len(sentence)
            sentences.append(IndexedSentence(Sentence(count, article.id, start, end, sentence), sentence.split()))
            count += 1
        document = Document(article.id, text, article.title, article.source, article.published)
        documents.append(IndexedDocument(document, article.title.split(), sentences))
    return documents


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
    """Return the sentences that compete and their three scores, computed the slow way."""
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
        if wanted & {*around[place], *whole[number]}
        and query.filters.accepts(articles[number].source, articles[number].published)
    }
