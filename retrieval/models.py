"""The values that retrieval passes from stage to stage. All are frozen: a later stage wraps, never mutates."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# One score, or those of many sentences.
Scores = TypeVar("Scores", float, "NDArray[np.float64]")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of some text: character offsets, end exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """An article as its loader read it.

    `text` is what is quoted: every offset in the program counts its characters. For a text file it is the
    decoded file, unaltered but for a byte order mark; for a JSON line it is the field as it is.
    `published` is an ISO 8601 date or date-time where the article's own words could be read as one, else those
    words; a date-time tells its offset from UTC where the article does. `language` is an ISO 639 code such as "en".
    `body` is where its sentences begin: what stands before, such as front matter, is never quoted.
    """

    id: str
    text: str
    title: str
    source: str | None = None
    published: str | None = None
    url: str | None = None
    body: int = 0
    author: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something of the corpus that could not be read, and why: told to the operator, never raised."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence at its place: `text == document.text[start:end]`, always.

    `id` counts the sentences of one snapshot from 0, in the order of documents and then of the text.
    `is_display` tells that its paragraph does not end like a sentence: a heading, a caption, a credit.
    """

    id: int
    document_id: str
    start: int
    end: int
    text: str
    is_display: bool = False


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """A content word of the question.

    `word` is as it was typed, `term` the analysed form of what is searched for, `synonyms` the analysed forms
    that may stand for it; `is_name` tells that it is a name, `is_number` that it is a numeral or a year.
    `correction` is the corpus's word that is searched for in place of a word that the corpus does not have.
    """

    word: str
    term: str
    is_name: bool = False
    synonyms: tuple[str, ...] = ()
    correction: str | None = None
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Filters:
    """Which documents a question is asked of: all of them, unless told otherwise.

    `sources` are compared whole, whatever their case; `since` and `until` are days as `YYYY-MM-DD`, both of which
    belong to the range. A document without a source, or without a date that could be read, fits no filter by it.
    """

    sources: frozenset[str] = frozenset()
    since: str | None = None
    until: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether every document fits."""
        return not self.sources and self.since is None and self.until is None

    def accepts(self, source: str | None, published: str | None) -> bool:
        """Tell whether a document of this source and date is asked."""
        if self.sources and not (source and source_key(source) in map(source_key, self.sources)):
            return False
        if self.since is None and self.until is None:
            return True
        day = iso_day(published)
        return day is not None and (self.since or day) <= day <= (self.until or day)


def source_key(source: str) -> str:
    """Return a source as sources are compared."""
    return source.casefold()


def iso_day(published: str | None) -> str | None:
    """Return the day of an ISO 8601 date or date-time as `YYYY-MM-DD`; None for other words."""
    try:
        return date.fromisoformat((published or "")[:10]).isoformat()
    except ValueError:
        return None


class AnswerKind(Enum):
    """What sort of thing the question asks for."""

    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"
    DATE = "date"
    YEAR = "year"
    DURATION = "duration"
    NUMBER = "number"
    MEASURE = "measure"
    MONEY = "money"
    PERCENT = "percent"
    REASON = "reason"
    MANNER = "manner"
    NAME = "name"
    SORT = "sort"
    DEFINITION = "definition"
    STATEMENT = "statement"
    THING = "thing"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the index hears it: its distinct content words, in the question's order.

    `sequence` are the terms of all its words, function words too, as far as they were read. `filters` say which
    documents are asked.
    """

    text: str
    terms: tuple[QueryTerm, ...]
    kind: AnswerKind = AnswerKind.OTHER
    sequence: tuple[str, ...] = ()
    filters: Filters = Filters()

    @property
    def words(self) -> tuple[str, ...]:
        """The terms that are searched for, each once: the question's, then those that may stand for them."""
        own = (term.term for term in self.terms)
        return tuple(dict.fromkeys((*own, *(synonym for term in self.terms for synonym in term.synonyms))))


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each kind of evidence counts, relative to the BM25 score of a question's own word in a sentence.

    `window` and `document` weigh the BM25 scores of the sentence's window (the previous, this and the next
    sentence) and of its document; `synonym` a match by a synonym; `name` a name, as the question
    or the corpus writes it.
    """

    window: float = 0.5
    document: float = 0.4
    synonym: float = 0.7
    name: float = 1.2

    def blend(self, sentence: Scores, window: Scores, document: Scores) -> Scores:
        """Return the three BM25 scores of a sentence as one."""
        return sentence + self.window * window + self.document * document


class Candidate(NamedTuple):
    """A sentence that the first stage found, with its three BM25 scores."""

    sentence_id: int
    sentence: float
    window: float
    document: float


class Contribution(NamedTuple):
    """What one feature adds to a hit's score, and the feature's value before it was standardised.

    `label` names the feature for a person.
    """

    feature: str
    label: str
    value: float
    amount: float


@dataclass(frozen=True, slots=True)
class Match:
    """A word of the sentence that matched one of the question; `how` is "itself", "synonym" or "correction"."""

    asked: str
    found: str
    how: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a hit stands where it does: its contributions add up to its score."""

    contributions: tuple[Contribution, ...] = ()
    matches: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A ranked sentence.

    `score` compares hits of one question only. `matched` are the spans, within the sentence's text, of the
    words that matched the question, by themselves or by a synonym. `also` are the documents that are the same
    article over again, or nearly, and were left out of the ranking for it.
    """

    sentence: Sentence
    document: Document
    score: float
    matched: tuple[Span, ...]
    explanation: Explanation = Explanation()
    also: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True)
class CorpusSummary:
    """What a snapshot holds. Equal fingerprints mean equal documents, to the letter.

    `newest` is the latest publication date known, as `YYYY-MM-DD`. `duplicates` are not among the documents.
    """

    documents: int
    sentences: int
    fingerprint: str
    newest: str | None
    skipped: tuple[Skipped, ...]
    duplicates: int = 0


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What one snapshot has to say to a query: `hits` best first; `confidence` within 0..1.

    `confidence` is the probability that the first hit answers, 0 where the corpus has none of the question's
    content words; `answered` is false then, and where it is below the threshold. `missing` are the question's
    content words, as typed, that the corpus does not have at all.
    """

    query: Query
    hits: tuple[Hit, ...]
    answered: bool
    confidence: float
    corpus: CorpusSummary
    generation: int
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the reading of a corpus has come.

    `files` of `files_total` changed or new files have been read, `bytes_read` of `bytes_total`; `seconds` since it
    began. `documents` and `sentences` count what was read, not what was unchanged. `stage` is "looking" while
    files are compared with the index, "reading", then "finishing".
    """

    documents: int
    sentences: int
    files: int = 0
    files_total: int = 0
    bytes_read: int = 0
    bytes_total: int = 0
    seconds: float = 0.0
    stage: str = "reading"


@dataclass(frozen=True, slots=True)
class ReloadReport:
    """What a reload did: ids of documents, in order, against those of the snapshot before."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    corpus: CorpusSummary
    seconds: float
