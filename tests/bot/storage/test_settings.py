"""What chats have chosen, in a real database."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.chat_settings import AS_BY_DEFAULT, ChatSettings
from bot.storage import FILE, Database, GroupCommit, NewUpdate, Tables
from bot.telegram.chosen import Chosen

ANN, GROUP, SUPERGROUP = 7, -5, -1_000_000_000_005
GERMAN, SHORT = ChatSettings("de"), ChatSettings(None, "Asia/Tokyo", 1, has_buttons=False)


@pytest.fixture
def tables(tmp_path: Path) -> Iterator[Tables]:
    """Open the tables of a new database."""
    database = Database.open(tmp_path / FILE)
    yield Tables(database.connection)
    database.close()


def test_what_was_stored_is_read_and_by_default_nothing_is(tables: Tables) -> None:
    for settings in (AS_BY_DEFAULT, GERMAN, SHORT, AS_BY_DEFAULT):
        tables.settings.put(ANN, settings)
        assert tables.settings_of(ANN) == (ANN, settings)
    assert tables.settings_of(GROUP) == (GROUP, AS_BY_DEFAULT)


def test_a_person_who_is_forgotten_has_none_and_a_group_keeps_its_own(tables: Tables) -> None:
    tables.settings.put(ANN, GERMAN)
    tables.settings.put(GROUP, SHORT)
    tables.erase(ANN)
    assert tables.has_erased
    assert tables.settings_of(ANN)[1] == AS_BY_DEFAULT
    assert tables.settings_of(GROUP)[1] == SHORT


@pytest.mark.parametrize("own", [None, SHORT])
def test_settings_move_to_the_supergroup_unless_it_has_its_own(tables: Tables, own: ChatSettings | None) -> None:
    tables.settings.put(GROUP, GERMAN)
    if own is not None:
        tables.settings.put(SUPERGROUP, own)
    for _ in range(2):
        tables.moves.move(GROUP, SUPERGROUP)
    for place in (GROUP, SUPERGROUP):
        assert tables.settings_of(place) == (SUPERGROUP, own or GERMAN)
    assert tables.settings.of(GROUP) == AS_BY_DEFAULT


def test_a_press_that_was_erased_meanwhile_changes_nothing(tables: Tables) -> None:
    tables.inbox.add([NewUpdate(1, "{}", ANN, ANN), NewUpdate(2, "{}", ANN, ANN)], 0)
    assert tables.choose(ANN, lambda _: GERMAN, 1) == (ANN, GERMAN)
    tables.erase(ANN, except_id=2)
    assert tables.choose(ANN, lambda _: GERMAN, 1) == (ANN, AS_BY_DEFAULT)
    assert tables.settings_of(ANN) == (ANN, AS_BY_DEFAULT)


def test_what_is_remembered_is_what_the_tables_have(tmp_path: Path) -> None:
    async def run() -> None:
        store = GroupCommit(Database.open(tmp_path / FILE), Tables, lambda _: None)
        chosen = Chosen(store)
        await store.run(lambda tables: tables.inbox.add([NewUpdate(1, "{}", GROUP, ANN)], 0))
        # The reading that is on its way when something is chosen does not bring back what was there.
        before, after, then = await asyncio.gather(
            chosen.of(GROUP), chosen.choose(GROUP, lambda _: GERMAN, 1), chosen.of(GROUP)
        )
        assert (before, after, then) == (AS_BY_DEFAULT, GERMAN, GERMAN)
        assert await chosen.of(GROUP) == GERMAN
        assert await chosen.of(SUPERGROUP) == AS_BY_DEFAULT
        await store.run(lambda tables: tables.moves.move(GROUP, SUPERGROUP))
        chosen.drop(GROUP, SUPERGROUP)
        assert await chosen.of(GROUP) == await chosen.of(SUPERGROUP) == GERMAN
        # Below a message of the group somebody chooses for the supergroup, and later there.
        assert await chosen.choose(GROUP, lambda _: SHORT, 1) == SHORT
        assert await chosen.of(SUPERGROUP) == SHORT
        await chosen.choose(SUPERGROUP, lambda _: GERMAN, 1)
        assert await chosen.of(GROUP) == GERMAN
        await store.close()

    asyncio.run(run())
