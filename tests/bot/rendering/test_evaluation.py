"""An evaluation as a page and as JSON."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rendering.evaluation import to_html, to_json
from bot.rendering.evaluation.page import Plot, Verdicts, histogram, verdicts
from retrieval.evaluation import Decisions, Evaluation, Gold, Outcome, Question, judge
from retrieval.models import AnswerKind, CorpusSummary, Document, Hit, Sentence, Span

CORPUS = CorpusSummary(documents=1, sentences=2, fingerprint="0123abcd", newest=None, skipped=())
VOID = {"meta"}
HOSTILE = '<script>alert("x")</script> & </title></style><img src=x onerror=alert(1)>'


class Page(HTMLParser):
    """Checks that tags nest, and collects them and the text that a person sees."""

    def __init__(self, html: str) -> None:
        """Read a page."""
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data


def made_of(
    texts: tuple[str, str, str, str] = ("When did the harbour open?", "Harbour", "Ferries sail.", "It opened."),
    rank: int | None = 3,
    confidence: float = 0.75,
) -> Outcome:
    question, title, returned, gold = texts
    document = Document("harbour", returned, title)
    hit = Hit(Sentence(0, "harbour", 0, len(returned), returned), document, 1.0, (Span(0, 1),))
    right = Gold("harbour", 0, len(gold), gold)
    return Outcome(
        Question("q1", question, (right,), (title,)), hit, rank, right, confidence, answered=True, kind=AnswerKind.DATE
    )


def judged(*outcomes: Outcome) -> Evaluation:
    return judge(CORPUS, outcomes)


UNANSWERABLE = Outcome(Question("q2", "Why?", ()), None, None, None, 0.0, answered=False)


class TestPage:
    """What a browser shows."""

    def test_it_says_what_was_measured_and_what_went_wrong(self) -> None:
        page = Page(to_html(judged(made_of(), made_of(rank=1), UNANSWERABLE), "dev/questions.jsonl"))
        text = " ".join(page.text.split())
        for part in (
            "Evaluation of dev/questions.jsonl",
            "3 questions, 2 of them answerable, over 1 article of 2 sentences (corpus 0123abcd).",
            "Right sentence first S@1, of the answerable questions 50.0 %",
            "answered; the right sentence stands at rank 3 · confidence 75.0 % · q1",
            "Returned, from Harbour Ferries sail.",
            "Right, at rank 3, from harbour It opened.",
        ):
            assert part in text

    def test_it_needs_nothing_from_elsewhere(self) -> None:
        html = to_html(judged(made_of(), UNANSWERABLE), "q.jsonl")
        tags = Page(html).tags
        assert {tag for tag, _ in tags} & {"script", "link", "img", "iframe", "object", "use", "image"} == set()
        assert [attrs for _, attrs in tags if attrs.keys() & {"src", "href", "xlink:href", "srcset"}] == []
        assert re.search(r"https?:|url\(|@import", html) is None
        assert "prefers-color-scheme: dark" in html

    def test_nothing_of_an_article_or_a_question_becomes_markup(self) -> None:
        clean = Page(to_html(judged(made_of()), "q.jsonl"))
        hostile = Page(to_html(judged(made_of((HOSTILE, HOSTILE, HOSTILE, HOSTILE))), HOSTILE))
        assert [tag for tag, _ in hostile.tags] == [tag for tag, _ in clean.tags]
        assert hostile.text.count(HOSTILE[1:]) >= 5

    @given(st.text(min_size=1), st.one_of(st.none(), st.integers(1, 100)), st.floats(0, 1))
    def test_any_text_and_any_outcome_is_a_page_that_nests(
        self, text: str, rank: int | None, confidence: float
    ) -> None:
        Page(to_html(judged(made_of((text, text, text, text), rank, confidence), UNANSWERABLE), text))

    @pytest.mark.parametrize("outcomes", [[UNANSWERABLE], [made_of(rank=1, confidence=1.0)], [made_of(rank=None)]])
    def test_a_set_of_one_sort_is_a_page_as_well(self, outcomes: list[Outcome]) -> None:
        assert "Evaluation of" in Page(to_html(judged(*outcomes), "q.jsonl")).text

    def test_of_each_answer_type_it_tells_which_decisions_were_right(self) -> None:
        right, wrong = made_of(rank=1), made_of(rank=None)
        silent = [replace(right, answered=False), replace(wrong, answered=False)]
        invented = replace(UNANSWERABLE, answered=True, kind=AnswerKind.DATE)
        refused = replace(UNANSWERABLE, kind=AnswerKind.DATE)
        page = Page(to_html(judged(right, right, right, wrong, invented, *silent, refused), "q.jsonl"))
        assert "By answer type" in page.text
        assert "date 6 of 8 answerable 67 % · 67 % 3 · 2 · 1 · 2" in " ".join(page.text.split())
        bars = [
            (attrs["class"], attrs["style"])
            for _, attrs in page.tags
            if attrs.get("class") in ("right", "wrong", "right-soft", "wrong-soft") and "style" in attrs
        ]
        whole = [("right", "flex:3"), ("wrong", "flex:2"), ("right-soft", "flex:1"), ("wrong-soft", "flex:2")]
        assert any(bars[at : at + 4] == whole for at in range(len(bars)))

    def test_languages_and_scripts_are_shown_where_there_are_several(self) -> None:
        german = replace(made_of(rank=1), language="de", asked_in="de")
        text = Page(to_html(judged(german, replace(made_of(), language="ru", asked_in="ru")), "q.jsonl")).text
        headings = ("By language of the article", "By script of the article", "By language of the question")
        assert all(heading in text for heading in headings)
        assert "Cyrl" in text
        alone = Page(to_html(judged(german, german), "q.jsonl")).text
        assert not any(heading in alone for heading in headings)

    def test_many_tags_are_cut_and_counted(self) -> None:
        outcomes = [made_of(("q", f"tag {number:02}", "r", "g")) for number in range(33)]
        text = Page(to_html(judged(*outcomes), "q.jsonl")).text
        assert "tag 29" in text
        assert "and 3 more" in text


class TestVerdicts:
    """What counts as right, of answering and of abstaining."""

    def test_to_abstain_is_right_only_where_nothing_answers(self) -> None:
        decisions = Decisions(
            answered_right=1,
            answered_wrong=2,
            answered_unanswerable=4,
            abstained_right=8,
            abstained_wrong=16,
            abstained_unanswerable=32,
        )
        assert verdicts(decisions) == Verdicts(
            answered_right=1, answered_wrong=6, abstained_right=32, abstained_wrong=24
        )


class TestDrawing:
    """Where things lie in a drawing."""

    def test_values_lie_within_the_frame_and_upwards(self) -> None:
        plot = Plot(most=10)
        assert (plot.x(0), plot.x(1)) == (plot.left, plot.width - plot.right)
        assert (plot.y(10), plot.y(0)) == (plot.top, plot.height - plot.bottom)
        curve = judged(made_of(rank=1), made_of(), UNANSWERABLE).trade_off
        assert len(plot.line(curve, lambda it: it.threshold).split()) == len(curve)
        assert not plot.line(curve, lambda _: None)

    @given(st.lists(st.floats(0, 1), max_size=30))
    def test_every_question_stands_in_one_column(self, confidences: list[float]) -> None:
        columns = histogram([made_of(confidence=it) for it in confidences])
        assert sum(column.count for column in columns) == len(confidences)


class TestJson:
    """What a program reads."""

    def test_it_holds_everything_that_was_measured(self) -> None:
        told = json.loads(json.dumps(to_json(judged(made_of(), made_of(rank=1), UNANSWERABLE)), allow_nan=False))
        assert list(told) == [
            "corpus",
            "questions",
            "answerable",
            "success_1",
            "success_3",
            "success_10",
            "mrr_10",
            "auroc",
            "calibration_error",
            "brier",
            "decisions",
            "taken",
            "best",
            "kinds",
            "tags",
            "languages",
            "scripts",
            "asked_in",
            "reliability",
            "trade_off",
            "worst",
            "outcomes",
        ]
        assert told["success_1"]["value"] == 0.5
        assert told["decisions"] == {
            "answered_right": 1,
            "answered_wrong": 1,
            "answered_unanswerable": 0,
            "abstained_right": 0,
            "abstained_wrong": 0,
            "abstained_unanswerable": 1,
        }
        assert [it["name"] for it in told["kinds"]] == ["date"]
        assert [it["name"] for it in told["tags"]] == ["Harbour", "(no tag)"]
        assert (len(told["trade_off"]), len(told["outcomes"])) == (101, 3)
        [worst] = told["worst"]
        assert (worst["id"], worst["rank"], worst["returned"]["text"]) == ("q1", 3, "Ferries sail.")
        assert worst["gold"]["text"] == "It opened."
