"""PDF files."""

import zlib
from datetime import UTC, datetime

import pytest
from fpdf import FPDF

from retrieval.corpus.loaders import ReadingOptions
from tests.retrieval.corpus.loaders.extracted import ExtractedContract, sentences


class _Report(FPDF):
    """A report with a running head and page numbers."""

    def header(self) -> None:
        self.set_font("helvetica", "I", 9)
        self.cell(0, 8, "Port Authority - Annual report", align="C", new_x="LMARGIN", new_y="NEXT")

    def footer(self) -> None:
        self.set_y(-15)
        self.cell(0, 8, f"Page {self.page_no()}", align="C")


def printed(pdf: FPDF, *paragraphs: str) -> bytes:
    """Return a PDF with these paragraphs, as a word processor would break their lines."""
    pdf.set_creation_date(datetime(2024, 2, 1, 9, 30, tzinfo=UTC))
    pdf.add_page()
    pdf.set_font("times", "", 11)
    for paragraph in paragraphs:
        pdf.multi_cell(0, 5.5, paragraph)
        pdf.ln(3)
    return bytes(pdf.output())


def made_of(*objects: bytes) -> bytes:
    """Return a PDF of these objects, the first of which is its root."""
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return data + (
        b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF"
        % (count, table, count, len(data))
    )


def page_of(drawing: bytes) -> bytes:
    """Return a PDF of one page that is drawn like this."""
    packed = zlib.compress(drawing)
    return made_of(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 5 0 R/Resources<</Font<</F1 4 0 R>>>>>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(packed), packed),
    )


def typed(*paragraphs: str) -> bytes:
    """Return the drawing of these paragraphs, a line each, blank lines between them, in Windows' letters."""
    paragraphs = tuple(it.replace("\u202f", "\xa0").replace("\u200b", "") for it in paragraphs)
    lines = [line for paragraph in paragraphs for line in (paragraph, " ")]
    shown = b"".join(b"(%b) Tj T* " % line.encode("cp1252", "ignore") for line in lines)
    return b"BT /F1 12 Tf 14 TL 50 700 Td " + shown + b"ET\n"


class TestPdf(ExtractedContract):
    """A `.pdf` file is the text of its pages."""

    suffix = ".pdf"

    def file_of(self, *paragraphs: str) -> bytes:
        return page_of(typed(*paragraphs))

    def test_running_heads_and_page_numbers_are_dropped(self) -> None:
        long = "The port handled 4.1 million tonnes of goods in that year, more than in any year before. " * 60
        document = self.document(printed(_Report(), "1. Goods", long, "2. Staff", "The authority had 212 employees."))
        found = sentences(document)
        assert found[0] == "1. Goods"
        assert found[-2:] == ["2. Staff", "The authority had 212 employees."]
        assert set(found[1:-2]) == {
            "The port handled 4.1 million tonnes of goods in that year, more than in any year before."
        }
        assert len(found) == 63

    def test_a_word_broken_at_a_line_end_is_joined(self) -> None:
        drawing = typed("x").replace(
            b"(x) Tj T* ( ) Tj",
            b"(It tells of the environ-) Tj T* (ment and of well-) Tj T* (known measures. All are well-known.) Tj",
        )
        assert self.document(page_of(drawing)).text == (
            "It tells of the environment and of well-known measures. All are well-known."
        )

    def test_what_the_file_says_of_itself_is_told(self) -> None:
        pdf = FPDF()
        pdf.set_title("Annual report")
        pdf.set_author("Port Authority")
        pdf.set_lang("en-GB")
        document = self.document(printed(pdf, "The port handled 4.1 million tonnes."))
        assert (document.title, document.author, document.language) == ("Annual report", "Port Authority", "en")
        assert document.published == "2024-02-01T09:30:00+00:00"

    @pytest.mark.parametrize("title", ["Microsoft Word - report.doc", "untitled", "scan0001.tmp"])
    def test_a_title_that_a_program_made_up_is_none(self, title: str) -> None:
        pdf = FPDF()
        pdf.set_title(title)
        assert self.document(printed(pdf, "The port handled it.")).title == "The port handled it."

    def test_a_file_with_a_password_is_told(self) -> None:
        pdf = FPDF()
        pdf.set_encryption(owner_password="o", user_password="secret")  # noqa: S106
        assert self.reason(printed(pdf, "Hidden.")) == "is protected by a password"

    def test_a_file_protected_against_changes_alone_is_read(self) -> None:
        pdf = FPDF()
        pdf.set_encryption(owner_password="o")  # noqa: S106
        assert self.document(printed(pdf, "Open to all.")).text == "Open to all."

    def test_a_file_of_pictures_is_told(self) -> None:
        assert self.reason(page_of(b"0 0 50 50 re f")) == "has no text; it may be scanned pictures"

    def test_a_file_that_is_none_is_told(self) -> None:
        assert self.reason(b"This is no PDF at all.").startswith("cannot be read as PDF: ")

    def test_a_broken_table_of_objects_is_mended(self) -> None:
        data = page_of(typed("The council met."))
        for broken in (data.replace(b"00000000", b"00009990"), data.replace(b"startxref\n", b"startxref\n9")):
            assert self.document(broken).text == "The council met."

    def test_pages_that_lead_to_themselves_are_told(self) -> None:
        data = made_of(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>")
        assert self.reason(data)

    def test_a_page_that_unpacks_to_hundreds_of_megabytes_is_told(self) -> None:
        assert self.reason(page_of(b" " * (40 << 20))).startswith("is a PDF with a part that is too large")

    def test_a_file_that_takes_too_long_is_told(self) -> None:
        reason = self.reason(page_of(typed("The council met.") * 2_000), ReadingOptions(longest_reading=0.01))
        assert reason == "takes longer than 0.01 s to read (longest_reading)"
