"""Generates questions in the style of search queries, each from words of a sentence of the corpus."""

import json
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Final

from benchmarks.content_terms import content_terms
from benchmarks.retrieval.scale.corpora import Corpus
from config.settings import FOLDER
from retrieval.analysis import is_stopword, sentence_spans, tokens

COUNT: Final = 1_000
_VERSION = 2
_FRONTS = [
    "",
    "what did",
    "who",
    "when did",
    "when was",
    "how many",
    "where is",
    "why did",
    "how does",
    "which",
    "what is",
]
_BETWEEN = ["the", "of", "in", "about", "and", "for", "to"]
_LENGTHS, _LENGTH_WEIGHTS = (3, 4, 5, 6, 7, 8), (20, 27, 24, 15, 9, 5)
_IN_LOWER_CASE, _SYNONYM, _TYPO, _MARK = 0.5, 0.08, 0.03, 0.7
_SHORTEST_MISTYPED = 6


@dataclass(frozen=True, slots=True)
class Question:
    """A question, the id of its source document, and its terms for the engines that take terms."""

    text: str
    document: str
    terms: Sequence[str]


def questions(corpus: Corpus, seed: int, count: int = COUNT) -> list[Question]:
    """Return the questions about a corpus, generated unless its folder has them."""
    path = corpus.folder / "questions.json"
    made_as = {"version": _VERSION, "seed": seed, "count": count}
    if path.exists():
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["made_as"] == made_as:
            return [Question(**it) for it in kept["questions"]]
    made = make_questions(sorted(corpus.articles.iterdir()), seed, count)
    contents = {"made_as": made_as, "questions": [asdict(it) for it in made]}
    path.write_text(json.dumps(contents, ensure_ascii=False, indent=0), encoding="utf-8")
    return made


def make_questions(files: Sequence[Path], seed: int, count: int) -> list[Question]:
    """Generate questions from random sentences of the files; the seed determines them."""
    random = Random(seed)  # noqa: S311  (nothing secret)
    groups = tomllib.loads((FOLDER / "synonyms.toml").read_text(encoding="utf-8"))["groups"]
    synonyms = {word: [it for it in group if it != word] for group in groups for word in group}
    sizes = [path.stat().st_size for path in files]
    made: list[Question] = []
    while len(made) < count:
        [path] = random.choices(files, sizes)
        line = _line_at(path, random.random())
        if line and (question := _question(random, json.loads(line), synonyms)) is not None:
            made.append(question)
    return made


def _line_at(path: Path, where: float) -> bytes:
    """Return the first line that begins after this fraction of the file; empty after its last line."""
    with path.open("rb") as file:
        file.seek(int(where * path.stat().st_size))
        file.readline()
        return file.readline()


def _question(random: Random, article: dict[str, str], synonyms: dict[str, list[str]]) -> Question | None:
    """Generate a question from a sentence of an article; None if the sentence has too few words."""
    text = article["text"]
    span = random.choice(list(sentence_spans(text, 0)))
    here = list({it.term: it for it in tokens(text[span.start : span.end]) if not is_stopword(it.word)}.values())
    [wanted] = random.choices(_LENGTHS, _LENGTH_WEIGHTS)
    if len(here) < wanted:
        return None
    # People ask what an article is about: names and frequent words are more likely.
    said = Counter(it.term for it in tokens(text))
    weight = [(3 if it.word[0].isupper() and it.start else 1) * min(4, said[it.term]) for it in here]
    places = sorted(range(len(here)), key=lambda place: random.random() ** (1 / weight[place]), reverse=True)
    words = [here[place].word for place in sorted(places[:wanted])]
    if random.random() < _SYNONYM:
        words = [random.choice(synonyms.get(word) or [word]) for word in words]
    if random.random() < _TYPO:
        words = _mistyped(random, words)
    parts = [random.choice(_FRONTS)]
    for word in words:
        if random.random() < 0.3:  # noqa: PLR2004
            parts.append(random.choice(_BETWEEN))
        parts.append(word)
    question = " ".join(parts).strip() + ("?" if random.random() < _MARK else "")
    if random.random() < _IN_LOWER_CASE:
        question = question.lower()
    return Question(question, article["id"], list(dict.fromkeys(content_terms(question))))


def _mistyped(random: Random, words: Sequence[str]) -> list[str]:
    """Return the words with two letters of a long one swapped, or one omitted."""
    mistyped = list(words)
    long = [place for place, word in enumerate(words) if len(word) >= _SHORTEST_MISTYPED]
    if long:
        place = random.choice(long)
        word = words[place]
        at = random.randrange(1, len(word) - 2)
        swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        mistyped[place] = random.choice((swapped, word[:at] + word[at + 1 :]))
    return mistyped
