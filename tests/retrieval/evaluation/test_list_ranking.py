"""Lists of candidates: read, ranked by a searcher, and measured by MAP and MRR."""

import json
from pathlib import Path

import pytest

from retrieval.analysis.languages import UNLISTED
from retrieval.errors import QuestionSetError
from retrieval.evaluation import (
    CandidateList,
    ListedCandidate,
    ListEvaluation,
    RankedList,
    judge_lists,
    rank_lists,
    read_lists,
    write_corpus,
)
from tests.retrieval.articles import searcher_over


def ranked(*relevant: int) -> RankedList:
    return RankedList("q", tuple(range(len(relevant))), tuple(map(bool, relevant)))


def listed(question: str, *candidates: tuple[str, bool], language: str | None = None) -> CandidateList:
    return CandidateList(question, question, tuple(ListedCandidate(*it) for it in candidates), language)


def ranking_of(folder: Path, *lists: CandidateList) -> ListEvaluation:
    write_corpus(lists, folder / "candidates.jsonl", UNLISTED)
    return rank_lists(searcher_over(folder / "candidates.jsonl"), lists)


class TestMetrics:
    """Values computed by hand."""

    @pytest.mark.parametrize(
        ("list_", "average_precision", "reciprocal_rank"),
        [
            (ranked(1, 0), 1.0, 1.0),
            (ranked(0, 1, 0, 1), (1 / 2 + 2 / 4) / 2, 1 / 2),
            (ranked(1, 0, 1, 0, 0, 1), (1 / 1 + 2 / 3 + 3 / 6) / 3, 1.0),
            (ranked(0, 0, 0, 1), 1 / 4, 1 / 4),
            (ranked(0, 0), 0.0, 0.0),
        ],
    )
    def test_average_precision_and_reciprocal_rank(
        self, list_: RankedList, average_precision: float, reciprocal_rank: float
    ) -> None:
        assert list_.average_precision == pytest.approx(average_precision)
        assert list_.reciprocal_rank == pytest.approx(reciprocal_rank)

    def test_lists_of_one_sort_are_left_out_and_counted(self) -> None:
        judged = judge_lists([ranked(0, 1), ranked(0, 0, 1), ranked(0, 0), ranked(), ranked(1, 1), ranked(1)])
        assert (judged.counted, judged.without_relevant, judged.without_irrelevant) == (2, 2, 2)
        assert judged.mean_average_precision is not None
        assert judged.mean_reciprocal_rank is not None
        assert judged.mean_average_precision.value == pytest.approx((1 / 2 + 1 / 3) / 2)
        assert judged.mean_reciprocal_rank.value == pytest.approx((1 / 2 + 1 / 3) / 2)

    def test_without_a_list_that_counts_there_is_no_mean(self) -> None:
        judged = judge_lists([ranked(1, 1), ranked(0)])
        assert (judged.mean_average_precision, judged.mean_reciprocal_rank) == (None, None)


class TestRanking:
    """What a searcher makes of lists."""

    def test_only_the_candidates_of_the_list_compete(self, tmp_path: Path) -> None:
        harbour = listed(
            "When did the harbour open?",
            ("Ferries sail every hour.", False),
            ("The harbour opened in 1921 after a long dispute.", True),
            ("The harbour is blue.", False),
        )
        others = [
            listed(
                f"When did harbour {number} open?", (f"Harbour {number} opened in 19{number}, as harbours do.", True)
            )
            for number in range(10, 25)
        ]
        judged = ranking_of(tmp_path, *others[:7], harbour, *others[7:])
        its = judged.lists[7]
        assert sorted(its.places) == [0, 1, 2]
        assert its.places[0] == 1
        assert (its.average_precision, judged.counted, judged.without_irrelevant) == (1.0, 1, 15)

    def test_what_shares_no_word_stands_last_and_the_order_of_the_file_does_not_help(self, tmp_path: Path) -> None:
        its = listed(
            "Who built the lighthouse?",
            ("Ferries sail every hour.", True),
            ("…", True),
            ("Nothing rhymes with orange.", False),
            ("The lighthouse was built by Anna Berg.", True),
        )
        assert ranking_of(tmp_path, its).lists[0].places == (3, 2, 0, 1)

    def test_a_text_that_stands_twice_has_one_place(self, tmp_path: Path) -> None:
        text = "The lighthouse was built by Anna Berg in the spring of 1921."
        first = listed("Who built the lighthouse?", (text, True), ("A lighthouse is tall.", False), (text, False))
        second = listed("Who was Anna Berg?", ("Anna is a name.", False), (text, True))
        judged = ranking_of(tmp_path, first, second)
        assert judged.lists[0].places == (2, 0, 1)
        assert sorted(judged.lists[1].places) == [0, 1]
        assert judged.lists[1].places[0] == 1

    def test_the_language_of_a_list_is_that_of_all_its_candidates(self, tmp_path: Path) -> None:
        german = listed("Wer?", ("Die Fähren fahren jede Stunde nach Norden.", True), ("Berg.", False))
        told = listed("Chi?", ("Berg.", True), language="it")
        write_corpus([german, told], tmp_path / "candidates.jsonl", UNLISTED)
        lines = (tmp_path / "candidates.jsonl").read_text(encoding="utf-8").splitlines()
        assert [json.loads(line)["language"] for line in lines] == ["de", "de", "it"]


class TestReading:
    """What is wrong in a file is told with its line."""

    def test_a_file_is_read(self, tmp_path: Path) -> None:
        path = tmp_path / "lists.jsonl"
        path.write_text(
            '\n{"id": 7, "question": "Who?", "candidates": [{"text": "She.", "relevant": true}]}\n', "utf-8"
        )
        assert read_lists(path) == (CandidateList("7", "Who?", (ListedCandidate("She.", relevant=True),)),)

    @pytest.mark.parametrize(
        ("line", "told"),
        [
            ("{", "line 1: not valid JSON"),
            ("[]", "line 1: not an object"),
            ('{"id": "a", "question": "Who?"}', 'line 1: "candidates" is missing'),
            ('{"id": "a", "question": " ", "candidates": []}', 'line 1: "question" must be'),
            ('{"id": "a", "question": "Who?", "candidates": {}}', 'line 1: "candidates" must be a list'),
            ('{"id": "a", "question": "Who?", "candidates": [{"text": "x"}]}', "line 1: candidate 1 must be an object"),
            (
                '{"id": "a", "question": "Who?", "candidates": [{"text": "x", "relevant": 1}]}',
                'line 1: "relevant" of candidate 1 must be true or false',
            ),
            ('{"id": "a", "question": "Who?", "candidates": []}', "there is no candidate with a word"),
            ("", "there is no candidate with a word"),
        ],
    )
    def test_a_wrong_line_is_told(self, tmp_path: Path, line: str, told: str) -> None:
        path = tmp_path / "lists.jsonl"
        path.write_text(line, encoding="utf-8")
        with pytest.raises(QuestionSetError, match=r"cannot use the questions of .*lists\.jsonl") as raised:
            read_lists(path)
        assert told in str(raised.value)

    def test_an_id_must_not_come_twice(self, tmp_path: Path) -> None:
        path = tmp_path / "lists.jsonl"
        path.write_text('{"id": "a", "question": "Who?", "candidates": []}\n' * 2, encoding="utf-8")
        with pytest.raises(QuestionSetError, match="line 2: the id 'a' is that of an earlier line"):
            read_lists(path)
