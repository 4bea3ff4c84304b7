"""EPUB books."""

from collections.abc import Callable
from html import escape
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from retrieval.corpus.loaders import ReadingOptions
from tests.retrieval.corpus.loaders.extracted import ExtractedContract, sentences

_CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
    '<rootfiles><rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles>'
    "</container>"
)
_PACKAGE = (
    '<?xml version="1.0"?>{head}<package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
    '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">'
    "<dc:title>The Bridge &amp; the Barge</dc:title>"
    "<dc:creator>Ines Falk</dc:creator><dc:creator>Tom Okafor</dc:creator><dc:language>eng</dc:language>"
    '<dc:publisher>Harbour Press</dc:publisher><dc:date opf:event="modification">2023-01-01</dc:date>'
    "<dc:date>2019-05-01</dc:date></metadata><manifest>"
    '<item id="nav" properties="nav" href="nav.xhtml" media-type="application/xhtml+xml"/>'
    '<item id="style" href="style.css" media-type="text/css"/>{items}</manifest>'
    '<spine><itemref idref="nav"/><itemref idref="gone"/>{references}</spine></package>'
)
_CHAPTER = (
    '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><head><title/>'
    '<script src="x.js"/></head><body>{0}</body></html>'
)


def book(*chapters: str, head: str = "", **others: str) -> bytes:
    """Return a book of these chapters, which its package lists from last to first but reads from first to last."""
    numbers = range(len(chapters))
    item = '<item id="c{0}" href="text/c%20{0}.xhtml" media-type="application/xhtml+xml"/>'
    package = _PACKAGE.format(
        head=head,
        items="".join(item.format(number) for number in reversed(numbers)),
        references="".join(f'<itemref idref="c{number}"/>' for number in numbers),
    )
    parts = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": _CONTAINER,
        "OEBPS/content.opf": package,
        "OEBPS/nav.xhtml": _CHAPTER.format("<nav>Contents of the book</nav>"),
        **{f"OEBPS/text/c {number}.xhtml": chapters[number] for number in numbers},
        **others,
    }
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


class TestEpub(ExtractedContract):
    """An `.epub` file is its chapters, in reading order."""

    suffix = ".epub"

    def file_of(self, *paragraphs: str) -> bytes:
        return book(_CHAPTER.format("".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)))

    def test_the_chapters_come_in_reading_order_without_the_contents(self) -> None:
        chapters = (
            '<h1>One</h1><p>It was cold.<a id="p1"/> The barge came&#160;down.</p>',
            "<h1>Two</h1><p>The pier held.<br/>The bridge did not.</p>",
        )
        assert sentences(self.document(book(*map(_CHAPTER.format, chapters)))) == [
            "One",
            "It was cold.",
            "The barge came down.",
            "Two",
            "The pier held.",
            "The bridge did not.",
        ]

    def test_what_the_package_says_of_the_book_is_told(self) -> None:
        document = self.document(self.file_of("It was cold."))
        assert (document.title, document.author) == ("The Bridge & the Barge", "Ines Falk, Tom Okafor")
        assert (document.source, document.published, document.language) == ("Harbour Press", "2019-05-01", "en")

    @pytest.mark.parametrize(
        ("make", "reason"),
        [
            (lambda: b"no zip", "cannot be read as EPUB: File is not a zip file"),
            (lambda: book("<svg/>"), "has no words"),
            (lambda: book("<div>" * 100_000), "has a chapter, OEBPS/text/c 0.xhtml, that is nested too deeply"),
            (lambda: book(" " * (50 << 20)), "unpacks to more than 200 times its size (largest_ratio)"),
            (lambda: book(" " * (150 << 20)), "unpacks to 150 MiB, more than 128 MiB"),
            (
                lambda: book("x", **{"META-INF/encryption.xml": '<e><EncryptionMethod Algorithm="aes"/></e>'}),
                "is protected against copying (DRM)",
            ),
            (lambda: book("x", **{"META-INF/container.xml": "<c><rootfile full-path='../../x'/></c>"}), "lacks a part"),
            (lambda: book("x", **{"META-INF/container.xml": "<c/>"}), "cannot be read as EPUB: its container names no"),
        ],
    )
    def test_a_book_that_cannot_be_read_is_told(self, make: Callable[[], bytes], reason: str) -> None:
        assert self.reason(make()).startswith(reason)

    def test_more_parts_than_may_be_are_told(self) -> None:
        reason = self.reason(self.file_of("It was cold."), ReadingOptions(most_members=3))
        assert reason == "holds 5 parts, more than 3 (most_members)"

    def test_encrypted_fonts_are_no_reason_to_skip_a_book(self) -> None:
        fonts = '<e><EncryptionMethod Algorithm="http://www.idpf.org/2008/embedding"/></e>'
        assert self.document(book("<p>It was cold.</p>", **{"META-INF/encryption.xml": fonts})).text == "It was cold."

    def test_entities_are_not_resolved(self) -> None:
        entities = '<!DOCTYPE x [<!ENTITY a "haha"><!ENTITY b "&a;&a;">]>'
        assert "haha" not in self.document(book("<p>It was cold. &b;</p>", head=entities)).text
        assert self.document(book(f"{entities}<p>It was cold. &b;</p>")).text == "It was cold. &b;"
