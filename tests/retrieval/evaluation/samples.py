"""Sample outcomes for the metrics."""

from hypothesis import strategies as st

from retrieval.evaluation import Gold, Outcome, Question
from retrieval.models import AnswerKind, Document, Hit, Sentence

TEXT = "The harbour opened again on Saturday. Ferries sail every hour."
DOCUMENT = Document("harbour", TEXT, "Harbour")
GOLD = Gold("harbour", 0, 37, TEXT[:37])


def hit(start: int, end: int, document: Document = DOCUMENT) -> Hit:
    return Hit(Sentence(0, document.id, start, end, document.text[start:end]), document, 1.0, ())


def outcome(
    rank: int | None = 1,
    confidence: float = 0.5,
    *,
    answerable: bool = True,
    answered: bool = True,
) -> Outcome:
    """Make an outcome whose gold sentence stands at a rank; an unanswerable question has none."""
    found = answerable and rank is not None
    return Outcome(
        question=Question("q1", "When did the harbour open?", (GOLD,) if answerable else ()),
        first=hit(0, 37) if rank == 1 else hit(38, 62),
        rank=rank if found else None,
        found=GOLD if found else None,
        confidence=confidence,
        answered=answered,
        kind=AnswerKind.DATE,
    )


@st.composite
def _outcomes(draw: st.DrawFn) -> Outcome:
    return outcome(
        draw(st.one_of(st.none(), st.integers(1, 100))),
        # Few levels, so that there are ties, and any float.
        draw(st.one_of(st.sampled_from([0.0, 0.1, 0.5, 1.0]), st.floats(0, 1))),
        answerable=draw(st.booleans()),
        answered=draw(st.booleans()),
    )


OUTCOMES = st.lists(_outcomes(), max_size=40)
