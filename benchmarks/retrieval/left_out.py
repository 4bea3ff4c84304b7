"""Asks questions of corpora that lack the documents that answer them.

The questions are divided by their documents. For each part, an index is built of the corpus without the documents of
its gold sentences and their duplicates, so that nothing of these is counted or known. Up to `PARTS` documents, each is
left out alone.
"""

import json
import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from retrieval.evaluation import Question
from retrieval.searcher import Searcher
from retrieval.store import Generation

PARTS = 24

Open = Callable[[Path, Path], Searcher]
"""Returns the searcher of a corpus, whose index is stored in the second folder."""


def share_answered(corpus: Path, questions: Sequence[Question], stored: Generation, open_searcher: Open) -> float:
    """Return the share of the answerable questions that are answered without the documents of their gold sentences.

    `stored` is the index of the whole corpus, which is a file of JSON lines.
    """
    lines = {json.loads(line)["id"]: line for line in corpus.read_text(encoding="utf-8").split("\n") if line.strip()}
    parts = _parts(questions)
    answered = 0
    for part in parts:
        out = {its for question in part for its in _with_the_answer(question, stored)}
        kept = [line for name, line in lines.items() if name not in out]
        answered += _answered(part, kept, open_searcher) if kept else 0
    return answered / max(1, sum(map(len, parts)))


def _parts(questions: Sequence[Question]) -> Sequence[Sequence[Question]]:
    """Divide the answerable questions by the document of the first gold sentence."""
    number_of: dict[str, int] = {}
    parts: defaultdict[int, list[Question]] = defaultdict(list)
    for question in questions:
        if question.answerable:
            number = number_of.setdefault(question.gold[0].document_id, len(number_of))
            parts[number % PARTS].append(question)
    return list(parts.values())


def _answered(questions: Sequence[Question], lines: Sequence[str], open_searcher: Open) -> int:
    """Return how many questions a corpus of these lines answers."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus.jsonl"
        corpus.write_text("\n".join(lines), encoding="utf-8")
        searcher = open_searcher(corpus, Path(folder) / "data")
        return sum(searcher.search(it.text, 1).answered for it in questions)


def _with_the_answer(question: Question, stored: Generation) -> set[str]:
    """Return the ids of the documents of the gold sentences, with the duplicates of each."""
    kept = {stored.searched(it.document_id).id for it in question.gold}
    return kept | {copy.id for it in kept for copy in stored.copies_of(it).values()}
