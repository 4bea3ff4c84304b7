"""Answers as JSON."""

import json
from typing import Any

import pytest
from hypothesis import given, settings

from bot.messages import Answer, Citation
from bot.rendering.json import to_json
from retrieval.models import Span
from tests.bot.samples import answer, citation, citations


def written(told: Answer, elapsed_ms: float = 0.5) -> dict[str, Any]:
    result = json.loads(json.dumps(to_json(told, elapsed_ms)))
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
    )
    assert written(answer(cited)) == {
        "question": "what?",
        "answered": True,
        "confidence": 0.5,
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


@settings(deadline=None)
@given(citations())
def test_the_words_of_an_article_come_through_unaltered(cited: Citation) -> None:
    """Control characters too: here nothing is shown on a screen, and offsets must fit."""
    [told] = written(answer(cited))["citations"]
    for key in ("text", "title", "source", "published", "url", "document_id"):
        assert told[key] == getattr(cited, key)


@pytest.mark.parametrize("elapsed_ms", [0.0, 0.0004, 12.3456])
def test_elapsed_time_is_a_number_of_milliseconds(elapsed_ms: float) -> None:
    assert written(answer(), elapsed_ms)["elapsed_ms"] == pytest.approx(elapsed_ms, abs=0.001)
