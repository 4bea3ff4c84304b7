"""Every command, defined once for every adapter: its name, its help line, who may use it, what it does."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass

from bot.access import Access, Audience
from bot.messages import Notice, NoticeKind, Reply, Request
from bot.service import Service

# Runs a command with the text behind its name. Each reply takes the place of the one before.
Run = Callable[["Commands", Request, str], AsyncGenerator[Reply]]


@dataclass(frozen=True, slots=True)
class Command:
    """A command. `takes` names its argument in the help; `is_long` tells that others must not wait for it.

    `is_private` tells that it is for private chats alone: in a group others would see it, and could copy it;
    `is_exempt` that it is heard from whoever has asked too much as well.
    """

    name: str
    summary: str
    run: Run
    takes: str = ""
    audience: Audience = Audience.EVERYONE
    is_long: bool = False
    is_private: bool = False
    is_exempt: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of people, which /privacy tells."""

    done_hours: int = 48
    log_questions: bool = False


async def nothing_to_forget(user_id: int) -> None:
    """Forget a person of whom nothing is kept."""
    del user_id


async def _start(commands: "Commands", request: Request, argument: str) -> AsyncGenerator[Reply]:
    del argument
    yield Notice(NoticeKind.START, {"commands": commands.for_person(request)})


async def _help(commands: "Commands", request: Request, argument: str) -> AsyncGenerator[Reply]:
    del argument
    yield Notice(NoticeKind.HELP, {"commands": commands.for_person(request)})


async def _ask(commands: "Commands", request: Request, argument: str) -> AsyncGenerator[Reply]:
    del request
    if not argument:
        yield Notice(NoticeKind.ASK_WHAT)
    elif len(argument) > commands.question_length:
        yield Notice(NoticeKind.QUESTION_TOO_LONG, {"length": len(argument), "limit": commands.question_length})
    else:
        yield await commands.service.ask(argument)


async def _sources(commands: "Commands", request: Request, argument: str) -> AsyncGenerator[Reply]:
    del request, argument
    yield commands.service.sources()


async def _privacy(commands: "Commands", request: Request, argument: str) -> AsyncGenerator[Reply]:
    del request, argument
    kept = commands.kept
    yield Notice(NoticeKind.PRIVACY, {"hours": kept.done_hours, "logs_questions": kept.log_questions})


async def _forget(commands: "Commands", request: Request, argument: str) -> AsyncGenerator[Reply]:
    del argument
    if request.user_id is not None:
        await commands.forget(request.user_id)
    is_anonymous = request.user_id is None and not request.is_operator
    yield Notice(NoticeKind.FORGOTTEN, {"is_operator": request.is_operator, "is_anonymous": is_anonymous})


async def _reload(commands: "Commands", request: Request, argument: str) -> AsyncGenerator[Reply]:
    del request, argument
    async for notice in commands.service.reload():
        yield notice


COMMANDS = (
    Command("start", "Say hello", _start),
    Command("help", "List the commands", _help),
    Command("ask", "Ask the articles a question", _ask, takes="question"),
    Command("sources", "Tell what the articles are", _sources),
    Command("privacy", "Tell what is kept about you", _privacy, is_exempt=True),
    Command("forget", "Delete what is kept about you", _forget, is_exempt=True),
    Command("reload", "Read the articles anew", _reload, audience=Audience.ADMINS, is_long=True, is_private=True),
)

LONG = frozenset(command.name for command in COMMANDS if command.is_long)
"""The names of the commands that others must not wait for."""

_BY_NAME = {command.name: command for command in COMMANDS}


class Commands:
    """Carries out what a person typed: a command, or else a question."""

    def __init__(
        self,
        service: Service,
        access: Access,
        *,
        question_length: int = 500,
        forget: Callable[[int], Awaitable[None]] = nothing_to_forget,
        kept: Kept = Kept(),
    ) -> None:
        """Take what the commands work on, and who may use which.

        `forget` deletes what is kept about a person, by Telegram's id; `kept` is what that is.
        """
        self.service = service
        self.access = access
        self.question_length = question_length
        self.forget = forget
        self.kept = kept

    def for_person(self, request: Request) -> tuple[Command, ...]:
        """Return the commands that this person may use here."""
        return tuple(
            command
            for command in COMMANDS
            if self.access.allows(request, command.audience) and _fits_here(command, request)
        )

    async def run(self, request: Request) -> AsyncGenerator[Reply]:
        """Yield the replies to a request; each takes the place of the one before."""
        text = request.text.strip()
        name = command_name(text)
        if name is None:
            async for reply in _ask(self, request, text):
                yield reply
            return
        command = _BY_NAME.get(name)
        if command is None:
            yield Notice(NoticeKind.UNKNOWN_COMMAND, {"name": name})
        elif not self.access.allows(request, command.audience):
            yield Notice(NoticeKind.ADMINS_ONLY, {"name": name})
        elif not _fits_here(command, request):
            yield Notice(NoticeKind.PRIVATE_ONLY, {"name": name})
        else:
            async for reply in command.run(self, request, "".join(text.split(maxsplit=1)[1:])):
                yield reply


def command_name(text: str) -> str | None:
    """Return the name of the command that a text is, in lower case; None where it is none."""
    typed = text.split(maxsplit=1)[:1]
    if not typed or not typed[0].startswith("/"):
        return None
    return typed[0].removeprefix("/").partition("@")[0].lower()  # in a group it may be /ask@the_bot


def _fits_here(command: Command, request: Request) -> bool:
    """Tell whether the command may be used where the request was made."""
    return request.is_private or request.is_operator or not command.is_private
