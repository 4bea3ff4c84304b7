"""The contract of loaders that extract their text from another format."""

from abc import ABC, abstractmethod
from io import BytesIO
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.analysis import sentence_spans
from retrieval.corpus.loaders import LOADERS, ReadingOptions
from retrieval.models import Document, Skipped

PARAGRAPHS = (
    "The board met on Monday. Dr. Abbott took the chair.",
    "The bridge – closed since May – reopens, he said.",
)


def sentences(document: Document) -> list[str]:
    """Return what can be quoted of a document."""
    return [document.text[span.start : span.end] for span in sentence_spans(document.text)]


class ExtractedContract(ABC):
    """To be inherited by the tests of a loader."""

    suffix: str

    @abstractmethod
    def file_of(self, *paragraphs: str) -> bytes:
        """Return a file of the format whose one document has these paragraphs."""

    def load(self, data: bytes, options: ReadingOptions | None = None) -> list[Document | Skipped]:
        """Load a file of these bytes."""
        return list(LOADERS[self.suffix](BytesIO(data), self.path, options or ReadingOptions()))

    @property
    def path(self) -> str:
        """Where in the corpus the file is."""
        return f"folder/article{self.suffix}"

    def document(self, data: bytes, options: ReadingOptions | None = None) -> Document:
        """Load a file that holds one document."""
        [document] = self.load(data, options)
        assert isinstance(document, Document), document
        return document

    def reason(self, data: bytes, options: ReadingOptions | None = None) -> str:
        """Load a file of which nothing can be used, and return why."""
        [skipped] = self.load(data, options)
        assert isinstance(skipped, Skipped), skipped
        assert skipped.path == self.path
        return skipped.reason

    def test_paragraphs_are_set_apart_and_their_sentences_found(self) -> None:
        document = self.document(self.file_of(*PARAGRAPHS))
        assert "\n\n" in document.text
        assert sentences(document)[-3:] == [
            "The board met on Monday.",
            "Dr. Abbott took the chair.",
            "The bridge – closed since May – reopens, he said.",
        ]

    def test_the_same_bytes_are_the_same_documents(self) -> None:
        data = self.file_of(*PARAGRAPHS)
        assert self.load(data) == self.load(data)

    @pytest.mark.parametrize("data", [b"", b" ", b"\n\n"])
    def test_an_empty_file_is_skipped(self, data: bytes) -> None:
        assert self.reason(data) == "is empty"

    def test_a_file_that_is_too_large_is_skipped(self) -> None:
        data = self.file_of(*PARAGRAPHS)
        assert self.reason(data, ReadingOptions(largest_file=100)) == "is larger than 100 bytes (largest_file)"

    def test_what_shows_nothing_is_not_in_the_text(self) -> None:
        document = self.document(self.file_of("It\xa0cost 5\u202fm, the coun\xadcil’s report said on Mon\u200bday."))
        assert sentences(document)[-1] == "It cost 5 m, the council’s report said on Monday."

    def test_a_file_cut_or_damaged_anywhere_raises_nothing(self) -> None:
        data, random = self.file_of(*PARAGRAPHS), Random(5)  # noqa: S311
        for _ in range(20):
            damaged = bytearray(data)
            for _ in range(random.randrange(1, 20)):
                damaged[random.randrange(len(data))] = random.randrange(256)
            self.see_all_is_told(self.load(bytes(damaged)))
            self.see_all_is_told(self.load(data[: random.randrange(len(data))]))

    @given(st.one_of(st.binary(max_size=80), st.text().map(str.encode)))
    def test_whatever_the_bytes_nothing_is_raised_and_all_can_be_printed(self, data: bytes) -> None:
        self.see_all_is_told(self.load(data))

    def see_all_is_told(self, items: list[Document | Skipped]) -> None:
        """See that there is something, and that it can be shown to a person."""
        assert items
        for item in items:
            match item:
                case Document():
                    assert item.title
                    assert any(map(str.isalnum, item.text))
                case Skipped():
                    assert item.reason
                    assert "\n" not in item.reason
            assert str(item).encode()
