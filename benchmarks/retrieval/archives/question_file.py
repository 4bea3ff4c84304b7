"""The file of questions: which archive each asks, and the keys of the sentences that answer it."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from benchmarks.retrieval.archives.sentence_keys import SentenceKey
from retrieval.evaluation import Gold, Question
from retrieval.store import Generation

QUESTIONS = Path(__file__).with_name("questions.tsv")
SEEN, UNSEEN = "seen", "unseen"
_NOWHERE = Gold("", 0, 0, "")
"""Stands for a sentence that the index lacks: no search can find it, and the question counts as missed."""


@dataclass(frozen=True, slots=True)
class ArchiveQuestion:
    """A question with the keys of the sentences that answer it, each enough alone."""

    archive: str
    text: str
    keys: tuple[SentenceKey, ...]

    @property
    def half(self) -> str:
        """`SEEN` or `UNSEEN`, by the parity of the last digit of SHA-256 of the question's text."""
        return UNSEEN if int(sha256(self.text.encode()).hexdigest()[-1], 16) % 2 else SEEN

    def in_index(self, stored: Generation) -> Question:
        """Return the question with the places of its sentences in an index.

        A sentence of a duplicate is looked for in the document that is searched instead.
        """
        gold = [it for key in self.keys for it in _gold(key, stored)]
        return Question(self.text, self.text, tuple(gold) or (_NOWHERE,), (self.half,))


def is_found(question: Question) -> bool:
    """Tell whether the index has a sentence that answers the question."""
    return question.gold != (_NOWHERE,)


def read_questions(path: Path = QUESTIONS) -> Sequence[ArchiveQuestion]:
    """Read the questions: archive, question and keys, a line each, with tabs between them.

    Raises `ValueError` with the line's number if one has another form, or asks what another one asks.
    """
    questions: list[ArchiveQuestion] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        try:
            archive, text, keys = line.split("\t")
            question = ArchiveQuestion(archive, text, tuple(map(SentenceKey.parse, keys.split(" "))))
        except ValueError as error:
            raise ValueError(f"{path.name}, line {number}: {error}") from error
        if any((it.archive, it.text) == (archive, text) for it in questions):
            raise ValueError(f"{path.name}, line {number}: {text!r} stands there twice: put the keys into one line")
        questions.append(question)
    return questions


def _gold(key: SentenceKey, stored: Generation) -> Sequence[Gold]:
    try:
        document = stored.searched(key.document_id)
    except KeyError:
        return []
    text = document.text
    return [Gold(document.id, it.start, it.end, text[it.start : it.end]) for it in key.spans_in(text)]
