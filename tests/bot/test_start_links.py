"""What a link to the private chat leads to."""

import pytest

from bot.start_links import (
    NoLink,
    QuestionLink,
    QuoteLink,
    StartLink,
    link_to_question,
    link_to_quote,
    read_start,
    start_url,
)


@pytest.mark.parametrize(
    ("parameter", "link"),
    [
        ("", NoLink()),
        ("inline", NoLink()),
        ("C_abc", NoLink()),
        ("c", NoLink()),
        ("c_", QuoteLink("")),
        ("c_abc", QuoteLink("abc")),
        ("c_é garbage", QuoteLink("é garbage")),
        ("q_", QuestionLink("")),
        ("q_abc", QuestionLink("abc")),
    ],
)
def test_a_parameter_is_read(parameter: str, link: StartLink) -> None:
    assert read_start(parameter) == link


def test_a_link_to_a_quote_is_read_again() -> None:
    assert read_start(link_to_quote("key")) == QuoteLink("key")
    assert start_url("the_bot", link_to_quote("key")) == "https://t.me/the_bot?start=c_key"


def test_a_link_to_a_question_is_read_again() -> None:
    assert read_start(link_to_question("key")) == QuestionLink("key")
