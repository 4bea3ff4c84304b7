"""Every command, defined once for every adapter: its name, its help line, who may use it, what it does."""

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass

from bot.access import Access, Audience
from bot.messages import Notice, NoticeKind, Reply, Request
from bot.service import Service

# Runs a command with the text behind its name. Each reply takes the place of the one before.
Run = Callable[["Commands", Request, str], AsyncGenerator[Reply]]


@dataclass(frozen=True, slots=True)
class Command:
    """A command. `takes` names its argument in the help; `is_long` tells that others must not wait for it."""

    name: str
    summary: str
    run: Run
    takes: str = ""
    audience: Audience = Audience.EVERYONE
    is_long: bool = False


async def _start(commands: "Commands", request: Request, argument: str) -> AsyncGenerator[Reply]:
    del argument
    yield Notice(NoticeKind.START, {"commands": commands.for_person(request)})


async def _help(commands: "Commands", request: Request, argument: str) -> AsyncGenerator[Reply]:
    del argument
    yield Notice(NoticeKind.HELP, {"commands": commands.for_person(request)})


async def _ask(commands: "Commands", request: Request, argument: str) -> AsyncGenerator[Reply]:
    del request
    if argument:
        yield await commands.service.ask(argument)
    else:
        yield Notice(NoticeKind.ASK_WHAT)


async def _sources(commands: "Commands", request: Request, argument: str) -> AsyncGenerator[Reply]:
    del request, argument
    yield commands.service.sources()


async def _privacy(commands: "Commands", request: Request, argument: str) -> AsyncGenerator[Reply]:
    del commands, request, argument
    yield Notice(NoticeKind.PRIVACY)


async def _reload(commands: "Commands", request: Request, argument: str) -> AsyncGenerator[Reply]:
    del request, argument
    async for notice in commands.service.reload():
        yield notice


COMMANDS = (
    Command("start", "Say hello", _start),
    Command("help", "List the commands", _help),
    Command("ask", "Ask the articles a question", _ask, takes="question"),
    Command("sources", "Tell what the articles are", _sources),
    Command("privacy", "Tell what is kept about you", _privacy),
    Command("reload", "Read the articles anew", _reload, audience=Audience.ADMINS, is_long=True),
)

_BY_NAME = {command.name: command for command in COMMANDS}


class Commands:
    """Carries out what a person typed: a command, or else a question."""

    def __init__(self, service: Service, access: Access) -> None:
        """Take what the commands work on, and who may use which."""
        self.service = service
        self.access = access

    def for_person(self, request: Request) -> tuple[Command, ...]:
        """Return the commands that this person may use."""
        return tuple(command for command in COMMANDS if self.access.allows(request, command.audience))

    async def run(self, request: Request) -> AsyncGenerator[Reply]:
        """Yield the replies to a request; each takes the place of the one before."""
        text = request.text.strip()
        if not text.startswith("/"):
            async for reply in _ask(self, request, text):
                yield reply
            return
        typed, *rest = text.split(maxsplit=1)
        name = typed.removeprefix("/").partition("@")[0].lower()  # in a group it may be /ask@the_bot
        command = _BY_NAME.get(name)
        if command is None:
            yield Notice(NoticeKind.UNKNOWN_COMMAND, {"name": name})
        elif not self.access.allows(request, command.audience):
            yield Notice(NoticeKind.ADMINS_ONLY, {"name": name})
        else:
            async for reply in command.run(self, request, "".join(rest)):
                yield reply
