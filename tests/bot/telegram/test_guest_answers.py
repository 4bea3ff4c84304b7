"""Replies as the one result that `answerGuestQuery` takes."""

from dataclasses import replace

from bot.telegram.guest_answers import to_result
from retrieval.models import Span
from tests.bot.samples import TEMPLATES, answer, citation

LONG, SHORT = "word " * 1000, "It is the answer."


def shown(*texts: str) -> str:
    """Return what is sent of an answer that quotes these texts."""
    quotes = [citation(it, (Span(0, 2),), document_id=f"{place}.txt") for place, it in enumerate(texts)]
    return sent(answer(*quotes))


def sent(reply: object) -> str:
    """Return the HTML of a result."""
    content = to_result(reply, "the_bot", TEMPLATES)["input_message_content"]  # type: ignore[arg-type]
    assert isinstance(content, dict)
    return str(content["message_text"])


def test_as_many_quotes_are_sent_as_fit_one_message() -> None:
    assert shown(SHORT, "Another one.").count("<blockquote") == 2
    assert shown(SHORT, LONG).count("<blockquote") == 1


def test_a_quote_that_fits_no_message_is_not_cut() -> None:
    assert "@the_bot" in shown(LONG, SHORT)
    assert "word" not in shown(LONG, SHORT)


def test_the_closest_sentence_is_sent_only_if_it_fits() -> None:
    found = replace(answer(citation(SHORT)), answered=False)
    assert SHORT in sent(found)
