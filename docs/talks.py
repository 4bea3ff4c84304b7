"""Talks with the real bot, over HTTP through the tests' Bot API server, as chats to be drawn."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bot.clock import SYSTEM_CLOCK
from docs.chat import Bubble, Note
from tests.bot.telegram.running import RunningBot
from tests.fakes.botapi import BotApiServer, InlineMessage, SentMessage, media

BOT = "the_bot"
ME = 7
"""The person whose app is drawn, if it is a group's chat; a private chat is that of the one whose id it has."""
GROUP = -100
_NAME = "Verbatim"
ARTICLES = (
    {
        "id": "lighthouse",
        "title": "Lighthouse reopens",
        "source": "Daily Heron",
        "date": "2026-11-20T10:00:00+01:00",
        "url": "https://heron.example/lighthouse",
        "text": "Mayor Ada Moreno opened the restored lighthouse of Port Ellis. Visitors climbed its 164 steps. "
        "The new lamp was paid for by Jonas Lind.",
    },
    {
        "id": "ferry",
        "title": "Ferry to the islands",
        "source": "Evening Tern",
        "date": "2026-11-23",
        "url": "https://tern.example/ferry",
        "text": "Ada Moreno announced a night ferry from Port Ellis to the outer islands. Captain Ines Vale opened the "
        "ferry to visitors on Monday. It carries 220 people and 40 cars.",
    },
    {
        "id": "pier",
        "title": "Storm damages the pier",
        "source": "Daily Heron",
        "date": "2026-11-27",
        "text": "The storm of Thursday damaged 30 metres of the old pier. A repair before the summer was promised by "
        "Jonas Lind. Shops stayed closed, and mayor Ada Moreno thanked the helpers.",
    },
)
"""Made-up articles with dates and sources, which the samples do not have."""


@contextmanager
def bot_on(corpus: Path, folder: Path) -> Iterator[BotApiServer]:
    """Run a bot on a corpus that hears all in groups and has inline mode, with data in `folder`; yield its server."""
    with BotApiServer(username=BOT) as server:
        server.set_privacy_mode(is_on=False)
        server.allow_inline()
        with RunningBot(folder, corpus, server.url, clock=SYSTEM_CLOCK):
            yield server


def articles_in(folder: Path) -> Path:
    """Write the made-up articles into a folder, and return their file."""
    file = folder / "articles.jsonl"
    file.write_text("".join(json.dumps(it) + "\n" for it in ARTICLES), encoding="utf-8")
    return file


class Talk:
    """A chat: what people do there, and what of it is to be drawn."""

    def __init__(
        self, server: BotApiServer, chat_id: int, people: Mapping[int, str] | None = None, topic: int | None = None
    ) -> None:
        """Begin in a chat, or in a topic of it. In a group, `people` have names by their ids."""
        self._me = chat_id if chat_id > 0 else ME
        self._server, self._chat_id, self._people = server, chat_id, people or {}
        self._fields: media.Fields = {} if topic is None else {"message_thread_id": topic, "is_topic_message": True}
        self._written: dict[int | None, tuple[str, str]] = {}
        self.items: list[Bubble | Note] = []

    def write(self, person: int, text: str) -> None:
        """Let a person write to the others."""
        kind = "private" if self._chat_id > 0 else "supergroup"
        self._server.send_text(self._chat_id, text, user_id=person, chat_type=kind, **self._fields)
        name = self._people.get(person, "")
        self._written[self._server.last_message_of(person, self._chat_id)] = name, text
        colour = 1 + list(self._people).index(person) if name else 0
        is_me = person == self._me
        self.items.append(Bubble(text, is_person=is_me, name="" if is_me else name, colour=colour))

    def ask(self, person: int, text: str) -> SentMessage:
        """Let a person write to the bot, and return its reply."""
        before = len(self._server.messages(self._chat_id))
        self.write(person, text)
        reply = self._server.wait_for_messages(self._chat_id, before + 1)[before]
        self.items.append(self._bubble(reply))
        return reply

    def press(self, person: int, message: SentMessage, label: str, note: str = "{name} pressed {label}") -> SentMessage:
        """Let a person press a button, and return what the message shows then; it is drawn below a note, if any."""
        before = self._now(message)
        self._server.press(self._chat_id, message.message_id, label, user_id=person)
        self._server.wait_until(lambda: self._now(message) != before)
        pressed = self._now(message)
        if note:
            name = self._people.get(person, "You")
            self.items += [Note(note.format(name=name, label=label)), self._bubble(pressed)]
        return pressed

    def _now(self, message: SentMessage) -> SentMessage:
        [found] = [it for it in self._server.messages(self._chat_id) if it.message_id == message.message_id]
        return found

    def _bubble(self, message: SentMessage) -> Bubble:
        name, text = self._written.get(message.reply_to, ("", ""))
        return bubble(message, _NAME if self._people else "", (name, message.quote or text) if name else None)


def bubble(message: SentMessage, name: str = "", reply_to: tuple[str, str] | None = None) -> Bubble:
    """Return a message of the bot with its buttons."""
    if message.file is not None and message.file.pixels is not None:
        return Bubble("", is_person=False, picture=message.file.content, pixels=message.file.pixels)
    return Bubble(message.html, is_person=False, buttons=_labels(message), name=name, reply_to=reply_to)


def sent_through(message: InlineMessage) -> Bubble:
    """Return a message that somebody else sent through the bot, with its buttons."""
    return Bubble(message.html, is_person=False, buttons=_labels(message), via=f"@{BOT}")


def _labels(message: SentMessage | InlineMessage) -> tuple[tuple[str, ...], ...]:
    rows = (message.reply_markup or {}).get("inline_keyboard")
    return tuple(tuple(str(it["text"]) for it in row) for row in rows) if isinstance(rows, list) else ()
