"""What is remembered of an answer that was given, for its buttons and for follow-ups. Frozen values and JSON."""

import json
from dataclasses import dataclass, replace
from typing import Any, Self

from bot.asked import Alternative, Asked, Quoted, from_rows, to_rows


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """An answer that was given: what was searched, and what was quoted, in the order of the ranking.

    `page` is how many quotes it has at most; 0 stands for what the settings say. `fingerprint` is that of the corpus.
    `alternatives` are what buttons offer to search instead. Further pages listed the quotes up to `listed`, which is 0
    if none was shown.
    """

    asked: Asked
    answered: bool
    fingerprint: str
    page: int
    quoted: tuple[Quoted, ...]
    alternatives: tuple[Alternative, ...] = ()
    listed: int = 0

    @classmethod
    def without_quotes(cls, asked: Asked, alternatives: tuple[Alternative, ...] = ()) -> Self:
        """Return the record of a reply that quotes nothing."""
        return cls(asked, answered=False, fingerprint="", page=0, quoted=(), alternatives=alternatives)

    def after(self, given: Self) -> Self:
        """Return this answer after a view of one that was given: if they are the same, with what that listed."""
        is_further = given.asked == self.asked and given.listed > self.listed
        return replace(self, listed=given.listed) if is_further else self

    def to_json(self) -> str:
        """Return the answer as JSON."""
        values: dict[str, Any] = {
            "asked": self.asked.to_values(),
            "answered": self.answered,
            "fingerprint": self.fingerprint,
            "page": self.page,
            "quoted": to_rows(self.quoted),
            "alternatives": [it.to_values() for it in self.alternatives],
        }
        if self.listed:
            values["listed"] = self.listed
        return json.dumps(values, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the answer of which this is the JSON."""
        values: dict[str, Any] = json.loads(text)
        values["asked"] = Asked.from_values(values["asked"])
        values["quoted"] = from_rows(values["quoted"])
        values["alternatives"] = tuple(map(Alternative.from_values, values["alternatives"]))
        return cls(**values)
