"""The golden question set: `questions.jsonl`, in the schema of the labelled sets (id, question, gold spans, …).

Tags: `paraphrase` shares few words with its sentence; `keyword` is no whole question; `world-knowledge` needs
what no article says (that Seoul is in South Korea) and is measured apart; of the unanswerable,
`no-shared-word` shares no content word with the articles, and `shared-word` does.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from retrieval.models import Hit

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


@dataclass(frozen=True, slots=True)
class Gold:
    """A sentence that answers: offsets into the article's text."""

    document_id: str
    start: int
    end: int

    def matches(self, hit: Hit) -> bool:
        """Tell whether the hit overlaps this span by at least half of the shorter: splitters differ."""
        if hit.document.id != self.document_id:
            return False
        overlap = min(hit.sentence.end, self.end) - max(hit.sentence.start, self.start)
        return overlap >= min(hit.sentence.end - hit.sentence.start, self.end - self.start) / 2


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the sentences that answer it: none where the articles do not."""

    id: str
    text: str
    gold: tuple[Gold, ...]
    sentence: str | None
    tags: frozenset[str]

    @property
    def answerable(self) -> bool:
        """Whether an article answers it."""
        return bool(self.gold)

    def rank(self, hits: Iterable[Hit]) -> int | None:
        """Return the rank, from 1, of the first hit that answers; None where none does."""
        relevant = (rank for rank, hit in enumerate(hits, start=1) if any(gold.matches(hit) for gold in self.gold))
        return next(relevant, None)


def read_questions() -> list[Question]:
    """Return the whole set, in its order."""
    lines = (Path(__file__).parent / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [_question(json.loads(line)) for line in lines]


def _question(item: dict[str, object]) -> Question:
    spans: list[dict[str, object]] = item["gold"]  # type: ignore[assignment]  # the file's schema
    return Question(
        id=str(item["id"]),
        text=str(item["question"]),
        gold=tuple(Gold(str(it["doc_id"]), int(str(it["start"])), int(str(it["end"]))) for it in spans),
        sentence=None if item["sentence"] is None else str(item["sentence"]),
        tags=frozenset(map(str, item["tags"])),  # type: ignore[call-overload]  # the file's schema
    )
