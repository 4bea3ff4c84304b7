"""Conversion of search results to answers. Pure."""

from bot.messages import Answer, Citation, Correction
from retrieval.models import Hit, SearchResult


def to_answer(result: SearchResult) -> Answer:
    """Return the answer that quotes the result's hits, best first."""
    return Answer(
        question=result.query.text,
        words=tuple(term.word for term in result.query.terms),
        answered=result.answered,
        confidence=result.confidence,
        citations=tuple(_citation(rank, hit) for rank, hit in enumerate(result.hits, start=1)),
        corpus=result.corpus,
        corrections=tuple(
            Correction(term.word, term.correction) for term in result.query.terms if term.correction is not None
        ),
        missing=result.missing,
    )


def _citation(rank: int, hit: Hit) -> Citation:
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
    )


def _further_sources(hit: Hit) -> tuple[str, ...]:
    """Return the distinct names of the duplicates: a source or title that the cited document lacks, else the id."""
    cited = {hit.document.source, hit.document.title}
    named = (next((it for it in (also.source, also.title) if it and it not in cited), also.id) for also in hit.also)
    return tuple(dict.fromkeys(named))
