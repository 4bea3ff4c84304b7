"""How often the right sentence of the seeds stands first, or within three, against what we build upon.

The golden set was written before the ranking and without sight of it, but it was looked at while the ranking
was made: it shows that the parts work together, not how well they do on other articles.
"""

from collections.abc import Callable, Sequence

from rank_bm25 import BM25Okapi

from benchmarks.report import report
from bot.app import build
from config.loading import load_settings
from retrieval.analysis import content_terms
from retrieval.models import Hit
from retrieval.query import parse
from retrieval.searcher import CANDIDATES, Snapshot
from tests.golden.questions import SEEDS, Question, read_questions

Ranking = Callable[[str], Sequence[Hit]]


def main() -> None:
    """Measure and report."""
    app = build(load_settings({"corpus": str(SEEDS)}, env_file=None).settings)
    snapshot = app.searcher.snapshot
    rankings: dict[str, Ranking] = {
        "rank-bm25 on the sentence alone": _bm25_alone(snapshot),
        "first stage: windows, documents, names, synonyms": _first_stage(snapshot),
        "Verbatim": lambda question: app.searcher.search(question, 3).hits,
    }
    questions = [it for it in read_questions() if it.answerable]
    subsets = {
        "all answerable": questions,
        "of these, paraphrases": [it for it in questions if "paraphrase" in it.tags],
        "all but those that need world knowledge": [it for it in questions if "world-knowledge" not in it.tags],
    }
    report(
        "golden",
        "The golden questions over the seeds: share with a right sentence first / within three",
        [
            {
                "questions": f"{name} ({len(subset)})",
                **{label: _figures(ranking, subset) for label, ranking in rankings.items()},
            }
            for name, subset in subsets.items()
        ],
    )


def _figures(ranking: Ranking, questions: Sequence[Question]) -> str:
    ranks = [question.rank(ranking(question.text)) or CANDIDATES for question in questions]
    return " / ".join(f"{sum(rank <= most for rank in ranks) / len(ranks):.3f}" for most in (1, 3))


def _bm25_alone(snapshot: Snapshot) -> Ranking:
    """Rank as rank-bm25 does out of the box, on our terms."""
    index = snapshot.index
    sentences = [index.sentence(number) for number in range(index.sentence_count)]
    bm25 = BM25Okapi([content_terms(sentence.text) for sentence in sentences])

    def ranking(question: str) -> list[Hit]:
        scores = bm25.get_scores(content_terms(question))
        best = sorted(sentences, key=lambda it: (-scores[it.id], it.id))[:3]
        return [Hit(it, index.document(it.document_id), float(scores[it.id]), ()) for it in best]

    return ranking


def _first_stage(snapshot: Snapshot) -> Ranking:
    index = snapshot.index

    def ranking(question: str) -> list[Hit]:
        found = index.search(parse(question, snapshot.synonyms), 3)
        sentences = [index.sentence(candidate.sentence_id) for candidate in found]
        return [Hit(it, index.document(it.document_id), 0.0, ()) for it in sentences]

    return ranking


if __name__ == "__main__":
    main()
