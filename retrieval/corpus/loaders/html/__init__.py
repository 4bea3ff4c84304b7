"""Loader of web pages: the article of each, without the boilerplate around it."""

from collections.abc import Iterable, Iterator
from configparser import ConfigParser
from functools import cache
from html import unescape
from typing import TYPE_CHECKING, BinaryIO

from retrieval.corpus.loaders.blocks import TextBlock, cleaned, joined
from retrieval.corpus.loaders.decoding import decode_markup
from retrieval.corpus.loaders.errors import UnusableError
from retrieval.corpus.loaders.html.boilerplate import main_part, prune
from retrieval.corpus.loaders.html.metadata import read_metadata
from retrieval.corpus.loaders.html.source_text import restore_source_text
from retrieval.corpus.loaders.html.tree import parse, tree_blocks
from retrieval.corpus.loaders.metadata import title_of
from retrieval.corpus.loaders.options import ReadingOptions, read_whole
from retrieval.models import Document, Skipped

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# trafilatura traverses a page many times. A page with more bytes or tags than these is a book rather than an article:
# it is taken whole, except for elements whose tags mark boilerplate.
_LARGEST_PAGE = 3 << 20
_MOST_TAGS = 50_000
_LEAST_ARTICLE = 25  # characters
# In trafilatura's tree "head" is a heading, not the head of the page.
_NO_BODY_TEXT: frozenset[str] = frozenset({"graphic", "script", "style"})


def load_html(file: BinaryIO, path: str, options: ReadingOptions) -> Iterator[Document | Skipped]:
    """Yield the page as a document."""
    yield _document(decode_markup(read_whole(file, options)), path)


def html_to_text(markup: str) -> str:
    """Return the text of `html_blocks`, with a blank line between blocks; "" if there is none."""
    return joined(html_blocks(markup))[0]


def html_blocks(markup: str) -> list[TextBlock]:
    """Return the visible text of HTML, cleaned.

    For mail, feeds and books, which have no boilerplate. Raises `UnusableError` where the HTML is nested too deeply or
    has too many tags.
    """
    if "<" not in markup:
        return cleaned([TextBlock(unescape(markup))])
    tree = parse(markup)
    return [] if tree is None else cleaned(tree_blocks(tree))


def _document(markup: str, path: str) -> Document:
    tree = parse(markup)
    if tree is None:
        raise UnusableError("has no words")
    is_book = len(markup) > _LARGEST_PAGE or markup.count("<") > _MOST_TAGS
    page = read_metadata(tree, is_book=is_book)
    prune(tree)
    blocks = [] if is_book else _article(tree)
    blocks = blocks if _have_words(blocks) else cleaned(tree_blocks(main_part(tree)))
    if not _have_words(blocks):
        blocks = _whole(markup)
    if not _have_words(blocks):
        raise UnusableError("has no words")
    text, marks = joined(blocks)
    return Document(
        id=path,
        text=text,
        title=page.title or title_of(text),
        source=page.source,
        published=page.published,
        url=page.url,
        author=page.author,
        language=page.language,
        marks=marks,
    )


def _article(tree: "HtmlElement") -> list[TextBlock]:
    """Return the article of a page as the page has it; nothing if there is none to be found."""
    extracted = [it.text for it in cleaned(_extracted(tree))]
    return restore_source_text(extracted, cleaned(tree_blocks(tree))) if extracted else []


def _whole(markup: str) -> list[TextBlock]:
    """Return all of a page but its navigation, for a page whose article is named like a comment or an advertisement."""
    tree = parse(markup)
    if tree is None:
        return []
    prune(tree, by_name=False)
    return cleaned(tree_blocks(tree))


def _have_words(blocks: Iterable[TextBlock]) -> bool:
    return any(character.isalnum() for block in blocks for character in block.text)


@cache
def _settings() -> ConfigParser:
    """Return trafilatura's default settings with a lower limit on the size of an article.

    Below the limit it would fall back on the whole page as one paragraph, with added blanks.
    """
    from trafilatura.settings import DEFAULT_CONFIG  # noqa: PLC0415

    settings = ConfigParser()
    settings.read_dict(DEFAULT_CONFIG)
    settings["DEFAULT"]["MIN_EXTRACTED_SIZE"] = str(_LEAST_ARTICLE)
    return settings


def _extracted(tree: "HtmlElement") -> list[TextBlock]:
    from trafilatura import bare_extraction  # noqa: PLC0415

    try:
        found = bare_extraction(tree, include_comments=False, config=_settings())
    except Exception:  # noqa: BLE001  a hostile page may provoke any error, RecursionError included
        return []
    body = getattr(found, "body", None)
    return [] if body is None else tree_blocks(body, _NO_BODY_TEXT)
