"""Loader of RSS and Atom files: a document for each entry."""

import re
import warnings
from calendar import timegm
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, BinaryIO

from retrieval.corpus.loaders.cleaning import clean, clean_line
from retrieval.corpus.loaders.decoding import decode_markup
from retrieval.corpus.loaders.errors import UnusableError, error_text
from retrieval.corpus.loaders.html import html_to_text
from retrieval.corpus.loaders.html.tree import MOST_TAGS
from retrieval.corpus.loaders.metadata import date_of, language_code, title_of, web_address
from retrieval.corpus.loaders.options import ReadingOptions, read_whole
from retrieval.models import Document, Skipped

_BEFORE_ROOT = re.compile(r"\s*(?:<\?[^>]*\?>|<!--.*?-->|<!DOCTYPE[^>\[]*>)", re.DOTALL)
_ROOT = re.compile(r"\s*<(?:rss|feed|rdf:RDF|channel|(?:atom|a|ns0):feed)[\s>]")
_ENTITIES = re.compile(r"<!DOCTYPE[^>]*\[|<!ENTITY", re.IGNORECASE)
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_PROLOGUE = 64 << 10  # a declaration stands before the root element
_PLAIN = "text/plain"
_MARKUP = re.compile(r"</?(?:p|br|div|a|b|i|em|strong|ul|ol|li|img|span|h[1-6])\b[^<>]*>", re.IGNORECASE)


def load_feed(file: BinaryIO, path: str, options: ReadingOptions) -> Iterator[Document | Skipped]:
    """Yield a document for every entry with a text, and a `Skipped` for every other one."""
    feed = _parsed(decode_markup(read_whole(file, options)))
    for number, entry in enumerate(feed["entries"], start=1):
        try:
            yield _document(entry, feed["feed"], f"{path}#{number}")
        except UnusableError as error:
            yield Skipped(path, f"entry {number} {error}")


def _parsed(markup: str) -> Mapping[str, Any]:
    _check(markup)
    import feedparser  # noqa: PLC0415

    # The text is encoded as UTF-8, whatever it declares.
    data = b'<?xml version="1.0" encoding="utf-8"?>' + _DECLARATION.sub("", markup, count=1).encode("utf-8", "replace")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            feed = feedparser.parse(BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # noqa: BLE001  a broken file may provoke any error, RecursionError included
        raise UnusableError(f"cannot be read as a feed: {error_text(error)}") from None
    if not feed.entries:
        broken = feed.get("bozo_exception") if feed.get("bozo") else None
        reason = f": {' '.join(str(broken).split())}" if broken else ""
        raise UnusableError(f"is a feed without entries{reason}")
    return {"entries": list(map(dict, feed.entries)), "feed": dict(feed.feed)}  # its own mappings warn


def _check(markup: str) -> None:
    """Raise `UnusableError` where the XML is not a feed, declares entities, or has too many tags."""
    if _ENTITIES.search(markup, 0, _PROLOGUE):
        raise UnusableError("declares XML entities of its own, which are not read")
    place = 0
    while match := _BEFORE_ROOT.match(markup, place):
        place = match.end()
    if not _ROOT.match(markup, place):
        raise UnusableError("is not an RSS or Atom feed")
    if markup.count("<") > MOST_TAGS:
        raise UnusableError(f"has more than {MOST_TAGS:,} tags")


def _document(entry: Mapping[str, Any], feed: Mapping[str, Any], otherwise: str) -> Document:
    text = _text(entry)
    if not any(character.isalnum() for character in text):
        raise UnusableError("has no text")
    return Document(
        id=clean_line(entry.get("id")) or clean_line(entry.get("link")) or otherwise,
        text=text,
        title=_line(entry.get("title")) or title_of(text),
        source=_line((entry.get("source") or {}).get("title")) or _line(feed.get("title")),
        published=_published(entry),
        url=web_address(entry.get("link")),
        author=clean_line(entry.get("author")) or clean_line(feed.get("author")),
        language=_language(entry) or language_code(feed.get("language")),
    )


def _text(entry: Mapping[str, Any]) -> str:
    """Return the longest of the entry's contents, or its summary if it has none."""
    texts = [_plain(part) for part in entry.get("content") or ()]
    longest = max(texts, key=len, default="")
    return longest or _plain(entry.get("summary_detail") or {})


def _plain(part: Mapping[str, Any]) -> str:
    value = part.get("value") or ""
    is_plain = part.get("type") == _PLAIN and not _MARKUP.search(value)
    return clean(value) if is_plain else html_to_text(value)


def _line(value: str | None) -> str | None:
    """Return a title, which may contain HTML, as one line."""
    return clean_line(html_to_text(value)) if value else None


def _published(entry: Mapping[str, Any]) -> str | None:
    """Return the date of publication, else of the last change, with the UTC offset that it states."""
    for name in ("published", "created", "updated"):
        words = entry.get(name)
        if not words:
            continue
        if date := date_of(words):
            return date
        parsed = entry.get(f"{name}_parsed")
        if parsed and str(parsed[0]) in words:  # a missing year would be filled in with the current one
            return datetime.fromtimestamp(timegm(parsed), UTC).isoformat()
    return None


def _language(entry: Mapping[str, Any]) -> str | None:
    """Return the language with which the entry's text is marked."""
    parts = (*(entry.get("content") or ()), entry.get("summary_detail") or {}, entry.get("title_detail") or {})
    return next((code for part in parts if (code := language_code(part.get("language")))), None)
