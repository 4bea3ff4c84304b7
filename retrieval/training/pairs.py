"""Training pairs of a question and the sentence that answers it, as terms and cues."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from retrieval.query.parsing import parse
from retrieval.query.synonyms import Synonyms
from retrieval.training.sentence_cues import SentenceCues, sentence_cues

_NO_SYNONYMS = Synonyms()


@dataclass(frozen=True, slots=True)
class Pair:
    """A question's distinct content terms and its answer type, as "#place", with the number of its sentence."""

    terms: tuple[str, ...]
    kind: str
    sentence: int


@dataclass(frozen=True, slots=True)
class Pairs:
    """The pairs, and each distinct sentence once."""

    pairs: tuple[Pair, ...]
    sentences: tuple[SentenceCues, ...]


def read_pairs(path: Path, without: Collection[str]) -> Pairs:
    """Read JSON lines `{"question", "sentence"}`, except pairs whose question or sentence is in `without`."""
    numbers: dict[str, int] = {}
    pairs = []
    for item in _objects(path):
        if item["question"] in without or item["sentence"] in without:
            continue
        query = parse(item["question"], _NO_SYNONYMS)
        number = numbers.setdefault(item["sentence"], len(numbers))
        pairs.append(Pair(tuple(term.term for term in query.terms), f"#{query.kind.value}", number))
    return Pairs(tuple(pairs), tuple(sentence_cues(sentence) for sentence in numbers))


def _objects(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
