"""Sentences of documents in which ranges are marked."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from retrieval.analysis import sentence_bounds
from retrieval.analysis.marks import marked_bounds
from retrieval.models import Document, Mark, SentenceKind

_KINDS = st.sampled_from([SentenceKind.HEADING, SentenceKind.FIELD, SentenceKind.CODE])


def marked(*parts: tuple[str, SentenceKind], between: str = "\n\n") -> Document:
    """Return a document of parts, marked where their kind is one of markup."""
    text, marks = "", []
    for part, kind in parts:
        if kind > SentenceKind.DISPLAY:
            marks.append(Mark(len(text), len(text) + len(part), kind))
        text += part + between
    return Document("a", text, "A", marks=tuple(marks))


def told(document: Document) -> list[tuple[str, SentenceKind]]:
    """Return the sentences of a document with their kinds."""
    found = marked_bounds(document, sentence_bounds)
    return [(document.text[start:end], SentenceKind(kind)) for start, end, kind in found]


def test_sentences_have_the_kind_of_their_mark() -> None:
    document = marked(
        ("24.1. What does Vacuuming do? An Overview", SentenceKind.HEADING),
        ("Vacuuming frees space. It runs at night.", SentenceKind.PROSE),
        ("Photo by Ines Falk", SentenceKind.DISPLAY),
        ("threshold (integer)", SentenceKind.FIELD),
        ("VACUUM (VERBOSE) orders;\nANALYZE orders;", SentenceKind.CODE),
    )
    assert told(document) == [
        ("24.1. What does Vacuuming do? An Overview", SentenceKind.HEADING),
        ("Vacuuming frees space.", SentenceKind.PROSE),
        ("It runs at night.", SentenceKind.PROSE),
        ("Photo by Ines Falk", SentenceKind.DISPLAY),
        ("threshold (integer)", SentenceKind.FIELD),
        ("VACUUM (VERBOSE) orders;", SentenceKind.CODE),
        ("ANALYZE orders;", SentenceKind.CODE),
    ]


def test_no_sentence_crosses_the_bounds_of_a_mark() -> None:
    document = marked(
        ("See", SentenceKind.PROSE), ("lock()", SentenceKind.CODE), ("now.", SentenceKind.PROSE), between=" "
    )
    assert [text for text, _ in told(document)] == ["See", "lock()", "now."]


def test_a_document_without_marks_is_split_as_its_text_is() -> None:
    document = Document("a", "Front. matter\n\nIt is. A lock\n\nIt opens.", "A", body=15)
    assert marked_bounds(document, sentence_bounds) == sentence_bounds(document.text, 15)


def test_a_heading_as_long_as_a_book_is_cut() -> None:
    lengths = [len(text) for text, _ in told(marked(("lock " * 1_000, SentenceKind.HEADING)))]
    assert max(lengths) <= 1_000
    assert sum(lengths) > 4_900


@given(st.lists(st.tuples(st.text("ab. \n-#1", min_size=1), st.none() | _KINDS), max_size=8))
def test_sentences_are_in_order_and_within_marks_or_between_them(
    parts: Sequence[tuple[str, SentenceKind | None]],
) -> None:
    document = marked(*((text, kind or SentenceKind.PROSE) for text, kind in parts))
    place = 0
    for start, end, kind in marked_bounds(document, sentence_bounds):
        assert place <= start < end
        assert document.text[start:end] == document.text[start:end].strip()
        around = [it.kind for it in document.marks if it.start < end and start < it.end]
        assert around == ([kind] if kind > SentenceKind.DISPLAY else [])
        place = end
