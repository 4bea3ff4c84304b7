"""The values that retrieval passes from stage to stage. All are frozen: a later stage wraps, never mutates."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, IntEnum
from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# The score of one sentence, or those of many.
_Scores = TypeVar("_Scores", float, "NDArray[np.float64]")


@dataclass(frozen=True, slots=True)
class Span:
    """A range of a text: character offsets, end exclusive."""

    start: int
    end: int


class SentenceKind(IntEnum):
    """What a sentence is in its document, as the index stores it.

    `DISPLAY` is a sentence of a paragraph that does not end like one: a caption, a credit. The kinds after it are known
    from the markup alone: `FIELD` is the term of a definition list, the name of a field or a row of a table, `CODE` a
    listing or a signature.
    """

    PROSE = 0
    DISPLAY = 1
    HEADING = 2
    FIELD = 3
    CODE = 4


class Mark(NamedTuple):
    """A range of a text with the kind that its markup gives it: character offsets, end exclusive."""

    start: int
    end: int
    kind: SentenceKind


@dataclass(frozen=True, slots=True)
class Document:
    """An article as its loader read it.

    `text` is what is quoted; every offset counts its characters. For a text file it is the decoded file without its
    byte order mark, for a JSON line the field, unaltered. `published` is an ISO 8601 date or date-time if the article's
    date could be parsed, else the article's own words; a date-time has a UTC offset if the article gives one.
    `language` is an ISO 639 code such as "en". `body` is the offset at which sentences begin: text before it, such as
    front matter, is never quoted. `marks` are disjoint and in order; no sentence crosses the bounds of one. An index
    keeps the kinds of the sentences instead: a document that it returns has no marks.
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
    marks: tuple[Mark, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or record of the corpus that could not be read, and why: reported to the operator, never raised."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a document: `text == document.text[start:end]`, always.

    `id` numbers the sentences of a snapshot from 0, in the order of documents and of their text.
    """

    id: int
    document_id: str
    start: int
    end: int
    text: str
    kind: SentenceKind = SentenceKind.PROSE

    @property
    def is_display(self) -> bool:
        """Whether it is anything but prose."""
        return self.kind != SentenceKind.PROSE


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """A content word of the question.

    `word` is the word as typed, `term` its analysed form, `forms` its analysed forms in other languages of the corpus,
    `synonyms` the analysed forms of other words that also match. `is_number` marks a numeral or a year. `correction` is
    the corpus's word that is searched for instead of a word that the corpus lacks; `term` is then the correction's.
    """

    word: str
    term: str
    is_name: bool = False
    synonyms: tuple[str, ...] = ()
    correction: str | None = None
    is_number: bool = False
    forms: tuple[str, ...] = ()

    @property
    def own(self) -> tuple[str, ...]:
        """The analysed forms of the word itself."""
        return (self.term, *self.forms)

    @property
    def alternatives(self) -> tuple[str, ...]:
        """The analysed forms that match: the word's own, then its synonyms."""
        return (self.term, *self.forms, *self.synonyms)

    def weighted(self, synonym: float) -> tuple[tuple[str, float], ...]:
        """Return the alternatives, each with its weight: 1 for the word's own, `synonym` for the others."""
        return (*((it, 1.0) for it in self.own), *((it, synonym) for it in self.synonyms))


@dataclass(frozen=True, slots=True)
class Filters:
    """Restricts what is searched; by default everything is.

    `sources` are alternatives: a whole source or its first words, ignoring case. `since` and `until` are days as
    `YYYY-MM-DD`, both inclusive. `titles` are words that must all stand in the title, by stem and ignoring case. A
    document without a source, or without a date that could be parsed, fails a filter by it. These conditions must hold
    together of the same document: of an article that is searched, or of one of its duplicates, which are not.

    `without` are words that a sentence must not have, by stem and ignoring case. `phrases` must all stand in the
    article, its title included, word by word but for case and accents; sentences that have all of them come first. With
    `in_sentence`, they must stand in the sentence.
    """

    sources: frozenset[str] = frozenset()
    since: str | None = None
    until: str | None = None
    titles: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    in_sentence: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether everything passes."""
        return self == _NO_FILTERS

    @property
    def of_documents(self) -> "Filters":
        """The conditions of which a document needs no word but those of its title."""
        return Filters(self.sources, self.since, self.until, self.titles)


_NO_FILTERS = Filters()


def source_key(source: str) -> str:
    """Return the form by which sources are compared: without case, single blanks between the words."""
    return " ".join(source.casefold().split())


def day_number(day: str) -> int:
    """Return the number of days from the last day of 1 BC to a day given as `YYYY-MM-DD`."""
    return date.fromisoformat(day).toordinal()


def language_number(code: str) -> int:
    """Return the code of a language as a number below 2^24."""
    return int.from_bytes(code.encode("ascii", "replace")[:3], "big")


def language_code(number: int) -> str:
    """Return the code that a number stands for. Raises `ValueError` if it stands for none."""
    if not 0 < number < 1 << 24:
        raise ValueError(f"{number} stands for no language")
    return number.to_bytes(3, "big").lstrip(b"\0").decode("ascii")


def iso_day(published: str | None) -> str | None:
    """Return the day of an ISO 8601 date or date-time as `YYYY-MM-DD`; None for any other text."""
    try:
        return date.fromisoformat((published or "")[:10]).isoformat()
    except ValueError:
        return None


class AnswerKind(Enum):
    """The type of answer that a question asks for."""

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
    """A parsed question: its distinct content words, in the question's order.

    `sequence` are the terms of all its words, function words included, up to the length limit. `filters` restrict the
    documents that are searched. `language` is the code of the language that it is asked in, and `ranked_as` the class
    of the weights that rank its answers (`retrieval.analysis.languages.LanguageClass`). `has_cases` is false in scripts
    without capitals, where nothing tells names, and `has_compounds` true in languages that join words into one.
    `runs` has the places of the terms of each word of meaning as it was typed, or of a run of letters in scripts
    without blanks; None if each term is such a word.
    """

    text: str
    terms: tuple[QueryTerm, ...]
    kind: AnswerKind = AnswerKind.OTHER
    sequence: tuple[str, ...] = ()
    filters: Filters = Filters()
    language: str = "en"
    ranked_as: str = "english"
    has_cases: bool = True
    has_compounds: bool = False
    runs: tuple[tuple[int, ...], ...] | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """The distinct terms that are searched for: the question's, then their other forms and synonyms."""
        own = (term.term for term in self.terms)
        others = (other for term in self.terms for other in (*term.forms, *term.synonyms))
        return tuple(dict.fromkeys((*own, *others)))


@dataclass(frozen=True, slots=True)
class Weights:
    """The weight of each kind of evidence, relative to the BM25 score of a question's own word in a sentence.

    `window` and `document` weigh the BM25 scores of the sentence's window (the previous, this and the next sentence)
    and of its document, `synonym` a match by a synonym, `name` a word that the question or the corpus writes as a name.
    """

    window: float = 0.5
    document: float = 0.4
    synonym: float = 0.7
    name: float = 1.2

    def blend(self, sentence: _Scores, window: _Scores, document: _Scores) -> _Scores:
        """Return the weighted sum of the three BM25 scores."""
        return sentence + self.window * window + self.document * document


class Candidate(NamedTuple):
    """A sentence that the first stage retrieved, with its three BM25 scores."""

    sentence_id: int
    sentence: float
    window: float
    document: float


class Contribution(NamedTuple):
    """The amount that one feature adds to a hit's score, and the feature's value before standardisation.

    `label` is the feature's name as people read it.
    """

    feature: str
    label: str
    value: float
    amount: float


@dataclass(frozen=True, slots=True)
class Match:
    """A word `found` in the sentence that matches a word `asked`; `how` is "itself", "synonym" or "correction"."""

    asked: str
    found: str
    how: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Explains a hit's score: its contributions add up to it."""

    contributions: Collection[Contribution] = ()
    matches: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A ranked sentence.

    Scores are comparable within one question only. `matched` are the spans, within the sentence's text, of words that
    match the question, directly or by a synonym. `also` are exact or near duplicates of the document, which were not
    ranked.
    """

    sentence: Sentence
    document: Document
    score: float
    matched: tuple[Span, ...]
    explanation: Explanation = Explanation()
    also: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True)
class CorpusSummary:
    """The size and state of a snapshot. Equal fingerprints mean equal documents, byte for byte.

    `newest` is the latest known publication date, as `YYYY-MM-DD`. `duplicates` are not counted in `documents`.
    """

    documents: int
    sentences: int
    fingerprint: str
    newest: str | None
    skipped: tuple[Skipped, ...]
    duplicates: int = 0


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The result of a query on one snapshot; `hits` are in order, best first.

    `confidence` (0..1) is the probability that the first hit answers the question, 0 if the corpus has none of its
    content words. `answered` is false below the confidence threshold, unless hits have what is asked for: nothing but
    phrases. `missing` are the words of meaning, as typed, that the corpus lacks. `shares` are the shares of the query's
    terms in its idf, in their order. If it is not answered, `similar` has words of the question with the words of the
    corpus that each may stand for. `following` is the sentence that ranks behind the hits, None if there is none.
    `languages_instead` are the codes of the corpus's languages, those of most documents first, if the question is not
    answered and in another language.
    """

    query: Query
    hits: tuple[Hit, ...]
    answered: bool
    confidence: float
    corpus: CorpusSummary
    generation: int
    missing: tuple[str, ...] = ()
    shares: tuple[float, ...] = ()
    similar: Mapping[str, Sequence[str]] = field(default_factory=dict)
    following: Sentence | None = None
    languages_instead: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of an update.

    `files` of `files_total` new or changed files have been read, `bytes_read` of `bytes_total`, in `seconds`.
    `documents` and `sentences` do not count unchanged ones. `stage` is "looking" while files are compared with the
    index, then "reading", then "finishing".
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
    """The outcome of a reload: the ids of documents that differ from the previous snapshot, in order."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    corpus: CorpusSummary
    seconds: float
