"""What Telegram shows of the bot is set in the background, in each scope and language, and only where it differs."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.commands import COMMANDS
from bot.menus import DESCRIPTION, SHORT_DESCRIPTION, Menu
from tests.bot.clock import FakeClock
from tests.bot.telegram.conftest import BotFactory
from tests.bot.telegram.running import ADMIN, PERSON, RunningBot, say
from tests.bot.texts.po import entry, po
from tests.fakes.botapi import BotApiServer, Drop, Nonsense, RateLimited, Refused, ServerError

GROUP, CHIEF = -100_700, 701
SCOPES = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators", "chat")
LANGUAGES = ("", "ar", "de", "es", "fr", "ru", "zh")
DONE = "commands and texts that Telegram shows"
HELLO = {
    "en": "Say hello",
    "de-AT": "Begrüßen",
    "zh-hans": "打个招呼",
    "pt-br": "Say hello",
}


@pytest.fixture
def managing(bot_with: BotFactory) -> Iterator[RunningBot]:
    """Run a bot that sets its profile, until that is done."""
    with bot_with(set_profile="true") as bot:
        bot.wait_for_log(DONE)
        yield bot


def names(menu: Menu) -> list[str]:
    return [it.name for it in COMMANDS if menu in it.menus]


def asked_of(server: BotApiServer, since: int = 0) -> list[str]:
    """Return which methods about the profile were called."""
    found = [it.method for it in server.calls[since:]]
    return [it for it in found if it.startswith(("getMy", "setMy", "deleteMy")) or "MenuButton" in it]


@pytest.mark.usefixtures("managing")
def test_each_scope_has_each_language(server: BotApiServer) -> None:
    assert len(server.commands) == len(SCOPES) * len(LANGUAGES)
    for language in LANGUAGES[1:]:
        assert server.shown("description", language) not in {"", DESCRIPTION}
        assert server.shown("short_description", language) not in {"", SHORT_DESCRIPTION}
    assert server.shown("description") == DESCRIPTION
    assert server.shown("short_description") == SHORT_DESCRIPTION
    assert server.shown("name") == "Bot under test"
    assert server.menu_button == {"type": "commands"}


@pytest.mark.usefixtures("managing")
@pytest.mark.parametrize("language", HELLO)
def test_people_are_shown_the_commands_of_their_chat_in_their_language(server: BotApiServer, language: str) -> None:
    for person in (PERSON, ADMIN):
        server.speak(person, language)
        assert server.commands_shown_to(person)["start"] == HELLO[language]
    for person in (PERSON, CHIEF, ADMIN):
        server.speak(GROUP, language, user_id=person, chat_type="supergroup")
    server.set_administrator(GROUP, CHIEF)
    assert list(server.commands_shown_to(PERSON)) == names(Menu.PRIVATE)
    assert list(server.commands_shown_to(ADMIN)) == names(Menu.ADMINS)
    assert list(server.commands_shown_to(PERSON, GROUP)) == names(Menu.GROUPS)
    assert list(server.commands_shown_to(ADMIN, GROUP)) == names(Menu.GROUPS)
    assert list(server.commands_shown_to(CHIEF, GROUP)) == names(Menu.ADMINISTRATORS)
    assert (server.commands_shown_to(PERSON, GROUP)["ask"] == "Ask the articles a question") == (
        language in {"en", "pt-br"}
    )


def test_the_menus_fit_what_people_may_do() -> None:
    assert set(names(Menu.PRIVATE)) < set(names(Menu.ADMINS))
    assert set(names(Menu.GROUPS)) <= set(names(Menu.ADMINISTRATORS))
    assert "reload" in names(Menu.ADMINS)
    assert "reload" not in names(Menu.ADMINISTRATORS) + names(Menu.PRIVATE)
    assert "start" not in names(Menu.GROUPS)
    assert not [it for menu in Menu for it in names(menu) if it in {"more", "why"}]


def test_a_second_start_asks_nothing_and_a_later_one_reads_and_sets_what_differs(
    bot_with: BotFactory, server: BotApiServer
) -> None:
    clock = FakeClock(runs=True)
    bot = bot_with(set_profile="true", clock=clock)
    with bot:
        bot.wait_for_log(DONE)
    server.set_by_hand("short_description", "")
    begun = len(server.calls)
    with bot:
        say(server, "what did Xi pledge?")
    assert asked_of(server, begun) == []
    later = bot_with(set_profile="true", clock=FakeClock(begin=clock.time() + 8 * 86_400, runs=True))
    with later:
        later.wait_for_log(DONE)
    assert [it for it in asked_of(server, begun) if it.startswith("set")] == ["setMyShortDescription"]
    assert server.shown("short_description") == SHORT_DESCRIPTION


def test_only_what_differs_is_set(bot_with: BotFactory, server: BotApiServer, tmp_path: Path) -> None:
    bot = bot_with(set_profile="true")
    with bot:
        bot.wait_for_log(DONE)
    po(tmp_path / "de.po", entry("Say hello", "Grüßen"))
    begun = len(server.calls)
    with bot_with(set_profile="true", answers=str(tmp_path)) as again:
        again.wait_for_log(DONE)
    assert asked_of(server, begun) == ["getMyCommands", "setMyCommands"] * 3  # by default, privately, to the admin
    assert server.commands['{"language_code": "de", "type": "default"}'][0]["description"] == "Grüßen"


def test_what_stands_there_already_is_read_and_not_set(
    bot_with: BotFactory, server: BotApiServer, tmp_path: Path, managing: RunningBot
) -> None:
    managing.stop()
    for file in (tmp_path / "var").glob("verbatim.db*"):
        file.unlink()
    begun = len(server.calls)
    with bot_with(set_profile="true"):
        expected = len(SCOPES) * len(LANGUAGES) + 2 * len(LANGUAGES) + 1
        server.wait_until(lambda: len(asked_of(server, begun)) >= expected)
    assert len(asked_of(server, begun)) == expected
    assert all(it.startswith("get") for it in asked_of(server, begun))


@pytest.mark.parametrize("tells_what_is_shown", [True, False])
def test_texts_that_were_set_by_hand_stay(
    bot_with: BotFactory, server: BotApiServer, *, tells_what_is_shown: bool
) -> None:
    if not tells_what_is_shown:
        server.tell_only_what_is_set()
    server.set_by_hand("description", "By hand")
    server.set_menu_button_by_hand({"type": "web_app", "text": "Shop", "web_app": {"url": "https://example.org"}})
    with bot_with(set_profile="true") as bot:
        bot.wait_for_log("the bot's description was set by hand")
        bot.wait_for_log("the bot's menu_button was set by hand")
    assert {server.shown("description", it) for it in LANGUAGES} == {"By hand"}
    assert server.shown("short_description", "de") not in {"", SHORT_DESCRIPTION}
    assert server.menu_button["type"] == "web_app"


def test_texts_that_are_set_by_hand_later_stay_in_every_language(bot_with: BotFactory, server: BotApiServer) -> None:
    clock = FakeClock(runs=True)
    with bot_with(set_profile="true", clock=clock) as bot:
        bot.wait_for_log(DONE)
    server.set_by_hand("description", "By hand")
    with bot_with(set_profile="true", clock=FakeClock(begin=clock.time() + 8 * 86_400, runs=True)) as bot:
        bot.wait_for_log("the bot's description was set by hand")
    assert {server.shown("description", it) for it in LANGUAGES} == {"By hand"}


def test_the_settings_replace_what_was_set_by_hand_and_a_catalogue_may_translate_them(
    bot_with: BotFactory, server: BotApiServer, tmp_path: Path
) -> None:
    server.set_by_hand("description", "By hand")
    server.set_by_hand("name", "Wortlaut", "de")
    po(tmp_path / "de.po", entry("Ask the Gazette.", "Frag die Gazette."))
    own = {"bot_name": "Gazette", "bot_description": "Ask the Gazette.", "answers": str(tmp_path)}
    with bot_with(set_profile="true", **own) as bot:
        bot.wait_for_log(DONE)
    assert {server.shown("name", it) for it in LANGUAGES} == {"Gazette"}
    assert [server.shown("description", it) for it in ("", "de", "fr")] == [
        "Ask the Gazette.",
        "Frag die Gazette.",
        "Ask the Gazette.",
    ]
    with bot_with(set_profile="true", bot_description="Ask the Gazette.") as bot:
        bot.wait_for_log(DONE)
    assert server.shown("name") == "Gazette"


def test_nothing_is_set_if_it_is_turned_off_and_all_is_read_once_it_is_turned_on_again(
    bot_with: BotFactory, server: BotApiServer
) -> None:
    with bot_with(set_profile="true") as bot:
        bot.wait_for_log(DONE)
    begun = len(server.calls)
    with bot_with():
        say(server, "what did Xi pledge?")
    assert asked_of(server, begun) == []
    server.set_by_hand("short_description", "")
    with bot_with(set_profile="true") as bot:
        bot.wait_for_log(DONE)
    assert server.shown("short_description") == SHORT_DESCRIPTION


def test_lists_of_a_language_or_an_admin_that_is_gone_are_deleted(
    bot_with: BotFactory, server: BotApiServer, tmp_path: Path
) -> None:
    po(tmp_path / "it.po", entry("Say hello", "Salutare"), entry(DESCRIPTION, "Chiedimi."))
    with bot_with(set_profile="true", answers=str(tmp_path)) as bot:
        bot.wait_for_log(DONE)
    assert sum('"it"' in it for it in server.commands) == len(SCOPES)
    assert server.shown("description", "it") == "Chiedimi."
    with bot_with(set_profile="true", admin_ids="43") as bot:
        bot.wait_for_log(DONE)
    assert not [it for it in server.commands if '"it"' in it or str(ADMIN) in it]
    assert server.shown("description", "it") == DESCRIPTION
    assert list(server.commands_shown_to(ADMIN)) == names(Menu.PRIVATE)


def test_an_admin_who_has_never_written_to_the_bot_is_told_once_and_served_later(
    bot_with: BotFactory, server: BotApiServer
) -> None:
    bot = bot_with(set_profile="true", admin_ids=f"{ADMIN},4242")
    with bot:
        bot.wait_for_log("admin 4242: Chat not found")
    assert bot.output.count("WARNING") == 1
    assert list(server.commands_shown_to(ADMIN)) == names(Menu.ADMINS)
    server.meet(4242)
    with bot:
        bot.wait_for_log(DONE, times=2)
    assert list(server.commands_shown_to(4242)) == names(Menu.ADMINS)


def test_a_part_that_telegram_wants_no_more_of_is_left_to_the_next_start(
    bot_with: BotFactory, server: BotApiServer
) -> None:
    server.inject("setMyDescription", RateLimited(40_000))
    bot = bot_with(set_profile="true")
    with bot:
        bot.wait_for_log("description: Telegram asks to wait 40000 s")
        say(server, "what did Xi pledge?")
    assert bot.output.count("the next start tries again") == 1
    assert sum(it.method == "setMyDescription" for it in server.calls) == 1
    assert len(server.commands) == len(SCOPES) * len(LANGUAGES)
    assert server.shown("short_description") == SHORT_DESCRIPTION
    begun = len(server.calls)
    with bot:
        bot.wait_for_log(DONE, times=2)
    assert server.shown("description") == DESCRIPTION
    assert set(asked_of(server, begun)) == {"getMyDescription", "setMyDescription"}


@pytest.mark.parametrize("fault", [RateLimited(3), ServerError(502), Drop()], ids=lambda it: type(it).__name__)
def test_short_trouble_is_waited_out(bot_with: BotFactory, server: BotApiServer, fault: RateLimited) -> None:
    for method in ("getMyCommands", "setMyCommands", "getMyDescription", "setChatMenuButton"):
        server.inject(method, fault, times=2)
    with bot_with(set_profile="true") as bot:
        bot.wait_for_log(DONE)
        assert "next start" not in bot.output
    assert len(server.commands) == len(SCOPES) * len(LANGUAGES)


@pytest.mark.parametrize("result", [{}, [7], "x", 7, None], ids=repr)
def test_where_an_answer_makes_no_sense_the_list_is_set(
    bot_with: BotFactory, server: BotApiServer, result: object
) -> None:
    for method in ("getMyCommands", "setMyCommands", "getChatMenuButton", "getMyDescription", "getMyShortDescription"):
        server.inject(method, Nonsense(result))
    with bot_with(set_profile="true") as bot:
        bot.wait_for_log(DONE)
        say(server, "what did Xi pledge?")
    assert server.shown("short_description", "de") not in {"", SHORT_DESCRIPTION}
    assert server.menu_button == {"type": "commands"}


def test_an_outage_ends_the_attempt_and_answers_go_on(bot_with: BotFactory, server: BotApiServer) -> None:
    server.inject("setMyCommands", ServerError(500), times=100)
    with bot_with(set_profile="true") as bot:
        bot.wait_for_log("the next start tries again: no usable answer")
        say(server, "what did Xi pledge?")
    assert sum(it.method == "setMyCommands" for it in server.calls) == 4
    assert server.commands == {}


def test_what_telegram_refuses_is_told_and_the_rest_is_set(bot_with: BotFactory, server: BotApiServer) -> None:
    server.inject("setMyCommands", Refused(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID"))
    with bot_with(set_profile="true") as bot:
        bot.wait_for_log("commands:default::: Bot_command_description_invalid")
    assert len(server.commands) == len(SCOPES) * len(LANGUAGES) - 1


def test_nobody_waits_while_telegram_asks_to_wait_for_the_menus(bot_with: BotFactory, server: BotApiServer) -> None:
    server.inject("getMyCommands", RateLimited(60))
    with bot_with(set_profile="true", clock=FakeClock()) as bot:
        while "getMyCommands" not in asked_of(server):
            bot.advance(0.1)
            time.sleep(0.01)
        assert "2060" in say(server, "what did Xi pledge?")
        assert asked_of(server) == ["getMyCommands"]


def test_forget_removes_what_is_stored_of_an_admins_menus(bot_with: BotFactory, server: BotApiServer) -> None:
    bot = bot_with(set_profile="true")
    with bot:
        bot.wait_for_log(DONE)
        say(server, "/forget", ADMIN)
    begun = len(server.calls)
    with bot:
        server.wait_until(lambda: len(asked_of(server, begun)) >= len(LANGUAGES))
    assert asked_of(server, begun) == ["getMyCommands"] * len(LANGUAGES)
