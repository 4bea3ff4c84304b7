"""The overview of a corpus, as a frozen value and as JSON."""

import json
from dataclasses import asdict, dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class SampleQuestion:
    """A question, and the sentence that it was made from: a stretch of a document."""

    question: str
    document_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Overview:
    """What a corpus is about: names, and questions. Whether their own sentences answer these is not known yet."""

    topics: tuple[str, ...] = ()
    questions: tuple[SampleQuestion, ...] = ()

    def to_json(self) -> str:
        """Return the overview as JSON."""
        return json.dumps(asdict(self), indent=1)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the overview of which this is the JSON. Raises `ValueError`, `LookupError` or `TypeError`."""
        values = json.loads(text)
        return cls(tuple(values["topics"]), tuple(SampleQuestion(**it) for it in values["questions"]))
