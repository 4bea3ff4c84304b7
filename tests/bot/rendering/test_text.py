"""Replies as plain text, for a pipe and for the styles of a terminal."""

from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from bot.answer import Citation, View
from bot.inline_replies import InlineQuote
from bot.rendering.text import plain, plain_runs
from bot.reports import Feedback
from retrieval.models import Span
from tests.bot.samples import TEMPLATES, TEXTS, answer, citation, citations, html, notices, visible, without_controls


@given(citations(st.text(st.sampled_from("ab. <\n\n\r"), max_size=20) | TEXTS))
def test_every_line_of_a_quote_is_marked_and_otherwise_exact(cited: Citation) -> None:
    blocks = TEMPLATES.blocks(answer(citation(cited.text, cited.matched, title="T", document_id="d")))
    quote = "\n".join(f"> {line}" for line in without_controls(cited.text).split("\n"))
    assert plain(blocks) == f"{quote}\nT · d"


def test_a_line_that_begins_with_a_matched_word_is_marked_once() -> None:
    blocks = TEMPLATES.blocks(answer(citation("He met\nXi there.", (Span(7, 9),), title="T", document_id="d")))
    assert plain(blocks) == "> He met\n> Xi there.\nT · d"


def test_blocks_stand_apart_by_a_blank_line() -> None:
    cited = [("One.", "a"), ("Two.", "a"), ("Three.", "b")]
    blocks = TEMPLATES.blocks(answer(*(citation(it, (Span(0, 1),), title="T", document_id=name) for it, name in cited)))
    assert plain(blocks) == "> One.\nT · a\n\n> Two.\n\nT · b\n> Three."


def test_notices_are_told_word_for_word_without_a_mark() -> None:
    for notice in notices("some <words> & more"):
        [block] = html(notice)
        if not isinstance(notice, (*get_args(View), Feedback, InlineQuote)):  # which quote
            assert plain(TEMPLATES.blocks(notice)) == visible(block)


def test_runs_keep_what_the_template_wants_to_stand_out() -> None:
    cited = citation("Xi spoke.", (Span(0, 2),), title="The title", document_id="d.txt")
    runs = plain_runs(TEMPLATES.blocks(answer(cited)))
    styled = {run.text: [tag.name for tag in run.tags] for run in runs}
    assert styled["> Xi"] == ["blockquote", "b"]
    assert styled[" spoke."] == ["blockquote"]
    assert styled["The title"] == ["i"]
    assert styled["d.txt"] == ["code"]
