"""Who published an article first: an agency, its source, or its site. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from urllib.parse import urlsplit

from retrieval.models import Document

_BEGINNING, _END = 600, 300
"""How many characters at either end of an article may hold its dateline or its credit."""
_ARTICLES = 1 << 10
_PLACE = 60
"""The most characters of a dateline before the agency: "BEIJING, April 14 "."""
_NO_SITE = re.compile(r"^(?:www\d*|m|mobile|amp)\.")


class Agencies:
    """News agencies, whose reports many sources print."""

    def __init__(self, names: Mapping[str, Sequence[str]] | None = None, credit_words: Iterable[str] = ()) -> None:
        """Take other spellings of each agency by its name, and words that may stand beside it in a credit."""
        written = {name: (name, *spellings) for name, spellings in (names or {}).items()}
        self._name_of = {spelling: name for name, spellings in written.items() for spelling in spellings}
        self._name_of_folded = {spelling.casefold(): name for spelling, name in self._name_of.items()}
        # The longest first: "Agence France-Presse" before "France".
        spellings = "|".join(map(re.escape, sorted(self._name_of, key=lambda it: (-len(it), it))))
        agency = rf"(?<!\w)({spellings})(?!\w)"
        self._anywhere = re.compile(agency)
        self._leading = re.compile(rf"({spellings})(?!\w)", re.IGNORECASE)
        self._dateline = re.compile(
            rf"^[^\n(–—]{{0,{_PLACE}}}(?:\({agency}[^)\n]{{0,20}}\)|{agency})\s*(?:[-–—:]|\Z)", re.MULTILINE
        )
        beside = "|".join(map(re.escape, sorted(credit_words, key=lambda it: (-len(it), it))))
        words = rf"(?:(?i:{beside})\b[\W\d_]*)*" if beside else ""
        self._known = lru_cache(maxsize=_ARTICLES)(self._find)  # popular articles recur
        self._credit = re.compile(rf"\A[\W\d_]*{words}{agency}[\W\d_]*{words}\Z")

    def of(self, document: Document) -> str | None:
        """Return the agency that is a document's source, or stands in its dateline or credit."""
        if not self._name_of:
            return None
        text = document.text
        beginning = text[document.body : document.body + _BEGINNING]
        return self._known(document.source, document.author, beginning, text[-_END:])

    def _find(self, source: str | None, author: str | None, beginning: str, end: str) -> str | None:
        if source and (found := self._leading.match(source.strip())):
            return self._name_of_folded[found[1].casefold()]
        if author and (found := self._anywhere.search(author)):
            return self._name_of[found[1]]
        last = end.rstrip().rpartition("\n")[2].strip()
        if not self._may_name(f"{beginning}\n{last}"):
            return None
        if found := self._dateline.search(beginning):
            return self._name_of[found[1] or found[2]]
        found = self._credit.match(last)
        return None if found is None else self._name_of[found[1]]

    def _may_name(self, text: str) -> bool:
        """Tell whether a text holds the spelling of an agency: much faster than a pattern, which few texts need."""
        for spelling in self._name_of:  # noqa: SIM110  (a generator takes twice as long, at each answer)
            if spelling in text:
                return True
        return False


def publisher_of(document: Document, agencies: Agencies) -> str | None:
    """Return who published a document: its agency, else its source, else the host of its URL, else None."""
    if (agency := agencies.of(document)) is not None:
        return agency
    return document.source or _site(document.url)


@lru_cache(maxsize=_ARTICLES)
def _site(url: str | None) -> str | None:
    """Return the host of a URL without what stands before a site's name, such as "www."."""
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        return None
    return _NO_SITE.sub("", host) if host else None
