"""Answers as JSON."""

import json
from typing import Any

import pytest
from hypothesis import given

from bot.answer import Answer, Citation, Correction
from bot.rendering.json import to_json
from retrieval.models import Contribution, Explanation, Match, Span
from tests.bot.samples import answer, citation, citations


def written(told: Answer, elapsed_ms: float = 0.5, *, explain: bool = False) -> dict[str, Any]:
    result = json.loads(json.dumps(to_json(told, elapsed_ms, explain=explain)))
    assert isinstance(result, dict)
    return result


def test_an_answer_is_one_object_of_the_documented_form() -> None:
    cited = citation(
        "Xi <spoke>.",
        (Span(0, 2),),
        title="The title",
        source="Reuters",
        published="2021-04-15",
        url="https://example.org",
        document_id="d.txt",
        further_sources=("Crow", "Heron"),
    )
    assert written(answer(cited)) == {
        "question": "what?",
        "filters": {},
        "newest_first": False,
        "answered": True,
        "confidence": 0.5,
        "corrections": [],
        "missing": [],
        "languages_instead": [],
        "citations": [
            {
                "rank": 1,
                "document_id": "d.txt",
                "title": "The title",
                "source": "Reuters",
                "published": "2021-04-15",
                "url": "https://example.org",
                "start": 0,
                "end": 11,
                "text": "Xi <spoke>.",
                "score": 1.5,
                "further_sources": ["Crow", "Heron"],
                "group": 1,
            },
        ],
        "corpus": {"documents": 2, "sentences": 23, "fingerprint": "0123456789abcdef"},
        "elapsed_ms": 0.5,
    }


def test_what_is_not_known_is_null_and_no_key_is_left_out() -> None:
    known = written(answer(citation("A.", source="S", published="2021", url="https://example.org")))
    unknown = written(answer(citation("A.")))
    [one], [other] = known["citations"], unknown["citations"]
    assert one.keys() == other.keys()
    assert [other[key] for key in ("source", "published", "url")] == [None, None, None]


def test_no_answer_has_every_key_too() -> None:
    none = written(answer())
    assert none.keys() == written(answer(citation("A."))).keys()
    assert (none["answered"], none["citations"]) == (False, [])


def test_corrections_and_missing_words_are_told() -> None:
    told = written(answer(corrections=(Correction("plegde", "pledged"),), missing=("zebra", "<b>")))
    assert told["corrections"] == [{"typed": "plegde", "searched": "pledged"}]
    assert told["missing"] == ["zebra", "<b>"]


def test_what_is_below_the_threshold_is_told_with_all_its_citations() -> None:
    told = written(answer(citation("A."), citation("B."), answered=False))
    assert (told["answered"], [it["text"] for it in told["citations"]]) == (False, ["A.", "B."])


def test_an_explanation_is_there_where_it_is_asked_for_and_nowhere_else() -> None:
    explanation = Explanation(
        (Contribution("idf", "rare words", 0.25, 2.0), Contribution("noise", "a caption", 1.0, -0.5)),
        (Match("pledge", "announced", "synonym"),),
    )
    corrections = (Correction("plegde", "pledge"),)
    told = answer(citation("A.", explanation=explanation), citation("B."), corrections=corrections)
    assert all("explanation" not in it for it in written(told)["citations"])
    one, other = written(told, explain=True)["citations"]
    assert one["explanation"] == {
        "score": 1.5,
        "contributions": [
            {"feature": "idf", "label": "rare words", "value": 0.25, "contribution": 2.0},
            {"feature": "noise", "label": "a caption", "value": 1.0, "contribution": -0.5},
        ],
        "matches": [{"asked": "pledge", "found": "announced", "how": "synonym"}],
        "corrections": [{"typed": "plegde", "searched": "pledge"}],
    }
    assert other["explanation"] == {
        "score": 1.5,
        "contributions": [],
        "matches": [],
        "corrections": [{"typed": "plegde", "searched": "pledge"}],
    }


def test_without_corrections_an_explanation_has_an_empty_list_of_them() -> None:
    [told] = written(answer(citation("A.")), explain=True)["citations"]
    assert told["explanation"]["corrections"] == []


@given(citations())
def test_the_words_of_an_article_come_through_unaltered(cited: Citation) -> None:
    """Control characters too: here nothing is shown on a screen, and offsets must fit."""
    [told] = written(answer(cited))["citations"]
    for key in ("text", "title", "source", "published", "url", "document_id"):
        assert told[key] == getattr(cited, key)


@pytest.mark.parametrize("elapsed_ms", [0.0, 0.0004, 12.3456])
def test_elapsed_time_is_a_number_of_milliseconds(elapsed_ms: float) -> None:
    assert written(answer(), elapsed_ms)["elapsed_ms"] == pytest.approx(elapsed_ms, abs=0.001)
