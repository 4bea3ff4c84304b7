"""The inbox of updates."""

from pathlib import Path

import pytest

from bot.storage import Database, Inbox, NewUpdate, State
from tests.bot.storage.updates import BODY, everything_in, inbox_in, update


@pytest.fixture
def inbox(database: Database) -> Inbox:
    """Return an empty inbox whose changes are committed at once."""
    return Inbox(database.connection)


def _waiting(inbox: Inbox) -> list[int]:
    return [it.update_id for it in inbox.unfinished(100)]


def _counts(inbox: Inbox) -> tuple[int, ...]:
    """Return how many are received, working, done, dead."""
    return tuple(inbox.counts()[state] for state in State)


def test_an_update_comes_once_however_often_it_is_sent(inbox: Inbox) -> None:
    assert inbox.add([update(3), update(1), update(3)], 1) == [3, 1]
    assert inbox.add([update(1), update(2)], 2) == [2]
    inbox.finish(1, 3)
    assert inbox.add([update(1)], 4) == []
    assert _counts(inbox) == (2, 0, 1, 0)


def test_nothing_added_is_nothing(inbox: Inbox) -> None:
    assert inbox.add([], 1) == []
    assert inbox.oldest_waiting() is None
    assert inbox.unfinished(10) == []


def test_what_waits_is_in_order_of_arrival_whatever_the_ids_and_the_clock_say(inbox: Inbox) -> None:
    """Ids begin anew at random after a quiet week, and clocks are set back."""
    inbox.add([update(900), update(901)], 100)
    inbox.add([update(5)], 50)
    assert _waiting(inbox) == [900, 901, 5]
    inbox.start(901)
    assert _waiting(inbox) == [900, 901, 5]


def test_as_many_that_wait_are_read_as_are_asked_for(inbox: Inbox) -> None:
    inbox.add([update(it) for it in (9, 8, 7, 6)], 1)
    assert [it.update_id for it in inbox.unfinished(2)] == [9, 8]
    inbox.finish(9, 2)
    assert [it.update_id for it in inbox.unfinished(2)] == [8, 7]


def test_arrivals_are_numbered_on_after_everything_is_purged(inbox: Inbox) -> None:
    inbox.add([update(1), update(2)], 1)
    inbox.finish(1, 2)
    inbox.bury(2, "it failed", 2)
    inbox.purge(3)
    inbox.add([update(3)], 4)
    inbox.retry(2, 5)
    assert _waiting(inbox) == [3, 2]


def test_an_entry_has_everything_that_came(inbox: Inbox) -> None:
    new = update(4, chat_id=-100, user_id=7)
    inbox.add([new], 12.5)
    inbox.start(4)
    (entry,) = inbox.unfinished(1)
    assert (entry.update_id, entry.body, entry.chat_id, entry.user_id) == (4, new.body, -100, 7)
    assert (entry.state, entry.attempts, entry.error) == (State.WORKING, 1, None)
    assert (entry.received_at, entry.finished_at) == (12.5, None)


def test_work_that_a_crash_cut_off_is_begun_again_and_counted(inbox: Inbox) -> None:
    inbox.add([update(1)], 1)
    assert inbox.start(1)
    assert inbox.start(1)
    assert inbox.unfinished(1)[0].attempts == 2


def test_work_that_is_put_back_counts_as_none(inbox: Inbox) -> None:
    inbox.add([update(1), update(2), update(3)], 1)
    inbox.start(1)
    inbox.release([1, 2, 99])
    assert [(it.state, it.attempts) for it in inbox.unfinished(3)] == [(State.RECEIVED, 0)] * 3


def test_only_the_id_of_a_finished_update_is_kept(database: Database, file: Path) -> None:
    inbox = Inbox(database.connection)
    inbox.add([update(123, chat_id=4242, user_id=4242)], 1)
    assert inbox.finish(123, 2)
    assert not inbox.finish(123, 3)
    columns = "body, error, chat_id, user_id"
    assert database.connection.execute(f"SELECT {columns} FROM inbox").fetchall() == [(None,) * 4]  # noqa: S608
    database.truncate_wal()
    assert BODY.encode() not in everything_in(file.parent)


def test_a_buried_update_keeps_its_body_and_the_error(inbox: Inbox) -> None:
    inbox.add([update(1), update(2)], 1)
    inbox.start(1)
    assert inbox.bury(1, "KeyError: 'x'", 2)
    (entry,) = inbox.dead()
    assert (entry.update_id, entry.state, entry.error, entry.attempts) == (1, State.DEAD, "KeyError: 'x'", 1)
    assert entry.body == update(1).body
    assert _waiting(inbox) == [2]


def test_the_dead_are_reported_once(inbox: Inbox) -> None:
    inbox.add([update(1), update(2)], 1)
    inbox.bury(2, "unreadable", 1)
    inbox.bury(1, "failed", 2)
    assert [it.update_id for it in inbox.unreported()] == [2, 1]
    inbox.mark_reported([2])
    assert [it.update_id for it in inbox.unreported()] == [1]
    inbox.retry(2, 3)
    inbox.bury(2, "failed again", 4)
    assert [it.update_id for it in inbox.unreported()] == [1, 2]


def test_a_dead_update_that_is_retried_waits_behind_the_others(inbox: Inbox) -> None:
    inbox.add([update(1), update(2)], 1)
    inbox.start(1)
    inbox.bury(1, "failed", 2)
    assert inbox.retry(1, 9)
    (_, entry) = inbox.unfinished(10)
    assert (entry.update_id, entry.state, entry.attempts, entry.error) == (1, State.RECEIVED, 0, None)
    assert (entry.body, entry.received_at, entry.finished_at) == (update(1).body, 9, None)
    assert _waiting(inbox) == [2, 1]


def test_only_the_dead_are_retried(inbox: Inbox) -> None:
    inbox.add([update(1), update(2)], 1)
    inbox.finish(2, 2)
    assert not any(inbox.retry(it, 3) for it in (1, 2, 3))
    assert _counts(inbox) == (1, 0, 1, 0)


def test_the_oldest_waiting_is_the_first_that_is_not_finished(inbox: Inbox) -> None:
    inbox.add([update(1)], 10)
    inbox.add([update(2)], 20)
    inbox.start(1)
    assert inbox.oldest_waiting() == 10
    inbox.finish(1, 30)
    assert inbox.oldest_waiting() == 20


def test_purging_deletes_what_was_done_long_ago_and_nothing_else(inbox: Inbox) -> None:
    inbox.add([update(it) for it in (1, 2, 3, 4)], 1)
    inbox.finish(1, 10)
    inbox.finish(2, 20)
    inbox.bury(3, "failed", 10)
    inbox.pause(5, 10)
    inbox.pause(6, 30)
    assert inbox.purge(20) == 1
    assert _counts(inbox) == (1, 0, 1, 1)
    assert inbox.add([update(1), update(2)], 30) == [1]
    assert inbox.pauses() == {6: 30}


def test_purging_makes_nobody_wait_for_long(inbox: Inbox) -> None:
    inbox.add([update(it) for it in range(10)], 1)
    for it in range(10):
        inbox.finish(it, 2)
    assert [inbox.purge(3, limit=4) for _ in range(4)] == [4, 4, 2, 0]


def test_who_wants_to_be_forgotten_is(database: Database, file: Path) -> None:
    inbox = Inbox(database.connection)
    inbox.add([update(it, 7, 7) for it in (1, 2, 3, 4)], 1)
    inbox.add([update(5, -100, 7), update(6, 7, None), update(7, -100, 8)], 2)
    inbox.bury(6, "unreadable", 2)
    inbox.start(1)
    inbox.finish(2, 3)
    inbox.bury(3, "failed", 3)
    inbox.pause(7, 99)
    inbox.pause(8, 99)
    assert inbox.forget(7, except_id=4) == 4
    assert _waiting(inbox) == [4, 7]
    assert inbox.dead() == []
    assert inbox.pauses() == {8: 99}
    rows = database.connection.execute("SELECT update_id FROM inbox WHERE user_id = 7 OR chat_id = 7").fetchall()
    assert rows == [(4,)]
    assert inbox.add([update(it) for it in range(1, 8)], 5) == []  # none is answered now because it is sent again
    inbox.finish(4, 6)
    inbox.finish(7, 6)
    assert database.truncate_wal()
    assert BODY.encode() not in everything_in(file.parent)


def test_work_on_what_was_forgotten_meanwhile_brings_nothing_back(inbox: Inbox) -> None:
    inbox.add([update(1), update(2)], 1)
    inbox.start(1)
    inbox.start(2)
    inbox.forget(7)
    assert not inbox.finish(1, 2)
    assert not inbox.bury(2, "failed", 2)
    assert not inbox.start(2)
    inbox.release([1, 2])
    assert _counts(inbox) == (0, 0, 2, 0)
    assert inbox.purge(1.5) == 2  # as old as when they came


def test_a_pause_is_never_made_shorter(inbox: Inbox) -> None:
    inbox.pause(7, 20)
    inbox.pause(7, 10)
    inbox.pause(-100, 5)
    assert inbox.pauses() == {7: 20, -100: 5}


def test_any_text_can_be_kept(inbox: Inbox) -> None:
    """Half a character is what JSON can hold and UTF-8 cannot."""
    body = '{"text": "a\x00b \ud83d ’😀"}'
    inbox.add([NewUpdate(1, body, None, None), NewUpdate(2, body, None, None)], 1)
    inbox.bury(2, "bad \udc00", 2)
    assert inbox.unfinished(1)[0].body == '{"text": "a\x00b \\ud83d ’😀"}'
    assert inbox.dead()[0].error == "bad \\udc00"


def test_ids_may_be_as_large_as_telegram_makes_them(inbox: Inbox) -> None:
    inbox.add([update(2**53, chat_id=-(10**13) - 1, user_id=2**52)], 1)
    (entry,) = inbox.unfinished(1)
    assert (entry.update_id, entry.chat_id, entry.user_id) == (2**53, -(10**13) - 1, 2**52)


def test_everything_is_there_after_the_file_was_closed(file: Path) -> None:
    with inbox_in(file) as inbox:
        inbox.add([update(1), update(2), update(3), update(4)], 1)
        inbox.start(2)
        inbox.finish(3, 2)
        inbox.bury(4, "failed", 2)
        inbox.pause(7, 99)
    with inbox_in(file) as inbox:
        assert _counts(inbox) == (1, 1, 1, 1)
        assert _waiting(inbox) == [1, 2]
        assert inbox.pauses() == {7: 99}
