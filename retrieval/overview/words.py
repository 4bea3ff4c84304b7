"""The words of a language that tell names and statements apart, as values."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class OverviewWords:
    """Words in lower case; by default none, so that there are names without titles, and no questions.

    `titles` and `articles` stand before a name and are no part of it; a question keeps the `article`. `abbreviations`
    (as they are written, without a full stop) begin a name, `linking` words join the capitalised words of one.
    `agencies` are the spellings of news agencies. `verbs` are pairs of a past tense and its base form. An object begins
    with one of the `determiners` or any other word, but with none of `no_objects`; that of the `reporting` verbs, given
    by their base form, may be a clause, which begins with one of `clauses`. A statement with one of the `pronouns`
    cannot be read by itself. `question` is a pattern with the fields "name" and "verb".
    """

    titles: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    article: str = ""
    abbreviations: frozenset[str] = frozenset()
    linking: tuple[str, ...] = ()
    agencies: frozenset[str] = frozenset()
    verbs: tuple[tuple[str, str], ...] = ()
    reporting: frozenset[str] = frozenset()
    clauses: frozenset[str] = frozenset()
    determiners: frozenset[str] = frozenset()
    no_objects: frozenset[str] = frozenset()
    pronouns: frozenset[str] = frozenset()
    question: str = ""

    @classmethod
    def of(cls, table: Mapping[str, Any], agencies: Mapping[str, Sequence[str]]) -> Self:
        """Take the table `overview` of a language, and the agencies with their other spellings."""
        words: dict[str, Iterable[str]] = {name: it for name, it in table.items() if isinstance(it, list)}
        return cls(
            linking=tuple(words.pop("linking")),
            agencies=frozenset(it.casefold() for name, others in agencies.items() for it in (name, *others)),
            verbs=tuple(sorted((past, base) for past, base in map(str.split, table["verbs"].split(",")))),
            article=table["article"],
            question=table["question"],
            **{name: frozenset(it) for name, it in words.items()},
        )

    def digest(self) -> str:
        """Return a hash of all words: what was made with others must be made again."""
        values = (getattr(self, it.name) for it in fields(self))
        words = repr([sorted(it) if isinstance(it, frozenset) else it for it in values])
        return hashlib.blake2b(words.encode(), digest_size=8).hexdigest()
