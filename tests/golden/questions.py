"""The golden question set: `questions.jsonl`, in the schema of the labelled sets (id, question, gold spans, …).

Tags: `paraphrase` shares few words with its sentence; `keyword` is no whole question; `world-knowledge` needs
what no article says (that Seoul is in South Korea) and is measured apart; of the unanswerable,
`no-shared-word` shares no content word with the articles, and `shared-word` does.
"""

from pathlib import Path

from retrieval.corpus import read_corpus
from retrieval.evaluation import Question
from retrieval.evaluation import read_questions as read
from retrieval.models import Document

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
QUESTIONS = Path(__file__).parent / "questions.jsonl"


def read_questions() -> tuple[Question, ...]:
    """Return the whole set, in its order."""
    documents = {it.id: it for it in read_corpus(SEEDS) if isinstance(it, Document)}
    return read(QUESTIONS, documents.__getitem__)
