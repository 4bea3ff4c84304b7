"""DOCX files."""

from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx

from retrieval.corpus.loaders import ReadingOptions
from tests.retrieval.corpus.loaders.extracted import ExtractedContract, sentences

_XML = (
    '<?xml version="1.0"?>{0}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    "<w:body>{1}</w:body></w:document>"
)
_PARAGRAPH = "<w:p><w:r><w:t>{0}</w:t></w:r></w:p>"


def with_part(name: str, content: str) -> bytes:
    """Return a DOCX file of which one part is this."""
    empty, changed = BytesIO(), BytesIO()
    docx.Document().save(empty)
    with ZipFile(empty) as old, ZipFile(changed, "w", ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
    return changed.getvalue()


class TestDocx(ExtractedContract):
    """A `.docx` file is its paragraphs and tables."""

    suffix = ".docx"

    def file_of(self, *paragraphs: str) -> bytes:
        word = docx.Document()
        for paragraph in paragraphs:
            word.add_paragraph(paragraph)
        file = BytesIO()
        word.save(file)
        return file.getvalue()

    def test_headings_paragraphs_lists_and_tables_come_in_their_order(self) -> None:
        word = docx.Document()
        word.add_heading("Bridge", 1)
        paragraph = word.add_paragraph("The repairs cost ")
        paragraph.add_run("£4.2 million").bold = True
        paragraph.add_run(", said Dr. Abbott.")
        for item in ("Cars may cross.", "Lorries must wait."):
            word.add_paragraph(item, style="List Bullet")
        table = word.add_table(2, 3)
        prose = "The ferry did not sail on two days. Passengers went by bus."
        for cell, text in zip(
            [*table.rows[0].cells, *table.rows[1].cells],
            ["Month", "Passengers", "Remarks", "January", "48,200", prose],
            strict=True,
        ):
            cell.text = text
        word.add_paragraph("The end.")
        word.sections[0].header.paragraphs[0].text = "Confidential"
        file = BytesIO()
        word.save(file)
        assert sentences(self.document(file.getvalue())) == [
            "Bridge",
            "The repairs cost £4.2 million, said Dr. Abbott.",
            "Cars may cross.",
            "Lorries must wait.",
            "Month | Passengers | Remarks",
            "January | 48,200",
            "The ferry did not sail on two days.",
            "Passengers went by bus.",
            "The end.",
        ]

    def test_what_the_file_says_of_itself_is_told(self) -> None:
        word = docx.Document()
        word.add_paragraph("The board met.")
        about = word.core_properties
        about.title, about.author, about.language = "Minutes", "Ana Lindqvist", "en-GB"
        about.created = datetime(2024, 3, 4, 10, 0)  # noqa: DTZ001  as the format has it: in UTC
        file = BytesIO()
        word.save(file)
        document = self.document(file.getvalue())
        assert (document.title, document.author, document.language) == ("Minutes", "Ana Lindqvist", "en")
        assert document.published == "2024-03-04T10:00:00+00:00"

    def test_a_file_without_words_is_skipped(self) -> None:
        assert self.reason(self.file_of("***")) == "has no words"

    def test_a_file_that_is_none_is_told(self) -> None:
        assert self.reason(b"\xd0\xcf\x11\xe0 an old one") == "cannot be read as DOCX: File is not a zip file"

    def test_a_bomb_is_told_before_it_is_unpacked(self) -> None:
        for size, reason in ((9 << 20, "unpacks to 9"), (3 << 20, "unpacks to more than 20 times its size")):
            assert self.reason(
                with_part("word/document.xml", " " * size), ReadingOptions(largest_file=2 << 20, largest_ratio=20)
            ).startswith(reason)

    def test_xml_of_millions_of_tags_is_told(self) -> None:
        bomb = with_part("word/document.xml", _XML.format("", "<w:p/>" * 2_100_000))
        reason = self.reason(bomb, ReadingOptions(largest_ratio=10_000))
        assert reason == "has a part of more than 2,000,000 tags"

    def test_entities_are_not_resolved(self) -> None:
        entities = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
            f'<!ENTITY {after} "{f"&{before};" * 10}">' for before, after in zip("abcdefgh", "bcdefghi", strict=True)
        )
        file = with_part("word/document.xml", _XML.format(entities + "]>", _PARAGRAPH.format("The end. &i;")))
        assert "haha" not in str(self.load(file))

    def test_tables_in_tables_without_end_are_told_or_read(self) -> None:
        deep = "<w:tbl><w:tr><w:tc>" * 5000 + "</w:tc></w:tr></w:tbl>" * 5000
        assert self.load(with_part("word/document.xml", _XML.format("", _PARAGRAPH.format("The end.") + deep)))
