"""What is stored of the profile that Telegram shows of a bot."""

from bot.storage import Database, SetPlace, Tables

BOT, ADMIN = 5, 42
OURS, THEIRS = "commands:default::", f"commands:chat:{ADMIN}:"


def test_an_admin_who_is_forgotten_is_in_no_place_and_not_in_the_log_of_the_file(database: Database) -> None:
    tables = Tables(database.connection)
    shown = SetPlace("digest", 1.0)
    tables.profile.put(BOT, {OURS: shown, THEIRS: SetPlace("digest", 1.0, ADMIN)})
    tables.has_erased = False
    tables.profile.erase(ADMIN + 1)
    assert not tables.profile.has_erased
    tables.erase(ADMIN)
    assert tables.profile.has_erased
    assert tables.profile.known(BOT) == {OURS: shown}
