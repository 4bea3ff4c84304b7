"""Decides whether this version of the program can use an index: by format, analysis, libraries and reading options.

Raise `FORMAT` when the files of an index change their names or layout. Raise `ANALYSIS` when the same articles yield
other documents, sentences or terms.
"""

import json
import re
import unicodedata
from dataclasses import asdict
from functools import cache
from importlib.metadata import distribution

from retrieval.corpus.loaders import ReadingOptions
from retrieval.duplicates import scheme

FORMAT = 6
ANALYSIS = 3

LIBRARIES = (
    "charset-normalizer",
    "feedparser",
    "ftfy",
    "htmldate",
    "justext",
    "lxml",
    "marisa-trie",
    "nltk",
    "opencc",
    "py3langid",
    "pypdf",
    "pystemmer",
    "python-docx",
    "regex",
    "sentencex",
    "tantivy",
    "trafilatura",
)


def made_by(options: ReadingOptions, corpus_language: str | None = None) -> str:
    """Return, as JSON, everything but the format and languages' word data that determines what an index holds.

    `corpus_language` is that of `retrieval.analysis.languages.Languages`.
    """
    parts = {
        "analysis": ANALYSIS,
        **_libraries(),
        "duplicates": scheme(),
        **asdict(options),
        "corpus_language": corpus_language,
    }
    return json.dumps({name: str(value) for name, value in parts.items()})


def difference(before: str, now: str) -> str | None:
    """Name what differs between two results of `made_by`, such as "trafilatura 2.2 -> 2.3"; None if nothing does."""
    if before == now:
        return None
    try:
        old = json.loads(before)
        new = json.loads(now)
        changed = [f"{name} {old.get(name)} -> {value}" for name, value in new.items() if old.get(name) != value]
    except (ValueError, AttributeError):
        changed = []
    return ", ".join(changed) or "another version of the program"


@cache
def _libraries() -> dict[str, str]:
    return {name: _version(name) for name in LIBRARIES} | {"unicode": unicodedata.unidata_version}


def _version(library: str) -> str:
    """Return the version of an installed library.

    Of its metadata only that line is read: to parse them all takes some milliseconds of each start.
    """
    installed = distribution(library)
    metadata = installed.read_text("METADATA") or ""
    found = re.search(r"^Version: *(\S+)$", metadata.partition("\n\n")[0], re.MULTILINE)
    return found[1] if found else installed.version
