"""The inbox behaves like a dictionary under any sequence of operations."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.storage import Database, Inbox, State
from tests.bot.storage.updates import update

_IDS = st.integers(1, 8)
_PEOPLE = st.integers(1, 3)
_WAITING = {State.RECEIVED, State.WORKING}


class _Known:
    """What a dictionary knows of an update."""

    def __init__(self, state: State, person: int | None, received_at: int, finished_at: int | None) -> None:
        self.state = state
        self.person = person
        self.received_at = received_at
        self.finished_at = finished_at
        self.attempts = 0


class InboxAndDictionary(RuleBasedStateMachine):
    """Does the same to both; the file is closed and opened again now and then."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self._file = Path(self._folder.name) / "verbatim.db"
        self._database = Database.open(self._file)
        self._inbox = Inbox(self._database.connection)
        self._known: dict[int, _Known] = {}
        self._time = 0

    def teardown(self) -> None:
        """Leave nothing behind."""
        self._database.close()
        self._folder.cleanup()

    def _tick(self) -> int:
        self._time += 1
        return self._time

    def _state(self, update_id: int) -> State | None:
        known = self._known.get(update_id)
        return None if known is None else known.state

    @rule(ids=st.lists(st.tuples(_IDS, _PEOPLE), max_size=4))
    def add(self, ids: list[tuple[int, int]]) -> None:
        now = self._tick()
        new = [update(it, person, person) for it, person in ids]
        expected = []
        for it, person in ids:
            if it not in self._known:
                expected.append(it)
                self._known[it] = _Known(State.RECEIVED, person, now, None)
        assert self._inbox.add(new, now) == expected

    @rule(update_id=_IDS)
    def start(self, update_id: int) -> None:
        may = self._state(update_id) in _WAITING
        assert self._inbox.start(update_id) == may
        if may:
            self._known[update_id].state = State.WORKING
            self._known[update_id].attempts += 1

    @rule(update_id=_IDS)
    def finish(self, update_id: int) -> None:
        now = self._tick()
        may = self._state(update_id) in _WAITING
        assert self._inbox.finish(update_id, now) == may
        if may:
            self._end(update_id, now)

    def _end(self, update_id: int, when: int) -> None:
        known = self._known[update_id]
        known.state, known.person, known.finished_at = State.DONE, None, when

    @rule(update_id=_IDS)
    def bury(self, update_id: int) -> None:
        now = self._tick()
        may = self._state(update_id) in _WAITING
        assert self._inbox.bury(update_id, "failed", now) == may
        if may:
            self._known[update_id].state = State.DEAD
            self._known[update_id].finished_at = now

    @rule(update_ids=st.lists(_IDS, unique=True))
    def release(self, update_ids: list[int]) -> None:
        self._inbox.release(update_ids)
        for it in update_ids:
            if self._state(it) is State.WORKING:
                self._known[it].state = State.RECEIVED
                self._known[it].attempts -= 1

    @rule(update_id=_IDS)
    def retry(self, update_id: int) -> None:
        now = self._tick()
        may = self._state(update_id) is State.DEAD
        assert self._inbox.retry(update_id, now) == may
        if may:
            self._known[update_id] = _Known(State.RECEIVED, self._known[update_id].person, now, None)

    @rule(person=_PEOPLE, keep=st.none() | _IDS)
    def forget(self, person: int, keep: int | None) -> None:
        theirs = [it for it, known in self._known.items() if known.person == person and it != keep]
        assert self._inbox.forget(person, keep) == len(theirs)
        for it in theirs:
            known = self._known[it]
            self._end(it, known.received_at if known.finished_at is None else known.finished_at)

    @precondition(lambda self: self._time > 0)
    @rule(data=st.data())
    def purge(self, data: st.DataObject) -> None:
        before = data.draw(st.integers(1, self._time))
        self._known = {
            it: known
            for it, known in self._known.items()
            if known.state is not State.DONE or (known.finished_at or 0) >= before
        }
        self._inbox.purge(before)

    @rule()
    def open_again(self) -> None:
        self._database.close()
        self._database = Database.open(self._file)
        self._inbox = Inbox(self._database.connection)

    @invariant()
    def they_are_the_same(self) -> None:
        counts = self._inbox.counts()
        for state in State:
            assert counts[state] == sum(known.state is state for known in self._known.values())
        waiting = {it: known.received_at for it, known in self._known.items() if known.state in _WAITING}
        entries = self._inbox.unfinished(100)
        # Those that came at once are in the order in which they were given, as the dictionary has them.
        assert [it.update_id for it in entries] == sorted(waiting, key=lambda it: waiting[it])
        assert {it.update_id for it in self._inbox.dead()} == {
            it for it, known in self._known.items() if known.state is State.DEAD
        }
        for it in (*entries, *self._inbox.dead()):
            known = self._known[it.update_id]
            assert (it.state, it.user_id, it.attempts) == (known.state, known.person, known.attempts)
            assert it.body is not None


TestInboxAndDictionary = pytest.mark.slow(InboxAndDictionary.TestCase)
