"""CSV and TSV."""

import csv
import io

import pytest

from retrieval.corpus.loaders import ReadingOptions
from retrieval.models import Document, Skipped
from tests.retrieval.corpus.loaders.contract import LoaderContract


class TableContract(LoaderContract):
    """A row of a table is a document."""

    delimiter: str

    def file_of(self, text: str) -> str:
        return self.table(["id", "text"], ["one", text])

    def table(self, *rows: list[str]) -> str:
        """Return a table of these rows."""
        file = io.StringIO(newline="")
        csv.writer(file, delimiter=self.delimiter).writerows(rows)
        return file.getvalue()

    def documents(self, data: bytes | str) -> list[Document]:
        """Load a table of which nothing is skipped."""
        items = self.load(data)
        assert [item for item in items if isinstance(item, Skipped)] == []
        return [item for item in items if isinstance(item, Document)]

    def test_a_row_tells_what_the_header_names(self) -> None:
        header = ["Language", "ID", " title ", "Text", "published", "source", "author", "url", "pages"]
        row = ["en", "ap/1", "Talks", "Kerry, “he” arrived.", "2021-04-14", "AP", "Ann Lee", "https://example.org", "3"]
        assert self.document(self.table(header, row)) == Document(
            id="ap/1",
            text="Kerry, “he” arrived.",
            title="Talks",
            published="2021-04-14",
            source="AP",
            author="Ann Lee",
            url="https://example.org",
            language="en",
        )

    def test_a_row_without_an_id_is_known_by_its_place(self) -> None:
        rows = [["text"], ["First."], [" "], ["Third."]]
        first, skipped, third = self.load(self.table(*rows))
        assert skipped == Skipped(self.path, "line 3 has no text")
        assert [item.id for item in (first, third) if isinstance(item, Document)] == [
            f"{self.path}#1",
            f"{self.path}#3",
        ]

    def test_the_operator_says_which_column_is_what(self) -> None:
        self.options = ReadingOptions(columns={"text": "Body", "published": "created"})
        document = self.document(self.table(["created", "body", "text"], ["2021-04-14", "Kerry arrived.", "no"]))
        assert (document.text, document.published) == ("Kerry arrived.", "2021-04-14")

    def test_a_table_without_a_column_of_text_is_told_with_what_it_has(self) -> None:
        reason = self.reason(self.table(["headline", "body"], ["Talks", "Kerry arrived."]))
        assert reason == 'has no column "text" (columns): its first line has headline, body'

    def test_a_text_of_many_lines_is_kept_and_lines_are_counted_as_an_editor_does(self) -> None:
        text = "One.\n\nTwo “quoted”\u2028words\x0bhere. \r\n"
        items = self.load(self.table(["text"], [text], [""], ["***"]))
        assert isinstance(items[0], Document)
        assert items[0].text == text
        assert [it.reason for it in items if isinstance(it, Skipped)] == ["line 7 has a text without words"]

    def test_a_row_with_too_many_fields_is_told_since_its_text_may_be_torn(self) -> None:
        good = self.delimiter.join(["a", "Kerry arrived."])
        torn = self.delimiter.join(["b", "Kerry", " arrived."])
        trailing = self.delimiter.join(["c", "Kerry left.", ""])
        header = self.delimiter.join(["id", "text"])
        items = self.load(f"{header}\n{good}\n{torn}\n{trailing}")
        assert [it.id for it in items if isinstance(it, Document)] == ["a", "c"]
        assert [it.reason for it in items if isinstance(it, Skipped)] == ["line 3 has 3 fields where the header has 2"]

    def test_a_row_with_a_broken_character_is_told_and_the_rest_kept(self) -> None:
        rows = [["id", "text"], *([str(number), f"Café number {number}."] for number in range(5))]
        file = self.table(*rows).encode().replace("Café number 3".encode(), b"Caf\xe9 number 3")
        items = self.load(file)
        assert [it.id for it in items if isinstance(it, Document)] == ["0", "1", "2", "4"]
        assert [it.reason for it in items if isinstance(it, Skipped)] == ["line 5 is UTF-8 with a broken character"]

    def test_a_row_that_is_too_long_is_told_and_the_rest_kept(self) -> None:
        self.options = ReadingOptions(largest_record=200)
        long = "A long line of a long text.\n" * 20
        rows = [["id", "text"], ["a", "A."], ["b", "B " * 500], ["c", "C."], ["d", long], ["e", "E."]]
        items = self.load(self.table(*rows))
        assert [it.id for it in items if isinstance(it, Document)][:2] == ["a", "c"]
        reasons = [it.reason for it in items if isinstance(it, Skipped)]
        assert reasons[:2] == [f"line {n} is larger than 200 bytes (largest_record)" for n in (3, 5)]

    def test_a_field_may_be_longer_than_the_module_would_have_it(self) -> None:
        text = "Kerry arrived.\n" * 20_000
        assert self.document(self.file_of(text)).text == text

    def test_a_table_of_many_runs_loses_no_row(self) -> None:
        texts = [f"Café {number}.\n" * 100 for number in range(2_000)]
        rows = ([str(number), "Cafés", text] for number, text in enumerate(texts))
        assert [item.text for item in self.documents(self.table(["id", "title", "text"], *rows))] == texts


class TestCsv(TableContract):
    """Commas, or what stands in their place."""

    suffix = ".csv"
    delimiter = ","

    @pytest.mark.parametrize("delimiter", [";", "\t", "|"])
    def test_another_delimiter_is_known_by_the_header(self, delimiter: str) -> None:
        file = f"id{delimiter}title{delimiter}text\na{delimiter}Talks, again{delimiter}Kerry, too, arrived.\n"
        assert self.document(file).text == "Kerry, too, arrived."


class TestTsv(TableContract):
    """Tabs."""

    suffix = ".tsv"
    delimiter = "\t"

    def test_a_quotation_mark_may_mean_nothing(self) -> None:
        file = 'id\ttext\na\t"Yes, he said.\nb\tKerry arrived.\nc\tHe "left" today.\nd\tD.\n'
        assert [it.text for it in self.documents(file)] == [
            '"Yes, he said.',
            "Kerry arrived.",
            'He "left" today.',
            "D.",
        ]
