"""Documents and their analysis, written batch by batch."""

from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from itertools import accumulate, pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.analysis.sentence_flags import CAPITAL_AFTER_SYMBOL, MONEY, PERCENT, QUOTATION
from retrieval.models import Document, SentenceKind
from retrieval.segments import large_documents
from retrieval.segments.arrays import mapped_as
from retrieval.segments.batch import Batch, digest, id_of, metadata_of
from retrieval.segments.columns import COLUMNS, SPAN, Column, ColumnWriter
from retrieval.segments.frequencies import LEVELS, Totals, frequencies, totals
from retrieval.segments.segment import Segment, SegmentWriter

from .batches import Given, GivenDocument, batch_of_given, terms_of_some

_WORDS = st.lists(st.sampled_from("abcdef"), max_size=5)
_DOCUMENTS = st.lists(st.tuples(_WORDS, st.lists(_WORDS, max_size=5)), max_size=5)


def batch_of(documents: Sequence[tuple[Sequence[str], Sequence[Sequence[str]]]], first: int = 0) -> Batch:
    """Analyse documents given as the terms of their title and of each sentence."""
    return batch_of_given([_given(f"d{number}", *it) for number, it in enumerate(documents, first)])


def _given(document_id: str, title: Sequence[str], sentences: Sequence[Sequence[str]]) -> GivenDocument:
    texts = [" ".join(terms) + "." for terms in sentences]
    starts = accumulate((len(text) + 1 for text in texts), initial=0)
    return GivenDocument(
        Document(document_id, "\n".join(texts), " ".join(title), source="AP"),
        title,
        [
            Given(start, start + len(text), terms, terms, kind=SentenceKind.PROSE if terms else SentenceKind.HEADING)
            for start, text, terms in zip(starts, texts, sentences, strict=False)
        ],
        title,
    )


def written(folder: Path, *batches: Batch) -> Segment:
    """Write and open a segment."""
    writer = SegmentWriter(folder)
    for batch in batches:
        writer.add(batch)
    writer.finish()
    return Segment.open(folder)


@given(_DOCUMENTS)
def test_frequencies_are_those_that_a_person_counts(documents: list[tuple[list[str], list[list[str]]]]) -> None:
    batch = batch_of(documents)
    counts: list[Counter[str]] = [Counter() for _ in range(LEVELS)]
    expected = Totals(documents=len(documents))
    for title, sentences in documents:
        windows = [
            [term for around in sentences[max(0, place - 1) : place + 2] for term in around]
            for place in range(len(sentences))
        ]
        whole = [*title, *title, *(term for terms in sentences for term in terms)]
        for level, texts in enumerate((sentences, windows, [whole])):
            for terms in texts:
                counts[level].update(set(terms))
        expected += Totals(0, len(sentences), sum(map(len, sentences)), sum(map(len, windows)), len(whole))
    found = frequencies(batch.terms, len(batch.vocabulary))
    for level in range(LEVELS):
        assert dict(zip(batch.vocabulary, found[level].tolist(), strict=True)) == {
            term: counts[level][term] for term in batch.vocabulary
        }
    assert totals(batch.terms) == expected


@given(_DOCUMENTS, st.data())
def test_the_terms_of_some_documents_are_what_those_alone_have(
    documents: list[tuple[list[str], list[list[str]]]], data: st.DataObject
) -> None:
    chosen = np.array(data.draw(st.lists(st.booleans(), min_size=len(documents), max_size=len(documents))), np.bool_)
    batch = batch_of(documents)
    alone = batch_of([it for it, is_in in zip(documents, chosen, strict=True) if is_in])
    of_chosen = terms_of_some(batch.terms, chosen)
    assert totals(of_chosen) == totals(alone.terms)
    numbers = [batch.vocabulary.index(term) for term in alone.vocabulary]
    assert np.array_equal(
        frequencies(of_chosen, len(batch.vocabulary))[:, numbers],
        frequencies(alone.terms, len(alone.vocabulary)),
    )


def test_the_flags_of_sentences_are_kept_in_their_order(tmp_path: Path) -> None:
    first = batch_of([([], [["xi"], ["“é", "paid", "$5"]])])
    second = batch_of([([], [["kerry"]]), ([], [["no", ".X"], ["5%"]])], first=1)
    flags = written(tmp_path / "segment", first, second).flags.tolist()
    assert flags == [0, QUOTATION | MONEY, 0, CAPITAL_AFTER_SYMBOL, PERCENT]


def test_a_column_says_what_it_cannot_count(tmp_path: Path) -> None:
    [column] = [column for column in COLUMNS if column.name == "first_word"]
    with closing(ColumnWriter(tmp_path, column)) as writer:
        writer.append(np.array([2**32 - 2, 1]))
        with pytest.raises(OSError, match=r"cannot hold 4294967296 rows \(word of a sentence\)"):
            writer.append(np.array([1]))
    assert mapped_as(tmp_path / "first_word", column.dtype).tolist() == [0, 2**32 - 2, 2**32 - 1]


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.name)
@pytest.mark.parametrize("keeps", [0.0, 0.5])
def test_a_column_that_is_cut_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, column: Column, keeps: float
) -> None:
    monkeypatch.setattr(large_documents, "LARGE", 1)
    written(tmp_path / "segment", batch_of([(["climate"], [["xi", "pledge"], ["kerry"]]), (["xi"], [["new"]])]))
    data = (tmp_path / "segment" / column.name).read_bytes()
    (tmp_path / "segment" / column.name).write_bytes(data[: int(len(data) * keeps)])
    with pytest.raises((OSError, ValueError)):
        Segment.open(tmp_path / "segment")


def test_what_is_written_comes_back(tmp_path: Path) -> None:
    first = batch_of([(["climate"], [["xi", "pledge"], []]), ([], [["xi"]])])
    second = batch_of([(["xi"], [["kerry", "pledge"], ["new"]])], first=2)
    segment = written(tmp_path / "segment", first, second)
    assert len(segment) == 3
    assert segment.document(0) == Document("d0", "xi pledge.\n.", "climate", "AP")
    assert [segment.ids.get(f"d{number}") for number in range(3)] == [0, 1, 2]
    assert segment.first_sentence.tolist() == [0, 2, 3, 5]
    assert segment.kinds.tolist() == [0, SentenceKind.HEADING, 0, 0, 0]
    assert segment.flags.tolist() == [0] * 5
    terms = [
        [segment.terms.word(it) for it in segment.term_ids.slice(start, end).tolist()]
        for start, end in pairwise(segment.first_term.slice(0, len(segment.first_term)).tolist())
    ]
    assert terms == [["xi", "pledge"], [], ["xi"], ["kerry", "pledge"], ["new"]]
    assert [segment.terms.word(it) for it in segment.title_ids.tolist()] == ["climate", "xi"]
    assert segment.terms_of(2).counts.tolist() == [2, 1]
    assert bytes(segment.digests[1]) == digest(metadata_of(segment.document(1)), segment.text(1).encode())


@pytest.mark.parametrize("text", ["Plain words here.", "“Café” — naïve Čapek, 北京市。", "a\U0001f600b"])
def test_a_quote_is_what_stands_between_its_offsets(tmp_path: Path, text: str) -> None:
    document = Document("d", text, "t", published="2021-04-18", language="en")
    segment = written(tmp_path / "segment", batch_of_given([GivenDocument(document, [], [Given(2, 6)])]))
    start, end, first_byte, end_byte = segment.spans.slice(0, SPAN).tolist()
    assert segment.bounds(0) == [(start, end)] == [(2, 6)]
    assert text.encode()[first_byte:end_byte].decode() == text[2:6]
    assert segment.document(0).published == "2021-04-18"


def test_a_segment_without_documents_can_be_opened(tmp_path: Path) -> None:
    segment = written(tmp_path / "segment")
    assert (len(segment), len(segment.terms), segment.first_sentence.tolist()) == (0, 0, [0])


@given(st.text(min_size=1))
def test_an_id_is_read_without_the_rest(document_id: str) -> None:
    assert id_of(metadata_of(Document(document_id, "Text.", title='"id": "other"'))) == document_id
