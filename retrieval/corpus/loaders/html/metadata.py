"""Extracts the metadata of a web page from its markup."""

import json
import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.corpus.loaders.cleaning import clean_line
from retrieval.corpus.loaders.html.boilerplate import main_part
from retrieval.corpus.loaders.metadata import date_of, language_code, web_address

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# In order of their usual precision.
_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "published_time",
    "publish-date",
    "publish_date",
    "publishdate",
    "publication_date",
    "pubdate",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "article.published",
    "citation_publication_date",
    "citation_date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dc.date",
    "dcterms.date",
    "dc.created",
    "date",
    "originalpublicationdate",
)
_SITE_NAMES = ("og:site_name", "application-name", "dc.publisher", "dcterms.publisher", "citation_journal_title")
_ARTICLES = re.compile(r"Article$|^BlogPosting$|^LiveBlogPosting$|^Report$|^WebPage$")
_DATE_CLASS = re.compile(
    r"(?:^|[-_\s])(?:published|pubdate|datepublished|dateline|(?:post|entry|article)[-_]?date)", re.IGNORECASE
)
# Limits on JSON-LD: a news archive has thousands of pages an hour.
_LONGEST_JSON = 1 << 20
_DEEPEST_JSON = 6


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """The metadata of a page; None for a field that the page lacks."""

    title: str | None
    published: str | None
    source: str | None
    author: str | None
    url: str | None
    language: str | None


def read_metadata(tree: "HtmlElement", *, is_book: bool = False) -> PageMetadata:
    """Return the metadata in the markup; nothing is guessed from the text or from today's date.

    With `is_book`, for very large pages, only explicit markup is read, without trafilatura.
    """
    meta = dict(_meta(tree))
    linked = list(_linked_data(tree))
    found = _Found(title=meta.get("og:title") or tree.findtext(".//title")) if is_book else _search(tree)
    return PageMetadata(
        title=clean_line(found.title),
        published=_published(tree, meta, linked),
        source=clean_line(_first(meta, _SITE_NAMES) or _publisher(linked) or found.site),
        author=clean_line(found.author.replace("; ", ", ") if found.author else meta.get("author")),
        url=web_address(_canonical(tree)) or web_address(found.url),
        language=_language(tree) or language_code(meta.get("content-language") or meta.get("og:locale")),
    )


@dataclass(frozen=True, slots=True)
class _Found:
    title: str | None = None
    author: str | None = None
    site: str | None = None
    url: str | None = None


def _search(tree: "HtmlElement") -> _Found:
    """Return what trafilatura finds in the many places that sites use."""
    from trafilatura.metadata import extract_metadata  # noqa: PLC0415

    for name in ("trafilatura", "htmldate"):  # they log every odd page
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        # Its search for dates depends on the current day; an empty output format disables it.
        found = extract_metadata(tree, date_config={"outputformat": "", "max_date": "2100-01-01"})
    except Exception:  # noqa: BLE001  a hostile page may provoke any error, RecursionError included
        return _Found()
    return _Found(found.title, found.author, found.sitename, found.url)


def _language(tree: "HtmlElement") -> str | None:
    names = ("lang", "xml:lang", "{http://www.w3.org/XML/1998/namespace}lang")
    return next((code for name in names if (code := language_code(tree.get(name)))), None)


def _meta(tree: "HtmlElement") -> Iterator[tuple[str, str]]:
    """Yield the name and content of the meta elements; the first of each name counts."""
    seen: set[str] = set()
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
        content = element.get("content", "").strip()
        if name and content and name.lower() not in seen:
            seen.add(name.lower())
            yield name.lower(), content


def _linked_data(tree: "HtmlElement") -> Iterator[Mapping[str, object]]:
    """Yield the objects of the page's JSON-LD, and clear malformed scripts, which trafilatura is slow to search."""
    for script in tree.iter("script"):
        if "json" not in script.get("type", "").lower():
            continue
        text = script.text or ""
        try:
            yield from _objects(json.loads(text, strict=False) if len(text) <= _LONGEST_JSON else None, _DEEPEST_JSON)
        except (ValueError, RecursionError):
            script.text = None
        if len(text) > _LONGEST_JSON:
            script.text = None


def _objects(value: object, depth: int) -> Iterator[Mapping[str, object]]:
    if depth and isinstance(value, list):
        for item in value:
            yield from _objects(item, depth - 1)
    elif depth and isinstance(value, dict):
        yield value
        yield from _objects(value.get("@graph"), depth - 1)
        yield from _objects(value.get("mainEntity"), depth - 1)


def _is_article(value: Mapping[str, object]) -> bool:
    kinds = value.get("@type")
    return any(isinstance(it, str) and _ARTICLES.search(it) for it in (kinds if isinstance(kinds, list) else [kinds]))


def _published(tree: "HtmlElement", meta: Mapping[str, str], linked: list[Mapping[str, object]]) -> str | None:
    """Return the page's date of publication: the first statement that can be parsed."""
    for value in linked:
        if _is_article(value) and isinstance(words := value.get("datePublished"), str) and (date := date_of(words)):
            return date
    for name in _PUBLISHED:
        if name in meta and (date := date_of(meta[name])):
            return date
    for element in _dated(tree):
        if date := date_of(element.get("datetime") or element.get("content") or element.get("title") or ""):
            return date
        if date := date_of(" ".join("".join(element.itertext()).split())):
            return date
    return None


def _dated(tree: "HtmlElement") -> Iterator["HtmlElement"]:
    """Yield the elements marked as the date of publication, then the first <time> of the article."""
    for element in tree.iter("time", "span", "div", "p", "abbr", "meta"):
        names = element.get("itemprop", "") + " " + element.get("class", "")
        if "pubdate" in element.attrib or "datePublished" in names or _DATE_CLASS.search(names):
            yield element
    article = main_part(tree)
    time = next(article.iter("time"), None)
    if time is not None:
        yield time


def _publisher(linked: list[Mapping[str, object]]) -> str | None:
    for value in linked:
        publisher = value.get("publisher") if _is_article(value) else None
        if isinstance(publisher, dict) and isinstance(name := publisher.get("name"), str):
            return name
    return None


def _canonical(tree: "HtmlElement") -> str | None:
    for link in tree.iter("link"):
        if "canonical" in link.get("rel", "").lower().split():
            return str(link.get("href", ""))
    return None


def _first(meta: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((meta[name] for name in names if name in meta), None)
