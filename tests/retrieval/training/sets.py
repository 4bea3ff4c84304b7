"""A made-up labelled set: towns, each a paragraph that answers three questions in other words than theirs."""

import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from tests.retrieval.articles import SYNONYMS

_HEADS = ("Al", "Ber", "Cor", "Dun", "El", "Far", "Gor", "Hol")
_TAILS = ("bury", "ford", "ham", "stead", "ton", "wick")
_PEOPLE = ("Ada Moore", "Bo Hill", "Cy Lane", "Di Marsh", "Ed Stone")
TOWNS = tuple(head + tail for tail, head in product(_TAILS, _HEADS))
TRAINING = TOWNS[:18]
"""The towns of `squad-train`; the pairs are of all."""
_TOWNS_OF_AN_ARTICLE = 6


@dataclass(frozen=True, slots=True)
class Fact:
    """A question and the sentence that answers it."""

    question: str
    sentence: str


def facts(town: str) -> Sequence[Fact]:
    """Return what is told of a town: "founded" is answered by "established", "burn" by "fire"."""
    number = TOWNS.index(town)
    return (
        Fact(f"Who founded {town}?", f"{town} was established by {_PEOPLE[number % 5]} after a flood."),
        Fact(f"When did {town} burn?", f"A fire came to {town} in {1700 + 3 * number}, they say."),
        Fact(f"Where are the boats of {town}?", f"Ferries from {town} sail to {TOWNS[number - 7]} each week."),
    )


def write_sets(folder: Path, breaks: str = "\n\n") -> Path:
    """Write `squad-train` and `squad-pairs.jsonl` into a folder, as the labelled sets' README has them."""
    documents: list[dict[str, object]] = []
    questions: list[dict[str, object]] = []
    for begin in range(0, len(TRAINING), _TOWNS_OF_AN_ARTICLE):
        name, text = f"Towns_{begin}", ""
        for town in TRAINING[begin : begin + _TOWNS_OF_AN_ARTICLE]:
            text += breaks if text else ""
            for fact in facts(town):
                gold = [{"doc_id": name, "start": len(text), "end": len(text) + len(fact.sentence)}]
                if begin:  # another that counts less, in another document once the articles are cut
                    gold.append({"doc_id": name, "start": 0, "end": len(facts(TRAINING[begin])[0].sentence)})
                questions.append(
                    {
                        "id": f"q{len(questions)}",
                        "question": fact.question,
                        "answer_texts": [],
                        "doc_id": name,
                        "gold": gold,
                        "answerable": True,
                        "tags": [],
                    }
                )
                text += f"{fact.sentence} "
            text = text.rstrip()
        documents.append({"id": name, "title": f"Towns of county {begin}", "text": text})
    train = folder / "squad-train"
    train.mkdir(parents=True)
    _write(train / "corpus.jsonl", documents)
    _write(train / "questions.jsonl", questions)
    _write(
        folder / "squad-pairs.jsonl",
        ({"question": fact.question, "sentence": fact.sentence} for town in TOWNS for fact in facts(town)),
    )
    return folder


def write_config(folder: Path) -> Path:
    """Make a folder for the trained files, with the synonyms that ship."""
    folder.mkdir(parents=True)
    shutil.copy(SYNONYMS, folder)
    return folder


def _write(path: Path, items: Iterable[Mapping[str, object]]) -> None:
    path.write_text("".join(json.dumps(item) + "\n" for item in items), encoding="utf-8")
