"""An answer to the object that `verbatim ask --json` prints."""

from bot.messages import Answer


def to_json(answer: Answer, elapsed_ms: float) -> dict[str, object]:
    """Return the answer as an object for `json.dumps`; `start` and `end` count characters of the document's text."""
    return {
        "question": answer.question,
        "answered": answer.answered,
        "confidence": round(answer.confidence, 4),
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
            }
            for citation in answer.citations
        ],
        "corpus": {
            "documents": answer.corpus.documents,
            "sentences": answer.corpus.sentences,
            "fingerprint": answer.corpus.fingerprint,
        },
        "elapsed_ms": round(elapsed_ms, 3),
    }
