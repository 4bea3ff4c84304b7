"""Signs of markup in what articles are called and say, and in what people type: all of it is shown as text."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.samples import without_isolates
from tests.bot.telegram.conftest import BotFactory
from tests.bot.telegram.running import PERSON, say
from tests.bot.telegram.test_presses import press
from tests.fakes.botapi import BotApiServer, SentMessage, buttons_of

SIGNS = "<b>Zeb</i> & `Co` *x* __y__ [z](tg://user?id=1) &amp; \u200fא\u200e"
TURNED = f"\u202e{SIGNS}\u2066"
"""With marks that turn the direction of all that follows, which would reach beyond the title."""
QUOTE = 'The <b>zebra</b> & its "foal" <a href="x">crossed</a> the `river` &amp; rested.'
SECOND = "Another zebra, <s>Ann</s>, crossed the road & did not rest until the evening of that Monday."
QUESTION = "where did the zebra <b> cross & rest?"


@pytest.fixture
def server_asked(bot_with: BotFactory, server: BotApiServer, tmp_path: Path) -> Iterator[BotApiServer]:
    """Serve a bot that has answered, on articles with signs in all that they have."""
    named = {"title": TURNED, "source": f"{TURNED} News", "author": f"By {TURNED}"}
    articles = [
        {"id": f"one {SIGNS}", **named, "date": "2021-05-01", "text": f"It was <i>dry</i>. {QUOTE} It rained."},
        {"id": f"two {SIGNS}", **named, "date": "2022-05-01", "text": f"{SECOND} <pre>It</pre> snowed."},
    ]
    corpus = tmp_path / "articles <b>.jsonl"
    corpus.write_text("".join(json.dumps(it) + "\n" for it in articles), "utf-8")
    with bot_with(corpus):
        say(server, QUESTION)
        yield server


def isolated(text: str) -> str:
    """Return a text with a Hebrew letter as it stands among Latin ones, which it must not turn."""
    return f"\u2068{text}\u2069"


def answer_of(server: BotApiServer) -> SentMessage:
    return server.messages(PERSON)[-1]


def test_an_answer_shows_signs_as_they_are(server_asked: BotApiServer) -> None:
    answer = answer_of(server_asked)
    assert answer.text.startswith(f"{QUOTE}\n{isolated(SIGNS)} · {isolated(f'{SIGNS} News')}")
    assert SECOND in answer.text
    assert "\u202e" not in answer.text
    assert {it.type for it in answer.entities} <= {"bold", "blockquote", "expandable_blockquote", "italic", "code"}


@pytest.mark.parametrize(
    ("button", "shown"),
    [
        ("Context", (QUOTE, "It was <i>dry</i>.", SIGNS)),
        ("Why", (QUOTE,)),
        ("Source", (SIGNS, f"Source: {SIGNS} News", f"Author: By {SIGNS}")),
        ("Newest first", (SECOND, f"{SIGNS} News")),
    ],
)
def test_each_view_shows_signs_as_they_are(server_asked: BotApiServer, button: str, shown: tuple[str, ...]) -> None:
    told = press(server_asked, answer_of(server_asked), button)
    assert all(it in without_isolates(told) for it in shown)
    assert "\u202e" not in told


def test_a_file_is_named_without_signs_that_a_system_would_read(server_asked: BotApiServer) -> None:
    answer = answer_of(server_asked)
    press(server_asked, answer, "Source")
    server_asked.press(PERSON, answer.message_id, "Text as a file")
    file = server_asked.wait_for_messages(PERSON, 2)[-1].file
    assert file is not None
    assert not set("<>/*`\u202e") & set(file.name)
    assert QUOTE.encode() in file.content


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("/<b>&", "There is no command /<b>"),
        ("where is <b>Xoquam</b> & `zebra`?", "“Xoquam”"),
        ('"<i>x</i> & `y`" zebra', "“<i>x</i> & `y`”"),
        (f"{QUESTION} title:<i>&`x`", "in the title: “i” and “x”"),
        (f"{QUESTION} before:<b>&", "“before:<b>&”"),
        ("why?", "Searched for: why did the zebra <b> cross & rest?"),
    ],
)
def test_what_is_typed_is_told_as_it_was_typed(server_asked: BotApiServer, typed: str, told: str) -> None:
    assert told in say(server_asked, typed)


def test_buttons_show_signs_as_they_are(server_asked: BotApiServer) -> None:
    say(server_asked, f'{QUESTION} source:"<i>&`" after:2000')
    labels = [label for label, _ in buttons_of(answer_of(server_asked))]
    assert labels == ["Without the filter (source: <i>&`)"]
    assert QUOTE in press(server_asked, answer_of(server_asked), labels[0])
