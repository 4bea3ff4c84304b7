"""What is remembered of an answer that was given, for its buttons and for follow-ups. Frozen values and JSON."""

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from retrieval.models import Filters

_DIGEST_BYTES = 6


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quoted stretch of a document. `digest` tells whether the document still has the same text there."""

    document_id: str
    start: int
    end: int
    digest: str

    @classmethod
    def of(cls, document_id: str, start: int, end: int, text: str) -> Self:
        """Return the record of a quote, whose text is not kept."""
        return cls(document_id, start, end, _digest(text))


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """An answer that was given: what was searched, and what was quoted, in the order of the ranking.

    `page` is how many quotes are shown at once. `fingerprint` is that of the corpus.
    """

    question: str
    answered: bool
    fingerprint: str
    page: int
    quoted: tuple[Quoted, ...]
    filters: Filters = Filters()  # noqa: RUF009  (frozen)
    newest_first: bool = False

    def to_json(self) -> str:
        """Return the answer as JSON."""
        filters = {name: sorted(it) if isinstance(it, frozenset) else it for name, it in _given(self.filters).items()}
        quoted = [[it.document_id, it.start, it.end, it.digest] for it in self.quoted]
        return json.dumps({**asdict(self), "filters": filters, "quoted": quoted}, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the answer of which this is the JSON."""
        values: dict[str, Any] = json.loads(text)
        values["filters"] = _filters(values["filters"])
        values["quoted"] = tuple(Quoted(*it) for it in values["quoted"])
        return cls(**values)


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES).hexdigest()


def _given(filters: Filters) -> dict[str, Any]:
    """Return the fields that differ from an empty filter's: most are empty."""
    empty = Filters()
    return {it.name: value for it in fields(filters) if (value := getattr(filters, it.name)) != getattr(empty, it.name)}


def _filters(values: dict[str, Any]) -> Filters:
    """Return filters from JSON's lists, each as the type that the field's default has."""
    empty = Filters()
    kinds = {name: type(getattr(empty, name)) for name in values}
    return Filters(**{name: kinds[name](it) if isinstance(it, list) else it for name, it in values.items()})
