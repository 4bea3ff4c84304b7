"""The commands, each defined once for all adapters: its name, help line, audience and action.

A command that needs a new reply also needs its class in `bot/messages.py` and its template in `config/answers/`.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from typing import Protocol
from zoneinfo import ZoneInfo

from bot import messages
from bot.access import Access, Audience
from bot.asked import Alternative, Asked
from bot.asking import Asking, Turns
from bot.chat_settings import AS_BY_DEFAULT, Setting
from bot.citation_keys import CitationKeys
from bot.clock import SYSTEM_CLOCK, Clock
from bot.console_session import ConsoleSession
from bot.conversation.completer import Completer
from bot.conversation.small_talk import SmallTalkPhrases
from bot.menus import EVERYWHERE, NOWHERE, PRIVATELY, TO_ADMINS, Menu
from bot.messages import CommandHelp, Privacy, Reply
from bot.narrowing import Narrowing
from bot.operations import Operations
from bot.pages import most_quotes
from bot.quote_views import QuoteViews
from bot.reports import NoRecords
from bot.requests import Action, CommandCall, Origin, Question, Request, Typed
from bot.service import Service
from bot.start_links import NoLink, QuestionLink, QuoteLink, read_start
from bot.storage import StoreError
from bot.texts.catalogue import ENGLISH_CODE
from bot.texts.marking import gettext_noop
from bot.views import StoredAnswers, Views

# Runs a command with its argument. Each reply replaces the one before.
RunCommand = Callable[["Commands", Origin, str], AsyncGenerator[Reply]]


class PersonalData(StoredAnswers, Turns, Protocol):
    """The data that are stored about people."""

    @property
    def citation_keys(self) -> CitationKeys:
        """What makes the keys of citations, by a secret that is stored beside."""
        ...

    async def linked_question(self, key: str, person_id: int) -> str | None:
        """Return the question to which a link leads this person; None if there is none, or not any more."""
        ...

    async def erase(self, person_id: int, except_id: int | None) -> None:
        """Erase what is stored about a person, except the update that asks for the erasure."""
        ...


@dataclass(frozen=True, slots=True)
class Command:
    """A command. `takes` names its argument in the help; it and `summary` are marked texts.

    `is_long` lets later requests of the chat overtake it. `is_private` restricts it to private chats, since in a group
    others would see and copy it. `is_exempt` frees it from the limit on a person's requests. `menus` are those in which
    Telegram lists it; it works wherever its audience may use it. `is_of_chats` means that it is about a chat, which
    the console is not.
    """

    name: str
    summary: str
    run: RunCommand
    takes: str = ""
    audience: Audience = Audience.EVERYONE
    is_long: bool = False
    is_private: bool = False
    is_exempt: bool = False
    menus: frozenset[Menu] = EVERYWHERE
    is_of_chats: bool = False


async def _start(commands: "Commands", origin: Origin, argument: str) -> AsyncGenerator[Reply]:
    link = read_start(argument) if origin.is_private else NoLink()
    if isinstance(link, QuoteLink) and commands.quotes is not None:
        quote = await commands.quotes.find(link.key)
        if quote is not None:
            yield quote
            return
    about = await commands.service.introductions.current()
    offers = tuple(Alternative(Asked.plainly(it)) for it in about.questions)
    if origin.is_operator:
        commands.session.offer(offers)
    corpus = commands.service.sources().corpus
    is_dead = not isinstance(link, NoLink)  # a link that leads to a question is one: `question_linked`
    yield messages.Start(commands.listed(origin), corpus, about.topics, offers, follows_dead_link=is_dead)


async def _help(commands: "Commands", origin: Origin, _argument: str) -> AsyncGenerator[Reply]:
    leaves_groups = bool(commands.access.allowed_chats)
    yield messages.Help(commands.listed(origin), is_group=origin.is_group, leaves_groups=leaves_groups)


async def _ask(commands: "Commands", origin: Origin, question: str) -> AsyncGenerator[Reply]:
    if not question:
        yield messages.AskWhat(origin.is_group)
    elif len(question) > commands.question_length:
        yield messages.QuestionTooLong(len(question), commands.question_length)
    elif commands.small_talk is not None and (kind := commands.small_talk.kind_of(question)) is not None:
        yield messages.SmallTalk(kind.value)
    else:
        asked = await commands.asking.read(question, origin)
        if isinstance(asked, messages.Ambiguous):
            if origin.is_operator:
                commands.session.offer(asked.offers, is_choosing=True)
            yield asked
            return
        answer = await commands.service.ask(asked, most_quotes(commands.citations, origin))
        if origin.is_operator:
            commands.session.remember(answer)
        yield answer


async def _new(commands: "Commands", origin: Origin, _argument: str) -> AsyncGenerator[Reply]:
    await commands.asking.forget(origin)
    yield messages.NewConversation()


async def _sources(commands: "Commands", origin: Origin, _argument: str) -> AsyncGenerator[Reply]:
    sources = commands.service.sources()
    yield replace(sources, loaded_at=sources.loaded_at.astimezone(commands.zone_of(origin)))


async def _settings(commands: "Commands", origin: Origin, _argument: str) -> AsyncGenerator[Reply]:
    yield commands.settings_card(origin)


async def _privacy(commands: "Commands", _origin: Origin, _argument: str) -> AsyncGenerator[Reply]:
    yield commands.privacy


async def _forget(commands: "Commands", origin: Origin, _argument: str) -> AsyncGenerator[Reply]:
    if origin.person_id is not None and commands.personal_data is not None:
        await commands.personal_data.erase(origin.person_id, except_id=origin.update_id)
    yield messages.Forgotten(origin.is_operator, is_anonymous=origin.person_id is None and not origin.is_operator)


async def _reload(commands: "Commands", _origin: Origin, _argument: str) -> AsyncGenerator[Reply]:
    async for notice in commands.service.reload():
        yield notice


def _for_admins(name: str, summary: str, run: RunCommand, *, is_long: bool = False) -> Command:
    """Return a command that admins may use, in private chats."""
    return Command(name, summary, run, audience=Audience.ADMINS, is_long=is_long, is_private=True, menus=TO_ADMINS)


def _for_operator(
    name: str, summary: str, reply: Callable[[ConsoleSession, str], Awaitable[Reply]], takes: str = ""
) -> Command:
    """Return a command that goes on from what was listed last, at the console."""

    async def run(commands: "Commands", _origin: Origin, argument: str) -> AsyncGenerator[Reply]:
        yield await reply(commands.session, argument)

    return Command(name, summary, run, takes, Audience.CONSOLE, menus=NOWHERE)


def _report(make: Callable[[Operations, Views, Origin], Awaitable[Reply]]) -> RunCommand:
    """Return what replies with a report, which may show views of answers, and knows who asks for it."""

    async def run(commands: "Commands", origin: Origin, _argument: str) -> AsyncGenerator[Reply]:
        try:
            operations = commands.operations
            yield NoRecords() if operations is None else await make(operations, commands.views, origin)
        except StoreError as error:
            yield NoRecords(str(error))

    return run


def _view(action: Action) -> Callable[[ConsoleSession, str], Awaitable[Reply]]:
    return lambda session, number: session.view(action, number)


_MOST_DISLIKED = 10
_ASK, _START = "ask", "start"
_NUMBER = gettext_noop("number")

COMMANDS = (
    Command(_START, gettext_noop("Say hello"), _start, menus=PRIVATELY),
    Command("help", gettext_noop("List the commands"), _help),
    Command(_ASK, gettext_noop("Ask the articles a question"), _ask, takes=gettext_noop("question")),
    Command("new", gettext_noop("Begin a new conversation"), _new),
    Command("sources", gettext_noop("Tell what the articles are"), _sources),
    Command(
        "settings",
        gettext_noop("Choose the language, the time zone and more"),
        _settings,
        is_of_chats=True,
        menus=EVERYWHERE - {Menu.GROUPS},
    ),
    Command("privacy", gettext_noop("Tell what is kept about you"), _privacy, is_exempt=True),
    Command("forget", gettext_noop("Delete what is kept about you"), _forget, is_exempt=True),
    _for_admins("reload", gettext_noop("Read the articles anew"), _reload, is_long=True),
    _for_admins(
        "stats",
        gettext_noop("Tell how much was asked and answered"),
        _report(lambda operations, *_: operations.statistics()),
    ),
    _for_admins(
        "unanswered",
        gettext_noop("List the questions without an answer"),
        _report(lambda operations, *_: operations.unanswered()),
    ),
    _for_admins(
        "feedback",
        gettext_noop("List the answers that were disliked"),
        _report(lambda operations, views, _: operations.feedback(views, _MOST_DISLIKED)),
    ),
    _for_admins(
        "status",
        gettext_noop("Tell how the bot is"),
        _report(lambda operations, _, origin: operations.status(origin.update_id)),
    ),
    _for_operator("more", gettext_noop("List the next quotes"), lambda session, _: session.more()),
    _for_operator("back", gettext_noop("List the quotes before these"), lambda session, _: session.back()),
    _for_operator("context", gettext_noop("Show a quote in its paragraph"), _view(Action.CONTEXT), _NUMBER),
    _for_operator("instead", gettext_noop("Ask what is offered below an answer"), ConsoleSession.instead, _NUMBER),
    _for_operator("why", gettext_noop("Tell why a quote was chosen"), _view(Action.WHY), _NUMBER),
    _for_operator("source", gettext_noop("Tell about a quote's article"), _view(Action.SOURCE), _NUMBER),
)

LONG = frozenset(command.name for command in COMMANDS if command.is_long)
"""The names of the long commands."""

_BY_NAME = {command.name: command for command in COMMANDS}


class Commands:
    """Runs requests: commands and questions."""

    def __init__(  # noqa: PLR0913  (what commands need)
        self,
        service: Service,
        access: Access,
        *,
        question_length: int = 500,
        privacy: Privacy = Privacy(),  # noqa: B008  (frozen)
        personal_data: PersonalData | None = None,
        citations: int = 3,
        small_talk: SmallTalkPhrases | None = None,
        narrowing: Narrowing | None = None,
        completer: Completer | None = None,
        operations: Operations | None = None,
        time_zone: str = "UTC",
        languages: Iterable[str] = (ENGLISH_CODE,),
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        """Wire the service and the access rules.

        `personal_data` is None where nothing is stored about people. `citations` is how many quotes an answer
        and a press of *More* show. Without `small_talk`, all messages are questions; without `narrowing`, none has
        filters; without `completer`, none follows another.
        `operations` is None where nothing is recorded. `time_zone` is the operator's; `languages` are the codes of
        those that can be chosen.
        """
        self.operations = operations
        self.small_talk = small_talk
        self.views = Views(service, citations, personal_data)
        self.quotes = None if personal_data is None else QuoteViews(service, personal_data.citation_keys)
        self.asking = Asking(service, personal_data, clock, narrowing, completer, small_talk)
        self.service = service
        self.access = access
        self.citations = citations
        self.question_length = question_length
        self.privacy = privacy
        self.personal_data = personal_data
        self.time_zone = time_zone
        self.languages = tuple(sorted(languages, key=lambda it: (it != ENGLISH_CODE, it)))
        self._clock = clock
        self.session = ConsoleSession(service, self.asking, citations)

    def listed(self, origin: Origin) -> tuple[CommandHelp, ...]:
        """Return the list of the commands that this person may use here."""
        return tuple(
            CommandHelp(command.name, command.summary, command.takes)
            for command in COMMANDS
            if self.access.allows(origin, command.audience)
            and _exists_for(command, origin)
            and _fits_here(command, origin)
        )

    def zone_of(self, origin: Origin) -> tzinfo:
        """Return the time zone that was chosen where a request is made, or else the operator's."""
        return origin.chosen.zone_or(ZoneInfo(self.time_zone))

    def settings_card(self, origin: Origin, setting: Setting | None = None, page: int = 0) -> messages.SettingsCard:
        """Return the settings of a chat, with the choices of one of them."""
        by_default = most_quotes(self.citations, replace(origin, chosen=AS_BY_DEFAULT))
        moment = datetime.fromtimestamp(self._clock.time(), UTC)
        return messages.SettingsCard(
            origin.chosen, by_default, self.time_zone, self.languages, moment, origin.is_group, setting, page
        )

    async def question_linked(self, request: Typed) -> Typed:
        """Return the question that somebody asks by a link, or else the request as it is."""
        if not isinstance(request, CommandCall) or request.name != _START or self.personal_data is None:
            return request
        origin, link = request.origin, read_start(request.argument)
        if not isinstance(link, QuestionLink) or not origin.is_private or origin.person_id is None:
            return request
        question = await self.personal_data.linked_question(link.key, origin.person_id)
        return request if question is None else Question(question, origin)

    async def run(self, request: Typed) -> AsyncGenerator[Reply]:
        """Yield the replies to a request; each replaces the one before."""
        match request:
            case Question(argument, origin):
                name = _ASK
            case CommandCall(name, argument, origin):
                pass
        command = _BY_NAME.get(name)
        if command is None or not _exists_for(command, origin):
            yield messages.UnknownCommand(name)
        elif not self.access.allows(origin, command.audience):
            yield messages.AdminsOnly(name)
        elif not _fits_here(command, origin):
            yield messages.PrivateOnly(name)
        else:
            async for reply in command.run(self, origin, argument):
                yield reply


def parse_request(text: str, origin: Origin) -> Typed:
    """Parse a message: a question, unless it begins with a slash and another command than `/ask`."""
    text = text.strip()
    if not text.startswith("/"):
        return Question(text, origin)
    typed, argument = (*text.split(maxsplit=1), "")[:2]
    name = typed.removeprefix("/").partition("@")[0].lower()  # in a group it may be /ask@the_bot
    return Question(argument, origin) if name == _ASK else CommandCall(name, argument, origin)


def is_long(request: Request) -> bool:
    """Tell whether other requests may overtake this one."""
    return isinstance(request, CommandCall) and request.name in LONG


def _exists_for(command: Command, origin: Origin) -> bool:
    """Tell whether there is such a command: some are the console's alone, some those of chats."""
    return not command.is_of_chats if origin.is_operator else command.audience is not Audience.CONSOLE


def _fits_here(command: Command, origin: Origin) -> bool:
    """Tell whether the command may be used in this chat."""
    return origin.is_private or origin.is_operator or not command.is_private
