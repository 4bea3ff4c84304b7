"""A whole evaluation: a searcher over articles, a labelled set, every figure."""

from dataclasses import replace

import pytest

from retrieval.evaluation import Evaluation, Group, evaluate, judge, read_questions
from retrieval.searcher import CANDIDATES, Searcher
from tests.retrieval.articles import SEEDS, searcher_over

from .samples import outcome

GOLDEN = SEEDS.parent / "tests" / "golden" / "questions.jsonl"


@pytest.fixture(scope="module")
def searcher() -> Searcher:
    return searcher_over(SEEDS)


@pytest.fixture(scope="module")
def measured(searcher: Searcher) -> Evaluation:
    return evaluate(searcher, read_questions(GOLDEN, searcher.snapshot.stored.document))


def test_every_question_has_an_outcome_in_the_order_of_the_set(searcher: Searcher, measured: Evaluation) -> None:
    questions = read_questions(GOLDEN, searcher.snapshot.stored.document)
    assert tuple(it.question for it in measured.outcomes) == questions
    assert measured.figures.questions == len(questions)
    assert measured.figures.answerable == sum(it.answerable for it in questions)
    assert measured.corpus == searcher.snapshot.corpus


def test_an_outcome_is_what_the_searcher_returned(searcher: Searcher, measured: Evaluation) -> None:
    for it in measured.outcomes[::10]:
        result = searcher.search(it.question.text, CANDIDATES)
        assert it.first == (result.hits[0] if result.hits else None)
        assert (it.answered, it.confidence, it.kind) == (result.answered, result.confidence, result.query.kind)
        if it.rank is not None:
            sentence = result.hits[it.rank - 1].sentence
            assert it.found is not None
            assert (sentence.start, sentence.end) == (it.found.start, it.found.end)


def test_the_same_corpus_and_set_give_the_same_figures(searcher: Searcher, measured: Evaluation) -> None:
    assert evaluate(searcher, read_questions(GOLDEN, searcher.snapshot.stored.document)) == measured


def test_kinds_part_the_set_and_tags_may_overlap(measured: Evaluation) -> None:
    assert sum(it.figures.questions for it in measured.kinds) == measured.figures.questions
    tags = {it.name: it.figures.questions for it in measured.tags}
    assert tags["paraphrase"] == sum("paraphrase" in it.question.tags for it in measured.outcomes)
    assert tags["(no tag)"] == sum(not it.question.tags for it in measured.outcomes)
    sizes = [it.figures.questions for it in measured.kinds]
    assert sizes == sorted(sizes, reverse=True)


def test_progress_counts_every_question(searcher: Searcher) -> None:
    questions = read_questions(GOLDEN, searcher.snapshot.stored.document)[:3]
    told: list[int] = []
    evaluate(searcher, questions, on_progress=told.append)
    assert told == [1, 2, 3]


def test_a_gold_sentence_below_the_depth_is_not_found(searcher: Searcher, measured: Evaluation) -> None:
    deep = [it.question for it in measured.outcomes if it.rank is not None and it.rank > 1]
    shallow = evaluate(searcher, deep, depth=1)
    assert deep
    assert [it.rank for it in shallow.outcomes] == [None] * len(deep)


class TestJudging:
    """What is made of outcomes, whoever ranked."""

    def test_questions_are_grouped_by_language_and_script_where_there_are_several(self, searcher: Searcher) -> None:
        german, french = (replace(outcome(), language=it, asked_in=it) for it in ("de", "fr"))
        crossed = replace(outcome(2), language="ru", asked_in="de")
        unplaced = replace(outcome(answerable=False), asked_in="de")
        judged = judge(searcher.snapshot.corpus, [german, french, crossed, unplaced])

        def sizes(groups: tuple[Group, ...]) -> dict[str, int]:
            return {it.name: it.figures.questions for it in groups}

        assert sizes(judged.languages) == {"de": 2, "fr": 1, "ru": 1}
        assert sizes(judged.scripts) == {"Latn": 3, "Cyrl": 1}
        assert sizes(judged.asked_in) == {"de": 3, "fr": 1}
        of_russian = next(it.figures.success_1 for it in judged.languages if it.name == "ru")
        assert of_russian is not None
        assert of_russian.value == 0
        alone = judge(searcher.snapshot.corpus, [german, german])
        assert (alone.languages, alone.scripts, alone.asked_in) == ((), (), ())

    def test_the_worst_are_sure_and_wrong_and_what_is_right_is_not_among_them(self, searcher: Searcher) -> None:
        lost, deep, near = outcome(None, 0.9), outcome(50, 0.9), outcome(2, 0.9)
        unsure, made_up = outcome(None, 0.1), outcome(None, 0.95, answerable=False)
        silent = outcome(None, 0.9, answered=False)
        outcomes = [near, outcome(1, 0.9), unsure, silent, deep, made_up, lost]
        judged = judge(searcher.snapshot.corpus, outcomes)
        assert judged.worst == (made_up, lost, deep, near, silent, unsure)

    def test_one_sort_of_failure_does_not_crowd_the_other_out(self, searcher: Searcher) -> None:
        outcomes = [outcome(None, 1.0, answerable=False)] * 50 + [outcome(2, 0.4)] * 12
        worst = judge(searcher.snapshot.corpus, outcomes).worst
        assert [it.question.answerable for it in worst] == [False] * 10 + [True] * 10
        few = judge(searcher.snapshot.corpus, outcomes[:53]).worst
        assert [it.question.answerable for it in few] == [False] * 17 + [True] * 3

    def test_the_threshold_is_the_lowest_confidence_that_was_answered_where_it_is_not_told(
        self, searcher: Searcher
    ) -> None:
        outcomes = [outcome(confidence=0.7), outcome(confidence=0.4), outcome(confidence=0.2, answered=False)]
        inferred, told = judge(searcher.snapshot.corpus, outcomes), judge(searcher.snapshot.corpus, outcomes, 0.35)
        assert inferred.operating_point is not None
        assert told.operating_point is not None
        assert (inferred.operating_point.threshold, told.operating_point.threshold) == (0.4, 0.35)
        assert judge(searcher.snapshot.corpus, outcomes[2:]).operating_point is None

    def test_the_best_point_is_that_of_the_best_balance(self, searcher: Searcher) -> None:
        outcomes = [outcome(1, 0.8), outcome(1, 0.6), outcome(None, 0.5, answerable=False)]
        best = judge(searcher.snapshot.corpus, outcomes).best
        assert (best.threshold, best.balance) == (0.51, 1.0)
