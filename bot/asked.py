"""What is searched for a message, and what buttons offer to search instead. Frozen values, which JSON can hold."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

from retrieval.models import Filters

_DIGEST_BYTES = 6
_TOLD = ("unread", "undated", "unsourced")


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
        digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES).hexdigest()
        return cls(document_id, start, end, digest)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is searched for a message: on the same corpus, equal values have equal answers.

    `question` is the completed question, without the words of filters; `typed` is what the person wrote. It
    `is_completed` if it says more than was typed, as after an earlier question, `has_lost_turn` if it would, but
    that is remembered no more, and `has_no_turn` if nothing was answered before. Quotes to `leave_out` are not shown
    again. With `newest_first`, the quotes that fit well enough stand by the dates of their articles. `suggestions`
    are other readings of the message. `unread` are filters in it without a meaning, `undated` are words of
    time where no article has a date, and `unsourced` such about a source where none has one: all are searched as words,
    which the answer says.
    """

    question: str
    typed: str = ""
    filters: Filters = Filters()  # noqa: RUF009  (frozen)
    newest_first: bool = False
    leave_out: tuple[Quoted, ...] = ()
    suggestions: tuple["Alternative", ...] = ()
    is_completed: bool = False
    has_lost_turn: bool = False
    has_no_turn: bool = False
    unread: tuple[str, ...] = ()
    undated: tuple[str, ...] = ()
    unsourced: tuple[str, ...] = ()

    def asks_the_same(self, other: "Asked") -> bool:
        """Tell whether both ask the same question of the same articles, in whatever order the quotes stand."""
        return (self.question, self.filters, self.leave_out) == (other.question, other.filters, other.leave_out)

    @classmethod
    def plainly(cls, text: str) -> Self:
        """Return what is searched for a question as it was typed."""
        return cls(text, text)

    def to_values(self) -> dict[str, Any]:
        """Return values that JSON can hold; those that are as by default are left out."""
        values: dict[str, Any] = {"question": self.question, "typed": self.typed}
        if filters := given_filters(self.filters):
            values["filters"] = filters
        flags = ("newest_first", "is_completed", "has_lost_turn", "has_no_turn")
        values |= {name: True for name in flags if getattr(self, name)}
        if self.leave_out:
            values["leave_out"] = to_rows(self.leave_out)
        if self.suggestions:
            values["suggestions"] = [it.to_values() for it in self.suggestions]
        values |= {name: told for name in _TOLD if (told := getattr(self, name))}
        return values

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Self:
        """Return what `to_values` was called of."""
        return cls(
            **{
                **values,
                "filters": _filters(values.get("filters", {})),
                "leave_out": from_rows(values.get("leave_out", ())),
                "suggestions": tuple(map(Alternative.from_values, values.get("suggestions", ()))),
                **{name: tuple(values.get(name, ())) for name in _TOLD},
            }
        )


@dataclass(frozen=True, slots=True)
class Alternative:
    """What a button offers to search.

    `label` is a marked text, whose placeholders `values` fill; without one, the button shows the question itself. The
    placeholder `filters` stands for the filters that the label is `about`.
    """

    asked: Asked
    label: str = ""
    values: tuple[tuple[str, str], ...] = ()
    about: Filters = Filters()  # noqa: RUF009  (frozen)

    def shown(self, text: Callable[..., str]) -> str:
        """Return what the button shows; `text` translates a marked text and fills its placeholders."""
        if not self.label:
            return self.asked.question
        filters = {} if self.about.is_empty else {"filters": self.about}
        return text(self.label, **dict(self.values), **filters)

    def to_values(self) -> dict[str, Any]:
        """Return values that JSON can hold."""
        about = {"about": filters} if (filters := given_filters(self.about)) else {}
        return {"asked": self.asked.to_values(), "label": self.label, "values": self.values, **about}

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Self:
        """Return what `to_values` was called of."""
        return cls(
            Asked.from_values(values["asked"]),
            values["label"],
            tuple(map(tuple, values["values"])),
            _filters(values.get("about", {})),
        )


def to_rows(quotes: tuple[Quoted, ...]) -> list[list[object]]:
    """Return quotes as lists."""
    return [[it.document_id, it.start, it.end, it.digest] for it in quotes]


def from_rows(rows: Any) -> tuple[Quoted, ...]:  # noqa: ANN401  (as JSON has it)
    """Return what `to_rows` was called of."""
    return tuple(Quoted(*it) for it in rows)


def given_filters(filters: Filters) -> dict[str, Any]:
    """Return the fields that differ from an empty filter's, as values that JSON can hold: most are empty."""
    empty = Filters()
    return {
        it.name: sorted(value) if isinstance(value, frozenset) else value
        for it in fields(filters)
        if (value := getattr(filters, it.name)) != getattr(empty, it.name)
    }


def _filters(values: Mapping[str, Any]) -> Filters:
    """Return filters from JSON's lists, each as the type that the field's default has."""
    empty = Filters()
    kinds = {name: type(getattr(empty, name)) for name in values}
    return Filters(**{name: kinds[name](it) if isinstance(it, list) else it for name, it in values.items()})
