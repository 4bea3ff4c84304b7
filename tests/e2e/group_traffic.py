"""What people write in groups and in chats that the bot is not in, for tests that kill it meanwhile."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.bot.telegram.test_groups import BOT
from tests.fakes.botapi import BotApiServer

FORUM, GROUP, DISCUSSION = -1001, -1002, -1003
TOPICS = (11, 12)
PLACES = ((FORUM, TOPICS[0]), (FORUM, TOPICS[1]), (GROUP, None), (DISCUSSION, None))
PEOPLE = range(500, 504)


@dataclass(slots=True)
class GroupTraffic:
    """Questions in groups, and what is to be told for each: by chat and message, the topic and the answer."""

    server: BotApiServer
    answers: dict[str, str]
    """The answer to each question, in a group."""
    asked: dict[tuple[int, int], tuple[int | None, str]] = field(default_factory=dict)

    def ask(self, number: int) -> None:
        """Let everybody ask in every place, by a command, a mention, or in reply to the bot."""
        texts = list(self.answers)
        for place, (chat, topic) in enumerate(PLACES):
            for at, person in enumerate(PEOPLE):
                text = texts[(number + place + at) % len(texts)]
                self._write(chat, topic, person, text, (number + at) % 3)

    def _write(self, chat: int, topic: int | None, person: int, text: str, kind: int) -> None:
        fields: dict[str, object] = {}
        if topic is not None:
            fields = {"message_thread_id": topic, "is_topic_message": True}
        elif chat == DISCUSSION:
            fields = {"message_thread_id": 5}  # a comment below a post, which is no topic
        written = (f"/ask@under_test_bot {text}", f"@under_test_bot {text}", text)[kind]
        if kind == 2:
            about = {"id": chat, "type": "supergroup", "title": "A group"}
            fields["reply_to_message"] = {"message_id": 900, "date": 1, "chat": about, "from": BOT, "text": "hello"}
        assert self.server.send_text(chat, written, user_id=person, chat_type="supergroup", **fields)  # type: ignore[arg-type]
        self.asked[chat, self.server.last_message_of(person, chat)] = topic, self.answers[text]

    @property
    def is_answered(self) -> bool:
        """Whether each question has an answer in its chat."""
        return {(chat, it.reply_to) for chat in (FORUM, GROUP, DISCUSSION) for it in self.server.messages(chat)} >= set(
            self.asked
        )

    def misplaced(self) -> Iterator[str]:
        """Yield what was told in another place than it was asked in, or is no answer to what was asked there."""
        for chat in (FORUM, GROUP, DISCUSSION):
            for it in self.server.messages(chat):
                expected = self.asked.get((chat, it.reply_to or 0))
                if expected != (it.thread_id, it.text):
                    yield f"{chat}/{it.thread_id}, in reply to {it.reply_to}, but for {expected}: {it.text}"

    @property
    def repeats(self) -> int:
        """How many answers came again."""
        return sum(len(self.server.messages(chat)) for chat in (FORUM, GROUP, DISCUSSION)) - len(self.asked)
