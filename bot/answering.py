"""Conversion of search results to answers. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, product

from bot.answer import Answer, Citation, CitationGroup, Correction
from bot.asked import Alternative, Asked
from bot.grouping import first_quotes, group, shown_of, up_to
from bot.near_duplicates import SameSentence
from bot.publishers import Agencies, publisher_of
from bot.texts.marking import gettext_noop
from retrieval.models import Document, Filters, Hit, SearchResult, Sentence, iso_day
from retrieval.query.filter_parts import without_part
from retrieval.query.typed_words import share_of, typed_words

MOST_QUOTES = 30
"""The most quotes of an answer, its further pages together."""

_FARTHEST = 2.0
"""How far below the best score that of a quote may lie to stand before it for its date: odds of about one to seven."""

_WITHOUT = gettext_noop("Without the filter (%(filters)s)")
_WITHOUT_ALL = gettext_noop("Without filters")
_NEWEST_FIRST = gettext_noop("Newest first")
_SPELLING = gettext_noop("Did you mean “%(words)s”?")
_MOST_SPELLINGS = 3
_BEST_FIRST = gettext_noop("Best first")

_MATTERS = 0.3
"""A word with at least this share of the question's idf matters, even if it is no name and no number."""


@dataclass(frozen=True, slots=True)
class AnswerRules:
    """What decides which citations stand together: by default, no agencies and the words of no language."""

    is_same: SameSentence = field(default_factory=SameSentence)
    agencies: Agencies = field(default_factory=Agencies)


_NO_RULES = AnswerRules()


def to_answer(
    result: SearchResult,
    rules: AnswerRules | None = None,
    asked: Asked | None = None,
    limit: int | None = None,
    excluded_by: tuple[Filters, ...] = (),
) -> Answer:
    """Return the answer that shows at most `limit` of the result's sentences, in the order that was asked for.

    Further hits are looked at for repetitions of these. Without `asked`, the result is that of a question as it was
    typed. `excluded_by` are the filters that leave nothing.
    """
    rules, asked = rules or _NO_RULES, asked or Asked.plainly(result.query.text)
    limit = len(result.hits) if limit is None else limit
    hits = newest_first(result.hits) if asked.newest_first else result.hits
    citations = tuple(_citation(rank, hit, rules.agencies) for rank, hit in enumerate(hits, start=1))
    groups = group(shown_of(citations), rules.is_same)
    # What stands behind the limit is shown only in the place of repetitions.
    groups = first_quotes(groups, limit) if _repeat(up_to(groups, limit)) else up_to(groups, limit)
    shown = [quote.citation for it in groups for quote in it.quotes]
    lacking = _lacking(result, shown) if result.answered else []
    return Answer(
        asked=asked,
        words=tuple(it.text for it in typed_words(result.query)),
        answered=result.answered,
        confidence=result.confidence,
        citations=citations[: max(limit, *(it.rank for it in shown), 0)],
        limit=limit,
        corpus=result.corpus,
        corrections=tuple(
            Correction(term.word, term.correction) for term in result.query.terms if term.correction is not None
        ),
        missing=tuple(_missing(result, asked)),
        groups=groups,
        left_out=tuple(it for it in lacking if it not in result.missing),
        unknown=tuple(it for it in lacking if it in result.missing),
        alternatives=tuple(_alternatives(result, asked, excluded_by)),
        excluded_by=excluded_by,
        languages_instead=result.languages_instead,
    )


def repeats(answer: Answer, following: Sentence | None, is_same: SameSentence) -> bool:
    """Tell whether quotes of an answer say the same, or the sentence `following` them in the ranking does.

    Sentences that say the same rank side by side, so that further hits may do so as well.
    """
    if _repeat(answer.groups):
        return True
    return following is not None and any(
        it.document_id != following.document_id and is_same(it.text, following.text) for it in answer.citations
    )


def _repeat(groups: Iterable[CitationGroup]) -> bool:
    return any(quote.repeated_by for group in groups for quote in group.quotes)


def _missing(result: SearchResult, asked: Asked) -> Iterator[str]:
    """Yield the words that the corpus lacks, but for those of a date by which articles are offered."""
    offered = [it.asked.question.casefold() for it in asked.suggestions if not it.asked.filters.is_empty]
    for word in result.missing:
        if all(word.casefold() in question for question in offered):
            yield word


def newest_first(hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits whose score suffices, by the days of their articles, the newest first, then by rank.

    Hits of articles without a date come last.
    """
    most = max((hit.score for hit in hits), default=0.0)
    enough = [hit for rank, hit in enumerate(hits) if not rank or (hit.matched and hit.score >= most - _FARTHEST)]
    return sorted(enough, key=lambda hit: iso_day(hit.document.published) or "", reverse=True)


def _alternatives(result: SearchResult, asked: Asked, excluded_by: Sequence[Filters]) -> Iterator[Alternative]:
    """Yield what may help beside the answer, or instead of it."""
    for part in excluded_by if result.query.terms else ():
        fewer = replace(asked, filters=without_part(asked.filters, part), suggestions=())
        yield (
            Alternative(fewer, _WITHOUT, about=part) if fewer.filters != Filters() else Alternative(fewer, _WITHOUT_ALL)
        )
    if result.query.terms and not result.answered and not excluded_by and not asked.filters.is_empty:
        yield Alternative(replace(asked, filters=Filters(), suggestions=()), _WITHOUT_ALL)
    dated = {iso_day(hit.document.published) for hit in result.hits if hit.matched} - {None}
    if result.answered and (len(dated) > 1 or asked.newest_first):
        label = _BEST_FIRST if asked.newest_first else _NEWEST_FIRST
        yield Alternative(replace(asked, newest_first=not asked.newest_first), label)
    for question, words in islice(_respelt(asked.question, result.similar), _MOST_SPELLINGS):
        meant = replace(asked, question=question, is_completed=True)
        yield Alternative(meant, _SPELLING, (("words", words),))


def _respelt(question: str, similar: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Yield the question with each word replaced by one of those that it is similar to, and these, likeliest first."""
    if not similar:
        return
    words = "|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in similar)
    pieces = re.split(f"({words})", question)  # in turn the text between the words, and a word
    for meant in map(dict, product(*([(word, it) for it in others] for word, others in similar.items()))):
        respelt = "".join(meant.get(piece, piece) if place % 2 else piece for place, piece in enumerate(pieces))
        yield respelt, " ".join(meant.values())


def _lacking(result: SearchResult, shown: Sequence[Citation]) -> list[str]:
    """Return the words that matter and that no quote has, neither as itself nor as a synonym or a correction."""
    found = {match.asked for citation in shown for match in citation.explanation.matches}
    query = result.query
    return [
        word.text
        for word in typed_words(query, lambda term: term.word not in found)
        if any(it.is_name or it.is_number for it in word.terms) or share_of(word, query, result.shares) >= _MATTERS
    ]


def _citation(rank: int, hit: Hit, agencies: Agencies) -> Citation:
    document, sentence = hit.document, hit.sentence
    return Citation(
        rank=rank,
        document_id=document.id,
        title=document.title,
        source=document.source,
        published=document.published,
        url=document.url,
        start=sentence.start,
        end=sentence.end,
        text=sentence.text,
        score=hit.score,
        matched=hit.matched,
        explanation=hit.explanation,
        further_sources=_further_sources(hit),
        publisher=publisher_of(document, agencies),
        copied_by=tuple(
            dict.fromkeys(publisher_of(it, agencies) or _title_or_id(it, document.title) for it in hit.also)
        ),
    )


def _title_or_id(document: Document, cited_title: str) -> str:
    return document.title if document.title and document.title != cited_title else document.id


def _further_sources(hit: Hit) -> tuple[str, ...]:
    """Return the distinct names of the duplicates: a source or title that the cited document lacks, else the id."""
    cited = {hit.document.source, hit.document.title}
    named = (next((it for it in (also.source, also.title) if it and it not in cited), also.id) for also in hit.also)
    return tuple(dict.fromkeys(named))
