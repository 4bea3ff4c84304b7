"""Trains the two files of the ranking: the lexicon on pairs, and then the weights on whole corpora."""

import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from retrieval.analysis.languages import UNLISTED, LanguageClass, Languages
from retrieval.ranking.confidence import CONFIDENCE_FEATURES
from retrieval.ranking.features import FEATURES
from retrieval.ranking.lexicon import RARITY, Lexicon
from retrieval.ranking.linear import CLASSES
from retrieval.training.affinities import affinities
from retrieval.training.cutting import cut
from retrieval.training.examples import Example, read_examples
from retrieval.training.fitting import fit_confidence, fit_weights
from retrieval.training.pairs import read_pairs
from retrieval.training.pretended import SPACED, UNSPACED, write_unspaced
from retrieval.training.rarity import rarities
from retrieval.training.translations import translations

_COMMAND = "make train"
_SOURCE = (
    "SQuAD 1.1 (Rajpurkar, Zhang, Lopyrev and Liang 2016), made of English Wikipedia; CC BY-SA 4.0, as is what is"
    " learned from it here"
)
_SMALL_DOCUMENT, _SMALL_CORPUS = 5, 3
"""Paragraphs of a document and documents of a corpus: about the size of a few news articles."""
LEXICON, RANKING = "lexicon.tsv", "ranking.json"


def train_lexicon(data: Path, config: Path) -> None:
    """Train on `squad-pairs.jsonl` without the questions and answers of `squad-train`, to which weights are fitted."""
    pairs = read_pairs(data / "squad-pairs.jsonl", without=_questions_and_answers(data / "squad-train"))
    translated, weighed = translations(pairs), affinities(pairs)
    lines_out = [
        "# Which words and cues of an answer go with which words of a question, or with a kind of answer (#place).",
        "# Columns: the question's term, translations (IBM model 1) and affinities (log-linear); see docs/ranking.md.",
        f"# Columns of {RARITY}: how rare frequent terms are in English, from 0 to 1, and nothing.",
        f"# Learned from {len(pairs.pairs)} pairs of {_SOURCE}.",
        f"# Made by `{_COMMAND}`; no seed: nothing is drawn by chance.",
        Lexicon.line(RARITY, rarities(pairs), {}),
        *(
            Lexicon.line(term, translated.get(term, {}), weighed.get(term, {}))
            for term in sorted({*translated, *weighed})
        ),
    ]
    (config / LEXICON).write_text("\n".join(lines_out) + "\n", encoding="utf-8")


def _questions_and_answers(folder: Path) -> set[str]:
    """Return the texts of a set's questions and of the sentences that answer them."""
    found: set[str] = set()
    with (folder / "corpus.jsonl").open(encoding="utf-8") as lines:
        texts = {item["id"]: item["text"] for item in map(json.loads, lines)}
    with (folder / "questions.jsonl").open(encoding="utf-8") as lines:
        for item in map(json.loads, lines):
            found.add(item["question"])
            found.update(texts[it["doc_id"]][it["start"] : it["end"]] for it in item["gold"])
    return found


def train_ranking(data: Path, config: Path) -> None:
    """Fit weights and confidence to `squad-train`: whole, cut into paragraphs, and as small corpora.

    The confidence is not fitted to the small corpora: two documents are too few for an unanswerable question.
    """
    lexicon = Lexicon.read(config / LEXICON)
    with tempfile.TemporaryDirectory() as temporary:
        articles, folder = data / "squad-train", Path(temporary)
        large = list(read_large(articles, folder, config, lexicon))
        examples = [*large, *read_small(articles, folder, config, lexicon)]
    others = {
        kind.value: _fitted(*_examples_of(kind, data / "squad-train", config, lexicon))
        for kind in (LanguageClass.SPACED, LanguageClass.UNSPACED)
    }
    model = {
        "about": {
            "data": "squad-train, as it is, with paragraphs for documents, and as small corpora;"
            f" {len(examples)} questions,"
            f" of which {sum(not it.has_answer for it in examples)} that nothing answers; {_SOURCE}",
            "command": _COMMAND,
            "seed": "none: nothing is drawn by chance",
        },
        **_fitted(examples, large),
        CLASSES: others,
    }
    (config / RANKING).write_text(json.dumps(model, indent=1) + "\n", encoding="utf-8")


def _fitted(examples: Sequence[Example], large: Sequence[Example]) -> dict[str, object]:
    weights = fit_weights(examples)
    confidence, intercept = fit_confidence(large, weights)
    return {
        "weights": {name: round(float(weight), 4) for name, weight in zip(FEATURES, weights, strict=True)},
        "confidence": {
            "intercept": round(intercept, 4),
            "weights": {
                name: round(float(weight), 4) for name, weight in zip(CONFIDENCE_FEATURES, confidence, strict=True)
            },
        },
    }


def _examples_of(
    kind: LanguageClass, articles: Path, config: Path, lexicon: Lexicon
) -> tuple[list[Example], list[Example]]:
    """Return the examples of a class of languages: all, and those that its confidence is fitted to."""
    languages = SPACED
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        if kind is LanguageClass.UNSPACED:
            languages, articles = UNSPACED, write_unspaced(articles, folder / "written")
        large = list(read_large(articles, folder, config, lexicon, languages))
        return [*large, *read_small(articles, folder, config, lexicon, languages)], large


def read_large(
    articles: Path, folder: Path, config: Path, lexicon: Lexicon, languages: Languages = UNLISTED
) -> Iterator[Example]:
    """Yield the examples of a set whole and cut into paragraphs, which are written to `folder`."""
    yield from read_set(articles, config, lexicon, languages=languages)
    for part in cut(articles, folder / "paragraphs", paragraphs=1, documents=None):
        yield from read_set(part, config, lexicon, languages=languages)


def read_small(
    articles: Path, folder: Path, config: Path, lexicon: Lexicon, languages: Languages = UNLISTED
) -> Iterator[Example]:
    """Yield the answerable examples of a set cut into small corpora, which are written to `folder`."""
    for part in cut(articles, folder / "small", paragraphs=_SMALL_DOCUMENT, documents=_SMALL_CORPUS):
        yield from read_set(part, config, lexicon, unanswerable=False, languages=languages)


def read_set(
    folder: Path, config: Path, lexicon: Lexicon, *, unanswerable: bool = True, languages: Languages = UNLISTED
) -> Iterator[Example]:
    """Yield the examples of one labelled set."""
    corpus, questions = folder / "corpus.jsonl", folder / "questions.jsonl"
    return read_examples(corpus, questions, config, lexicon, unanswerable=unanswerable, languages=languages)
