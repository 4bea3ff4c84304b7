"""Answers as the JSON objects of `verbatim ask --json`."""

from collections.abc import Sequence
from dataclasses import asdict

from bot.answer import Answer, Citation, Correction
from bot.asked import given_filters


def to_json(answer: Answer, elapsed_ms: float, *, explain: bool = False) -> dict[str, object]:
    """Return an object for `json.dumps`; with `explain`, each citation has an `explanation`.

    `start` and `end` are character offsets into the document's text, `end` exclusive. `group` is the rank of the
    citation that a citation repeats in nearly the same words; that of the citation itself if it repeats none. `filters`
    has those that are in force. `languages_instead` has the codes of the articles' languages if the question is in
    another and nothing answers it.
    """
    groups = {rank: it.citation.rank for group in answer.groups for it in group.quotes for rank in it.repeated_by}
    return {
        "question": answer.question,
        "filters": given_filters(answer.asked.filters),
        "newest_first": answer.asked.newest_first,
        "answered": answer.answered,
        "confidence": round(answer.confidence, 4),
        "corrections": [asdict(it) for it in answer.corrections],
        "missing": list(answer.missing),
        "languages_instead": list(answer.languages_instead),
        "citations": [
            {
                "rank": citation.rank,
                "document_id": citation.document_id,
                "title": citation.title,
                "source": citation.source,
                "published": citation.published,
                "url": citation.url,
                "start": citation.start,
                "end": citation.end,
                "text": citation.text,
                "score": round(citation.score, 6),
                "further_sources": list(citation.further_sources),
                "group": groups.get(citation.rank, citation.rank),
                **({"explanation": _explanation(citation, answer.corrections)} if explain else {}),
            }
            for citation in answer.citations[: answer.limit]
        ],
        "corpus": {
            "documents": answer.corpus.documents,
            "sentences": answer.corpus.sentences,
            "fingerprint": answer.corpus.fingerprint,
        },
        "elapsed_ms": round(elapsed_ms, 3),
    }


def _explanation(citation: Citation, corrections: Sequence[Correction]) -> dict[str, object]:
    return {
        "score": round(citation.score, 6),
        "contributions": [
            {"feature": it.feature, "label": it.label, "value": round(it.value, 6), "contribution": round(it.amount, 6)}
            for it in citation.explanation.contributions
        ],
        "matches": [{"asked": it.asked, "found": it.found, "how": it.how} for it in citation.explanation.matches],
        "corrections": [asdict(it) for it in corrections],
    }
