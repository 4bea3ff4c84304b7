"""Reads lists of candidates: questions, each with the sentences to rank, as the sets WikiQA and TREC-QA have them.

One JSON object a line: `{"id", "question", "candidates": [{"text", "relevant"}]}`, with an optional `language`; other
keys are ignored.
"""

from dataclasses import dataclass
from pathlib import Path

from retrieval.errors import QuestionSetError
from retrieval.evaluation.labelled_lines import WrongLineError, fields_of, question_of, read_labelled

_FORM = '{"id", "question", "candidates": [{"text", "relevant"}]}'


@dataclass(frozen=True, slots=True)
class ListedCandidate:
    """A text that is ranked, and whether it answers."""

    text: str
    relevant: bool


@dataclass(frozen=True, slots=True)
class CandidateList:
    """A question and the candidates that compete for it; `language` is the code of their language, None if unknown."""

    id: str
    question: str
    candidates: tuple[ListedCandidate, ...]
    language: str | None = None


def read_lists(path: Path) -> tuple[CandidateList, ...]:
    """Read the lists; blank lines are skipped.

    Raises `QuestionSetError` if the file cannot be read, has no list with a word, or a line has another form.
    """
    lists = read_labelled(path, _read)
    if not any(any(map(str.isalnum, candidate.text)) for it in lists for candidate in it.candidates):
        raise QuestionSetError(path, f"there is no candidate with a word in it: put {_FORM} a line")
    return lists


def _read(line: bytes) -> CandidateList:
    """Return the list of a line. Raises `WrongLineError`."""
    item = fields_of(line, ("id", "question", "candidates"), _FORM)
    identifier, question = question_of(item)
    candidates, language = item["candidates"], item.get("language")
    if not isinstance(candidates, list):
        raise WrongLineError('"candidates" must be a list of {"text", "relevant"}')
    if language is not None and not isinstance(language, str):
        raise WrongLineError('"language" must be a code such as "en"')
    return CandidateList(
        identifier,
        question,
        tuple(_candidate(it, f"candidate {number}") for number, it in enumerate(candidates, start=1)),
        language,
    )


def _candidate(item: object, name: str) -> ListedCandidate:
    if not isinstance(item, dict) or not {"text", "relevant"} <= item.keys():
        raise WrongLineError(f'{name} must be an object {{"text", "relevant"}}')
    text, relevant = item["text"], item["relevant"]
    if not isinstance(text, str):
        raise WrongLineError(f'"text" of {name} must be a string')
    if not isinstance(relevant, bool):
        raise WrongLineError(f'"relevant" of {name} must be true or false')
    return ListedCandidate(text, relevant)
