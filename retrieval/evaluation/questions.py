"""Reads labelled question sets: questions with their gold sentences, as spans of the corpus's documents.

One JSON object a line: `{"id", "question", "gold": [{"doc_id", "start", "end"}], "answerable"}`, with optional `tags`
and `doc_id`, the document that the question is about; other keys are ignored. Offsets count the
characters of the document's text, end exclusive. The gold sentences are alternatives.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from retrieval.errors import QuestionSetError
from retrieval.evaluation.labelled_lines import WrongLineError, fields_of, question_of, read_labelled
from retrieval.models import Document

_FORM = '{"id", "question", "gold", "answerable"}'

Documents = Callable[[str], Document]
"""Returns a document by id; raises `KeyError` if there is none. `Generation.document` is such a function."""


@dataclass(frozen=True, slots=True)
class Gold:
    """A sentence that answers a question: `text == document.text[start:end]`."""

    document_id: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its gold sentences; none if it is unanswerable.

    `document_id` is the document that it is about, None if the set does not tell.
    """

    id: str
    text: str
    gold: tuple[Gold, ...]
    tags: tuple[str, ...] = ()
    document_id: str | None = None

    @property
    def answerable(self) -> bool:
        """Whether the corpus answers it."""
        return bool(self.gold)


def read_questions(path: Path, documents: Documents, searched: Documents | None = None) -> tuple[Question, ...]:
    """Read a question set and check it against the corpus; blank lines are skipped.

    `searched` returns the document that is searched in place of a duplicate, as `Generation.searched` does. A gold
    sentence of a duplicate is moved there if the text has it verbatim; otherwise it stays, and no search can find it.
    Raises `QuestionSetError` if the file cannot be read, or a line has another form or does not fit the corpus.
    """
    questions = read_labelled(path, lambda line: _Line(line, documents, searched or documents).question())
    if not questions:
        raise QuestionSetError(path, f"there is no question in it: put {_FORM} a line")
    return questions


class _Line:
    """Parses one line into a question; every method raises `WrongLineError`."""

    def __init__(self, line: bytes, documents: Documents, searched: Documents) -> None:
        self._documents = documents
        self._searched = searched
        self._item = fields_of(line, ("id", "question", "gold", "answerable"), _FORM)

    def question(self) -> Question:
        identifier, text = question_of(self._item)
        gold = self._item["gold"]
        if not isinstance(gold, list):
            raise WrongLineError('"gold" must be a list of {"doc_id", "start", "end"}, empty where nothing answers')
        self._check_answerable(has_gold=bool(gold))
        about = None
        if (asked_about := self._item.get("doc_id")) is not None:
            about = self._document(asked_about, '"doc_id"').id
        spans = tuple(dict.fromkeys(self._gold(span, f"gold {number}") for number, span in enumerate(gold, start=1)))
        return Question(identifier, text, spans, self._tags(), about)

    def _check_answerable(self, *, has_gold: bool) -> None:
        answerable = self._item["answerable"]
        if not isinstance(answerable, bool):
            raise WrongLineError('"answerable" must be true or false')
        if answerable and not has_gold:
            raise WrongLineError('"answerable" is true and "gold" is empty: name a sentence that answers, or say false')
        if has_gold and not answerable:
            raise WrongLineError('"answerable" is false and "gold" is not empty: empty it, or say true')

    def _tags(self) -> tuple[str, ...]:
        tags = self._item.get("tags", [])
        if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
            raise WrongLineError('"tags" must be a list of strings')
        return tuple(dict.fromkeys(tags))

    def _gold(self, span: object, name: str) -> Gold:
        if not isinstance(span, dict) or not {"doc_id", "start", "end"} <= span.keys():
            raise WrongLineError(f'{name} must be an object {{"doc_id", "start", "end"}}')
        document = self._document(span["doc_id"], name)
        start, end = (self._offset(span[key], f'"{key}" of {name}') for key in ("start", "end"))
        if start >= end:
            raise WrongLineError(f"{name} starts at {start} and ends at {end}: the end must come after the start")
        if end > (length := len(document.text)):
            raise WrongLineError(
                f"{name} ends at {end}, and the document {document.id!r} has {length} characters:"
                " offsets count the characters of its text; is this the corpus that was labelled?"
            )
        gold = Gold(document.id, start, end, document.text[start:end])
        return _where_searched(gold, self._searched(document.id))

    def _document(self, identifier: object, name: str) -> Document:
        if not isinstance(identifier, str):
            raise WrongLineError(f"the document of {name} must be named by a string")
        try:
            return self._documents(identifier)
        except KeyError as error:
            raise WrongLineError(
                f"{name} names the document {identifier!r}, which the corpus does not have:"
                " is this the corpus that was labelled?"
            ) from error

    @staticmethod
    def _offset(value: object, name: str) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise WrongLineError(f"{name} must be a whole number from 0 on, not {value!r}")
        return value


def _where_searched(gold: Gold, document: Document) -> Gold:
    """Return the gold sentence in the document that is searched, at the nearest place to that in the duplicate."""
    if document.id == gold.document_id:
        return gold
    places = [found.start() for found in re.finditer(f"(?={re.escape(gold.text)})", document.text)]
    if not places:
        return gold
    start = min(places, key=lambda place: abs(place - gold.start))
    return Gold(document.id, start, start + len(gold.text), gold.text)
