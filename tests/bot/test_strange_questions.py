"""Whatever is sent: an answer or a notice in a bounded number of steps, never a traceback."""

import asyncio
import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.answer import Answer
from bot.rendering.html import messages
from bot.rendering.json import to_json
from bot.rendering.text import plain
from bot.service import Service
from config.settings import FOLDER
from retrieval.searcher import Searcher
from tests.bot.articles import searcher
from tests.bot.questions import STRANGE
from tests.bot.samples import TEMPLATES
from tests.steps import steps

MOST_STEPS = 100_000
"""Several times the calls that any of them takes."""

WORDS = [
    "Xi",
    "xi",
    "pledge",
    "emmissions",
    "US",
    "2030",
    "who",
    "WHO",
    "\ud800",
    "e\u0301",
    "ﷺ",
    "🎉",
    "\u202e",
    "\0",
    "'s",
    ".",
]


@pytest.fixture(scope="module")
def seeds() -> Searcher:
    """Load the articles that ship."""
    return searcher(FOLDER.parent / "seeds")


def answer(seeds: Searcher, question: str) -> Answer:
    """Ask, and tell the answer in every way there is."""
    found = asyncio.run(Service(seeds, citations=3).ask(question))
    blocks = TEMPLATES.blocks(found)
    assert messages(blocks)
    assert plain(blocks).strip()
    json.dumps(to_json(found, 0.0)).encode()
    return found


@pytest.mark.parametrize("question", STRANGE.values(), ids=STRANGE.keys())
def test_a_strange_question_is_answered_or_not_in_few_steps(seeds: Searcher, question: str) -> None:
    answer(seeds, question)
    assert steps(lambda: seeds.search(question, 3)) < MOST_STEPS
    result = seeds.search(question, 3)
    assert all(hit.sentence.text in hit.document.text for hit in result.hits)


@example("\ud800")
@given(st.one_of(st.text(st.characters(codec=None)), st.lists(st.sampled_from(WORDS)).map(" ".join)))
def test_whatever_is_asked_is_answered_or_not(seeds: Searcher, question: str) -> None:
    for citation in answer(seeds, question).citations:
        assert citation.text == seeds.snapshot.reader.document(citation.document_id).text[citation.start : citation.end]


@pytest.mark.parametrize("name", ["empty", "blank", "punctuation", "emoji", "zeros", "Arabic", "Chinese"])
def test_a_question_with_no_word_of_the_articles_has_no_answer(seeds: Searcher, name: str) -> None:
    assert not answer(seeds, STRANGE[name]).answered
