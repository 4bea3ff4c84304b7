"""Answers and their views, as frozen values: what is quoted, from where, and why."""

from dataclasses import dataclass

from bot.asked import Alternative, Asked
from retrieval.models import CorpusSummary, Explanation, Filters, Match, Span


@dataclass(frozen=True, slots=True)
class Citation:
    """A quoted sentence with its source: `text == document.text[start:end]`.

    `matched` are spans of `text`, the words that match the question. `explanation` lists the parts of `score`.
    `further_sources` name the duplicates of the article, `copied_by` the publishers of these. `publisher` is who
    published the article first: an agency, its source, or its site; None if that is not known.
    """

    rank: int
    document_id: str
    title: str
    source: str | None
    published: str | None
    url: str | None
    start: int
    end: int
    text: str
    score: float
    matched: tuple[Span, ...]
    explanation: Explanation
    further_sources: tuple[str, ...] = ()
    publisher: str | None = None
    copied_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """A citation that is shown, for itself and for others of nearly the same sentence.

    `repeated_by` are the ranks of those others, which are from other articles. `also_in` are the publishers, beside the
    citation's own, of their articles and of all duplicates.
    """

    citation: Citation
    repeated_by: tuple[int, ...] = ()
    also_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CitationGroup:
    """The quotes of one article, best first: they stand under one caption."""

    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """A spelling correction: a word that the corpus lacks, and the corpus word that was searched for instead."""

    typed: str
    searched: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply to a question: a pure function of the corpus, the configuration and what was `asked`.

    If `answered` is false, nothing in the corpus answers, and the first citation is the closest sentence. `words` are
    the content words of the question, `missing` those that the corpus lacks. `groups` are the quotes that are shown.
    `left_out` are words that matter and that no quote has, though the corpus does; `unknown` those that it lacks.
    Of the `citations`, `limit` were asked for; further ones are there if some repeat others.
    `alternatives` are what may help beside it, or instead of it. `excluded_by` are the filters without any of which
    something would be found, if nothing is. `languages_instead` are the codes of the articles' languages, those of most
    articles first, if nothing answers and the question is in another.
    """

    asked: Asked
    words: tuple[str, ...]
    answered: bool
    confidence: float
    citations: tuple[Citation, ...]
    corpus: CorpusSummary
    limit: int = 30
    corrections: tuple[Correction, ...] = ()
    missing: tuple[str, ...] = ()
    groups: tuple[CitationGroup, ...] = ()
    left_out: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    excluded_by: tuple[Filters, ...] = ()
    languages_instead: tuple[str, ...] = ()

    @property
    def question(self) -> str:
        """The question that was searched."""
        return self.asked.question

    @property
    def offers(self) -> tuple[Alternative, ...]:
        """What buttons offer to search instead."""
        return (*self.asked.suggestions, *self.alternatives)


@dataclass(frozen=True, slots=True)
class FurtherQuotes:
    """A page of further quotes of an answer, the first of them at a `place`, counted from 0.

    `previous` is where the page before it begins, `following` the one behind it, None if there is none.
    """

    place: int
    groups: tuple[CitationGroup, ...]
    previous: int
    following: int | None


@dataclass(frozen=True, slots=True)
class QuoteInContext:
    """A quote within its paragraph: the article's own text `before` and `after` it, cut with an ellipsis if long."""

    place: int
    citation: Citation
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Why:
    """Why a quote stands in its place: the words that match, and the reasons why it ranks before the next quote.

    `reasons` are what speaks most for it, as marked texts; they are empty for the last quote.
    """

    place: int
    citation: Citation
    matches: tuple[Match, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourceCard:
    """What is known of the article of a quote. `sentences` is how many it has.

    `has_file` says that its text can be sent as a file, since no address leads to it.
    """

    place: int
    document_id: str
    title: str
    source: str | None
    published: str | None
    author: str | None
    url: str | None
    sentences: int
    has_file: bool = False


View = FurtherQuotes | QuoteInContext | Why | SourceCard
"""What a press shows in place of an answer. An answer in its own place is one as well."""
