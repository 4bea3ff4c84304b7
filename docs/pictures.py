"""Pictures of talks with the bot: in private, in groups and their topics, and in any chat."""

import time
from collections.abc import Callable
from functools import partial

from docs.chat import Bubble, Chat, Listed, Note, chats_svg
from docs.talks import BOT, GROUP, ME, Talk, sent_through
from tests.fakes.botapi import BotApiServer, SentMessage, buttons_of

_ANA, _BO, _WAITING, _LENA, _AMAL = 8, 9, 10, 11, 12
_MOMENT = 0.05
"""Seconds between two looks at what goes on in the background."""
_PEOPLE = {ME: "Mia", _ANA: "Ana", _BO: "Bo"}


def asking(server: BotApiServer) -> str:
    """Let a person meet the bot, and ask one thing after another; return the chat as SVG."""
    while not any(map(buttons_of, server.messages(_WAITING))):  # sample questions are tried in the background
        Talk(server, _WAITING).ask(_WAITING, "/start")
        time.sleep(_MOMENT)
    talk = Talk(server, ME)
    for text in (
        "/start",
        "who opened the lighthouse?",
        "what about the ferry?",
        "what did the storm damage? after:2026-11-25",
        "what did Ada Moreno say about football?",
        "Who is Jonas Lindt?",
    ):
        talk.ask(ME, text)
    return chats_svg(Chat("Verbatim", talk.items))


def buttons(server: BotApiServer) -> str:
    """Let a person ask and press buttons, and return what the one message showed in turn as SVG."""
    talk = Talk(server, ME)
    answer = talk.ask(ME, "what did Xi pledge?")
    for label in ("Context", "Why", "Source"):
        talk.press(ME, answer, label)
        talk.press(ME, answer, "‹ Back", note="")
    return chats_svg(Chat("Verbatim", talk.items))


def group(server: BotApiServer) -> str:
    """Let people talk in a group, of whom one asks the bot and another wants to know more; return it as SVG."""
    talk = Talk(server, GROUP, _PEOPLE)
    talk.write(_ANA, "Are we still going to Port Ellis on Saturday?")
    talk.write(_BO, "I heard that there is a new ferry!")
    answer = talk.ask(ME, f"Nice. @{BOT} who opened the ferry to visitors?")
    talk.press(_BO, answer, "Why")
    return chats_svg(Chat("Weekend trips", talk.items))


def topics(server: BotApiServer) -> str:
    """Let a person ask, in two topics of a group, one question and another that follows; return them as SVG."""
    ferry, pier = Talk(server, GROUP - 1, _PEOPLE, topic=900), Talk(server, GROUP - 1, _PEOPLE, topic=901)
    ferry.ask(ME, f"@{BOT} who opened the ferry?")
    pier.ask(ME, f"@{BOT} what did Ada Moreno announce?")
    ferry.ask(ME, f"@{BOT} and the lighthouse?")
    pier.ask(ME, f"@{BOT} what did she open?")
    return chats_svg(Chat("Weekend trips › Ferry", ferry.items), Chat("Weekend trips › Mayor", pier.items))


def inline(server: BotApiServer) -> str:
    """Let a person type a question to somebody else, who presses *Context* below what is sent; return it as SVG."""
    question = "what did Ada Moreno announ"
    query = server.type_inline(ME, question)
    server.wait_until(lambda: server.inline_answer(query) is not None)
    if (shown := server.inline_answer(query)) is None:
        raise LookupError("the answer is gone")
    results = tuple((str(it["title"]), str(it["description"])) for it in shown.results)
    sent = server.choose(query, str(shown.results[0]["id"]))
    server.press_inline(sent.inline_message_id, "Context", _BO)
    server.wait_until(lambda: server.inline_message(sent.inline_message_id).html != sent.html)
    pressed = server.inline_message(sent.inline_message_id)
    asked = Bubble("Has the mayor announced anything?", is_person=False, is_html=False)
    return chats_svg(
        Chat("Mia writes to Bo", [asked], Listed(f"@{BOT} {question}", results)),
        Chat(
            "What Bo sees",
            [
                Bubble(asked.text, is_person=True),
                sent_through(sent),
                Note("Bo pressed Context"),
                sent_through(pressed),
            ],
        ),
    )


def settings(server: BotApiServer, *, person: int, language: str, pressed: str, is_rtl: bool = False) -> str:
    """Let a person whose app speaks a language look at the settings, ask, and press *Why*; return it as SVG.

    `pressed` says in that language which button was pressed.
    """
    server.speak(person, language)
    chosen, asked = Talk(server, person), Talk(server, person)
    card = chosen.ask(person, "/settings")
    chosen.press(person, card, _label(card, 0), pressed)
    answer = asked.ask(person, "what did Ada Moreno say about football?")
    asked.press(person, answer, _label(answer, 1), pressed)
    chats = (Chat("Verbatim", it.items, is_rtl=is_rtl) for it in ((asked, chosen) if is_rtl else (chosen, asked)))
    return chats_svg(*chats)


def _label(message: SentMessage, place: int) -> str:
    return buttons_of(message)[place][0]


Picture = Callable[[BotApiServer], str]
ON_SAMPLES: dict[str, Picture] = {"buttons.svg": buttons}
"""By file, the pictures of a bot on the sample articles."""
ON_ARTICLES: dict[str, Picture] = {
    "asking.svg": asking,
    "group.svg": group,
    "topic.svg": topics,
    "inline.svg": inline,
    "settings.svg": partial(settings, person=_LENA, language="de", pressed="„{label}“ gedrückt"),
    "settings-ar.svg": partial(settings, person=_AMAL, language="ar", pressed="ضغطتَ «{label}»", is_rtl=True),
}
"""By file, the pictures of a bot on made-up articles, which have dates and sources."""
