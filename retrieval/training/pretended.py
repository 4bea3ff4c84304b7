"""Training sets for other classes of languages, made of English ones: nobody has labelled such sets to fit weights to.

A language with blanks is English analysed as such a language: its stemmer, question words and word lists, without
lexicon, irregular forms and function words. A language without blanks is English written in Chinese characters: a word
becomes one to four of them by its letters, so that related words share some, articles are dropped as Chinese has none,
and so are blanks.
"""

import json
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retrieval.analysis import sentence_bounds, stem, tokens
from retrieval.analysis.calendar_words import MONTHS, WEEKDAYS
from retrieval.analysis.languages import Languages
from retrieval.analysis.token_types import KIND_WORDS

SPACED_CODE = "qaa"
"""The code of English as a language like others: ISO 639-2 leaves it to local use."""

_UNSPACED_CODE = "zh"
_FIRST_CHARACTER, _CHARACTERS = 0x4E00, 3500
_PART = 3
"""The letters of a word that become one character."""
_MOST_PARTS = 4
_DROPPED = frozenset({"a", "an", "the", "do", "does", "did", "is", "are", "was", "were"})
_PUNCTUATION = str.maketrans({".": "。", ",": "，", "?": "？", "!": "！", ";": "；", ":": "：", "(": "（", ")": "）"})
_BETWEEN = re.compile(r"[.,?!;:()%$€£]")

QUESTIONS: Mapping[str, str] = {
    "person": "who, whom, whose",
    "place": "where, in what city, in which city, in what country, in which country, what country, what city",
    "date": "when, on what date, on what day, what date, what day, in what month",
    "year": "in what year, in which year, what year, which year",
    "number": "how many",
    "money": "how much money, how much",
    "percent": "what percentage, what percent",
    "duration": "how long",
    "measure": "how large, how big, how high, how far, how old, how tall",
    "reason": "why, for what reason",
    "manner": "how",
    "thing": "what",
    "other": "which",
}
"""The question words of English, as many as the word data of other languages have."""

_WORDS = {
    "numbers": KIND_WORDS["<spelled number>"],
    "magnitudes": KIND_WORDS["<magnitude>"],
    "periods": KIND_WORDS["<period>"],
    "measures": KIND_WORDS["<measure>"],
    "months": " ".join(MONTHS).lower(),
    "weekdays": " ".join(WEEKDAYS).lower(),
    "place": "at from in near of on to",
    "author": "by",
    "one": "one",
    "pronouns": "he she it they this these",
    "money": "cents dollar dollars euro euros pounds",
    "percent": "percent",
}


def _as_spaced(_code: str, name: str) -> Mapping[str, Any]:
    words = {kind: ", ".join(listed.split()) for kind, listed in _WORDS.items()}
    return {"analysis": {"stemmer": "en", "words": words}, "questions": QUESTIONS}.get(name, {})


def _as_unspaced(_code: str, name: str) -> Mapping[str, Any]:
    if name == "questions":
        return {kind: ", ".join(_written(it) for it in listed.split(",")) for kind, listed in QUESTIONS.items()}
    if name != "analysis":
        return {}
    words = {kind: {_written(it) for it in listed.split()} for kind, listed in _WORDS.items()}
    return {"words": {kind: ", ".join(sorted(it for it in its if len(it) == 1)) for kind, its in words.items()}}


SPACED = Languages(_as_spaced, SPACED_CODE)
UNSPACED = Languages(_as_unspaced, _UNSPACED_CODE)


def write_unspaced(articles: Path, folder: Path) -> Path:
    """Write a labelled set in Chinese characters to `folder`, and return that."""
    folder.mkdir(parents=True)
    texts: dict[str, _Written] = {}
    with (folder / "corpus.jsonl").open("w", encoding="utf-8") as corpus:
        for document in _objects(articles / "corpus.jsonl"):
            text = texts[document["id"]] = _Written.of(document["text"])
            written = {"id": document["id"], "title": _written(document["title"]), "text": text.text}
            corpus.write(json.dumps(written, ensure_ascii=False) + "\n")
    with (folder / "questions.jsonl").open("w", encoding="utf-8") as questions:
        for question in _objects(articles / "questions.jsonl"):
            gold = [
                {"doc_id": it["doc_id"], "start": start, "end": end}
                for it in question["gold"]
                if (span := texts[it["doc_id"]].span(it["start"], it["end"])) is not None
                for start, end in [span]
            ]
            if len(gold) == len(question["gold"]):
                kept = {name: question[name] for name in ("id", "answerable")}
                kept |= {"question": _written(question["question"]), "gold": gold}
                questions.write(json.dumps(kept, ensure_ascii=False) + "\n")
    return folder


@dataclass(frozen=True, slots=True)
class _Written:
    """A text in characters, with where each sentence stood and stands."""

    text: str
    spans: Sequence[tuple[int, int, int, int]]

    @classmethod
    def of(cls, text: str) -> "_Written":
        parts: list[str] = []
        spans = []
        length = done = 0
        for start, end, _ in sentence_bounds(text):
            if "\n\n" in text[done:start]:
                parts.append("\n\n")
                length += 2
            sentence = _written(text[start:end])
            sentence = sentence if sentence[-1:] in "。？！" else f"{sentence}。"
            spans.append((start, end, length, length + len(sentence)))
            parts.append(sentence)
            length += len(sentence)
            done = end
        return cls("".join(parts), spans)

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Return where the sentence stands that overlaps a span most."""
        overlaps = [(min(end, right) - max(start, left), begin, stop) for left, right, begin, stop in self.spans]
        overlap, begin, stop = max(overlaps, default=(0, 0, 0))
        return (begin, stop) if overlap > 0 else None


def _written(text: str) -> str:
    """Return a text in Chinese characters."""
    parts: list[str] = []
    done = 0
    for token in tokens(text):
        parts += _BETWEEN.findall(text, done, token.start)
        parts.append(_characters(token.word))
        done = token.end
    parts += _BETWEEN.findall(text, done)
    return "".join(parts).translate(_PUNCTUATION)


def _characters(word: str) -> str:
    if word[0].isdigit():
        return word
    if word.lower() in _DROPPED:
        return ""
    letters = stem(word)
    parts = [letters[at : at + _PART] for at in range(0, len(letters), _PART)][:_MOST_PARTS]
    if len(parts) > 1 and len(parts[-1]) == 1:
        parts[-2:] = ["".join(parts[-2:])]
    return "".join(chr(_FIRST_CHARACTER + zlib.crc32(it.encode()) % _CHARACTERS) for it in parts)


def _objects(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
