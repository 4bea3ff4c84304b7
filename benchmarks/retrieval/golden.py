"""Success at 1 and 3 on the golden questions over the sample articles, beside rank-bm25 and the first stage alone.

The golden set was written before the ranking, but was looked at while the ranking was made. So it shows that the parts
work together, not how well they do on other articles.
"""

from collections.abc import Callable, Mapping, Sequence

from benchmarks.report import report, with_interval
from benchmarks.retrieval.rankings import Ranking, first_stage, project, sentence_bm25
from bot.app import build
from config.loading import load_settings
from config.locations import SHIPPED
from retrieval.evaluation import Question, success
from tests.golden.questions import SEEDS, read_questions


def main() -> None:
    """Measure and report."""
    searcher = build(load_settings({"corpus": str(SEEDS)}, files=[SHIPPED]).settings).searcher
    rankings: Mapping[str, Ranking] = {
        "rank-bm25 on the sentence alone": sentence_bm25(searcher.snapshot),
        "first stage: windows, documents, names, synonyms": first_stage(searcher.snapshot),
        "Verbatim": project(searcher),
    }
    subsets: Mapping[str, Callable[[Question], bool]] = {
        "all answerable": lambda it: it.answerable,
        "of these, paraphrases": lambda it: "paraphrase" in it.tags,
        "all but those that need world knowledge": lambda it: it.answerable and "world-knowledge" not in it.tags,
    }
    questions = read_questions()
    report(
        "golden",
        "The golden questions over the sample articles: S@1 / S@3 (95 % interval)",
        [_row(name, [it for it in questions if belongs(it)], rankings) for name, belongs in subsets.items()],
    )


def _row(name: str, questions: Sequence[Question], rankings: Mapping[str, Ranking]) -> Mapping[str, object]:
    row: dict[str, object] = {"questions": f"{name} ({len(questions)})"}
    for label, ranking in rankings.items():
        outcomes = [ranking(question) for question in questions]
        row[label] = " / ".join(with_interval(success(outcomes, most)) for most in (1, 3))
    return row


if __name__ == "__main__":
    main()
