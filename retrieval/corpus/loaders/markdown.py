"""Loader of Markdown files with optional YAML front matter: one document each.

The document's text is the whole file, so that offsets match the operator's file; `body` is where the prose begins.
"""

import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from retrieval.corpus.loaders.decoding import decode
from retrieval.corpus.loaders.errors import UnusableError
from retrieval.corpus.loaders.metadata import date_field, language_code, text_field, title_of
from retrieval.corpus.loaders.options import ReadingOptions, read_whole
from retrieval.models import Document, Skipped

_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)


def load_markdown(file: BinaryIO, path: str, options: ReadingOptions) -> Iterator[Document | Skipped]:
    """Yield the file as a document."""
    yield _document(decode(read_whole(file, options)), path)


def _document(text: str, path: str) -> Document:
    fields, body = _front_matter(text)
    if not any(character.isalnum() for character in text[body:]):
        raise UnusableError("has no words below its front matter")
    return Document(
        id=path,
        text=text,
        title=text_field(fields, "title") or title_of(text, body),
        source=text_field(fields, "source"),
        published=date_field(fields, "published") or date_field(fields, "date"),
        url=text_field(fields, "url"),
        body=body,
        author=_author(fields.get("author")),
        language=_language(fields.get("language")),
    )


def _author(value: object) -> str | None:
    """Return one author or several; None for any other value, which is meant for another program."""
    given = value if isinstance(value, list) else [value]
    names = [name for name in given if isinstance(name, str)]
    return text_field({"author": ", ".join(names)}, "author") if len(names) == len(given) else None


def _language(value: object) -> str | None:
    """Return the language code. "no" (Norwegian) is false in YAML."""
    words = "no" if value is False else value
    return language_code(words) if isinstance(words, str) else None


def _front_matter(text: str) -> tuple[Mapping[str, object], int]:
    """Return the fields and the offset of the body; a horizontal rule without fields belongs to the body."""
    match = _FRONT_MATTER.match(text)
    if match is None:
        return {}, 0
    import yaml  # noqa: PLC0415  (a start that reads no article does not need it)

    try:
        fields = yaml.safe_load(match["yaml"])
    except (
        yaml.YAMLError,
        ValueError,
        RecursionError,
        LookupError,
        ArithmeticError,
        AttributeError,
        TypeError,
    ) as error:
        # PyYAML raises other errors too: `!!bool x` is a KeyError, `!!timestamp x` an AttributeError.
        reason = " ".join(str(error).split())
        raise UnusableError(f"has front matter that is not valid YAML: {reason}") from None
    if not isinstance(fields, dict):
        return {}, (match.end() if fields is None else 0)
    return fields, match.end()
