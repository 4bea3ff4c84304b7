"""Loader of Word's DOCX files: one document each."""

import warnings
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO
from zipfile import ZipFile

from retrieval.corpus.loaders.cleaning import clean, clean_line
from retrieval.corpus.loaders.errors import UnusableError
from retrieval.corpus.loaders.html.tree import ENDS_SENTENCE
from retrieval.corpus.loaders.limits import Deadline
from retrieval.corpus.loaders.metadata import iso_with_offset, language_code, title_of
from retrieval.corpus.loaders.options import ReadingOptions, read_whole
from retrieval.corpus.loaders.zip_container import open_container
from retrieval.models import Document, Skipped

if TYPE_CHECKING:
    from docx.blkcntnr import BlockItemContainer
    from docx.document import Document as WordDocument
    from docx.opc.coreprops import CoreProperties
    from docx.oxml.table import CT_Tc
    from docx.table import Table, _Cell

# A long book has some 500,000: each run of text has several tags.
_MOST_TAGS = 2_000_000
_BLOCK = 1 << 20
_DEEPEST_TABLE = 8
_NO_AUTHORS = frozenset({"python-docx"})  # from the template of the library that wrote the file


def load_docx(file: BinaryIO, path: str, options: ReadingOptions) -> Iterator[Document | Skipped]:
    """Yield the file as a document: its paragraphs, headings and tables, in order."""
    data = read_whole(file, options)
    with open_container(data, "DOCX", options) as archive:
        _check_tags(archive)
        document = _document(data, path, Deadline(options))
    yield document


def _document(data: bytes, path: str, deadline: Deadline) -> Document:
    import docx  # noqa: PLC0415

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        word = docx.Document(BytesIO(data))
        text = clean("\n\n".join(_blocks(word, _DEEPEST_TABLE, deadline)))
        properties = word.core_properties
    if not any(character.isalnum() for character in text):
        raise UnusableError("has no words")
    author = clean_line(properties.author)
    return Document(
        id=path,
        text=text,
        title=clean_line(properties.title) or title_of(text),
        published=_date(properties),
        author=None if author in _NO_AUTHORS else author,
        language=language_code(properties.language),
    )


def _check_tags(archive: ZipFile) -> None:
    """Raise `UnusableError` where the tree of a part would fill the memory."""
    for member in archive.infolist():
        if member.filename.endswith((".xml", ".rels")):
            with archive.open(member) as part:
                tags = sum(block.count(b"<") for block in iter(lambda: part.read(_BLOCK), b""))
            if tags > _MOST_TAGS:
                raise UnusableError(f"has a part of more than {_MOST_TAGS:,} tags")


def _blocks(container: "BlockItemContainer | WordDocument", depth: int, deadline: Deadline) -> Iterator[str]:
    """Yield the paragraphs and table rows."""
    from docx.table import Table  # noqa: PLC0415

    for item in container.iter_inner_content():
        deadline.check()
        if not isinstance(item, Table):
            yield item.text
        elif depth:
            yield from _rows(item, depth - 1, deadline)


def _rows(table: "Table", depth: int, deadline: Deadline) -> Iterator[str]:
    """Yield a block for each row: short cells joined by bars; a cell with prose is a block of its own."""
    for row in table._tbl.tr_lst:  # noqa: SLF001  the public API searches for merged cells, once per cell
        short: list[str] = []
        for cell in row.tc_lst:
            blocks = [block for block in _blocks(_cell(cell, table), depth, deadline) if block.strip()]
            if len(blocks) == 1 and not ENDS_SENTENCE.search(blocks[0].rstrip()):
                short.append(blocks[0])
                continue
            if short:
                yield " | ".join(short)
                short = []
            yield from blocks
        if short:
            yield " | ".join(short)


def _cell(cell: "CT_Tc", table: "Table") -> "_Cell":
    from docx.table import _Cell  # noqa: PLC0415

    return _Cell(cell, table)


def _date(properties: "CoreProperties") -> str | None:
    """Return the date of creation that the file states."""
    try:
        made = properties.created
    except (ValueError, TypeError):  # malformed
        return None
    return None if made is None else iso_with_offset(made)
