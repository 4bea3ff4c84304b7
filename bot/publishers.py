"""Who published an article first: an agency, its source, or its site. Pure."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from urllib.parse import urlsplit

from retrieval.models import Document

_BEGINNING, _END = 600, 300
"""How many characters at either end of an article may hold its dateline or its credit."""
_ARTICLES = 1 << 10
_PATTERNS = 1 << 8
"""The most sets of agencies that stand together in an article and whose patterns are kept."""
_PLACE = 60
"""The most characters of a dateline before the agency: "BEIJING, April 14 "."""
_IS_WORD = re.compile(r"\w")
_NO_SITE = re.compile(r"^(?:www\d*|m|mobile|amp)\.")


class Agencies:
    """News agencies, whose reports many sources print."""

    def __init__(self, names: Mapping[str, Sequence[str]] | None = None, credit_words: Iterable[str] = ()) -> None:
        """Take other spellings of each agency by its name, and words that may stand beside it in a credit."""
        written = {name: (name, *spellings) for name, spellings in (names or {}).items()}
        self._name_of = {spelling: name for name, spellings in written.items() for spelling in spellings}
        self._name_of_folded = {
            spelling.casefold(): self._name_of[spelling] for spelling in _longest_first(self._name_of)
        }
        self._credit_words = tuple(credit_words)
        self._known = lru_cache(maxsize=_ARTICLES)(self._find)  # popular articles recur

    def of(self, document: Document) -> str | None:
        """Return the agency that is a document's source, or stands in its dateline or credit."""
        if not self._name_of:
            return None
        text = document.text
        beginning = text[document.body : document.body + _BEGINNING]
        return self._known(document.source, document.author, beginning, text[-_END:])

    def prepare(self) -> None:
        """Read the words of credits now. Raises `TypeError` if one of them is no text."""
        self._beside  # noqa: B018  (a cached property)

    @cached_property
    def _beside(self) -> str:
        """A pattern of any words beside an agency."""
        beside = "|".join(map(re.escape, _longest_first(self._credit_words)))
        return rf"(?:(?i:{beside})\b[\W\d_]*)*" if beside else ""

    @cached_property
    def _in_credit(self) -> Callable[[str], re.Pattern[str]]:
        return lru_cache(maxsize=_PATTERNS)(
            lambda agency: re.compile(rf"\A[\W\d_]*{self._beside}{agency}[\W\d_]*{self._beside}\Z")
        )

    def _find(self, source: str | None, author: str | None, beginning: str, end: str) -> str | None:
        if source and (name := self._leading(source.strip().casefold())) is not None:
            return name
        if author and (agency := self._agency_in(author)) and (found := re.search(agency, author)):
            return self._name_of[found[1]]
        if (agency := self._agency_in(beginning)) and (found := _in_dateline(agency).search(beginning)):
            return self._name_of[found[1] or found[2]]
        last = end.rstrip().rpartition("\n")[2].strip()
        if (agency := self._agency_in(last)) and (found := self._in_credit(agency).match(last)):
            return self._name_of[found[1]]
        return None

    def _leading(self, source: str) -> str | None:
        """Return the agency that the name of a source, case-folded, begins with."""
        for spelling, name in self._name_of_folded.items():
            if source.startswith(spelling) and not _IS_WORD.match(source, len(spelling)):
                return name
        return None

    def _agency_in(self, text: str) -> str:
        """Return a pattern of the spellings of agencies that stand in a text, "" if there are none, as in most texts.

        A pattern of all spellings would take milliseconds to compile, and much longer to search for.
        """
        written = [spelling for spelling in self._name_of if spelling in text]
        return rf"(?<!\w)({'|'.join(map(re.escape, _longest_first(written)))})(?!\w)" if written else ""


@lru_cache(maxsize=_PATTERNS)
def _in_dateline(agency: str) -> re.Pattern[str]:
    return re.compile(rf"^[^\n(–—]{{0,{_PLACE}}}(?:\({agency}[^)\n]{{0,20}}\)|{agency})\s*(?:[-–—:]|\Z)", re.MULTILINE)


def _longest_first(spellings: Iterable[str]) -> list[str]:
    """Return spellings in the order in which they are looked for: "Agence France-Presse" before "France"."""
    return sorted(spellings, key=lambda it: (-len(it), it))


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
