"""Permissions of people and admins."""

import pytest

from bot.access import SHARED_IDS, Access, Audience
from bot.requests import Origin
from config import checks

ACCESS = Access({42, 43})


def test_everyone_may_do_what_is_for_everyone() -> None:
    for origin in (Origin(person_id=7), Origin(person_id=42), Origin(), Origin(is_operator=True)):
        assert ACCESS.allows(origin, Audience.EVERYONE)


def test_admins_are_known_by_their_id() -> None:
    assert ACCESS.allows(Origin(person_id=42), Audience.ADMINS)
    assert ACCESS.allows(Origin(person_id=43), Audience.ADMINS)
    assert not ACCESS.allows(Origin(person_id=7), Audience.ADMINS)


def test_the_operator_at_the_console_is_an_admin() -> None:
    assert ACCESS.allows(Origin(is_operator=True), Audience.ADMINS)


def test_somebody_without_an_id_is_no_admin() -> None:
    """Such as a channel that writes in a group."""
    assert not ACCESS.allows(Origin(), Audience.ADMINS)
    assert not Access(set()).allows(Origin(), Audience.ADMINS)


def test_nobody_is_an_admin_where_none_are_named() -> None:
    assert not Access(set()).allows(Origin(person_id=42), Audience.ADMINS)
    assert not Access(set()).allows(Origin(person_id=0), Audience.ADMINS)


@pytest.mark.parametrize("stand_in", sorted(SHARED_IDS))
def test_an_id_that_many_write_under_is_no_admin_even_if_it_is_named(stand_in: int) -> None:
    assert not Access({42, stand_in}).allows(Origin(person_id=stand_in), Audience.ADMINS)


def test_the_settings_refuse_just_these_ids() -> None:
    assert set(checks.SHARED_IDS) == SHARED_IDS


ADMIN, ANN, BOB = 42, 7, 8
GROUP, OTHER = -100, -200
WHO: dict[str, Origin] = {
    "admin": Origin(person_id=ADMIN, chat_id=ADMIN, is_private=True),
    "admin in group": Origin(person_id=ADMIN, chat_id=GROUP),
    "ann": Origin(person_id=ANN, chat_id=ANN, is_private=True),
    "ann in group": Origin(person_id=ANN, chat_id=GROUP),
    "ann in other": Origin(person_id=ANN, chat_id=OTHER),
    "bob": Origin(person_id=BOB, chat_id=BOB, is_private=True),
    "bob in group": Origin(person_id=BOB, chat_id=GROUP),
    "anonymous in group": Origin(chat_id=GROUP),
    "anonymous in other": Origin(chat_id=OTHER),
    "operator": Origin(is_operator=True),
}
ALWAYS = {"admin", "admin in group", "operator"}


@pytest.mark.parametrize(
    ("access", "may"),
    [
        (Access({ADMIN}), set(WHO)),
        (Access({ADMIN}, blocked_users={ANN}), set(WHO) - {"ann", "ann in group", "ann in other"}),
        (Access({ADMIN}, blocked_chats={GROUP}), set(WHO) - {"ann in group", "bob in group", "anonymous in group"}),
        (Access({ADMIN}, allowed_users={ANN}), {"ann", "ann in group", "ann in other"}),
        (Access({ADMIN}, allowed_chats={GROUP}), {"ann in group", "bob in group", "anonymous in group"}),
        (
            Access({ADMIN}, allowed_users={ANN}, allowed_chats={GROUP}),
            {"ann", "ann in group", "ann in other", "bob in group", "anonymous in group"},
        ),
        (
            Access({ADMIN}, allowed_users={ANN, BOB}, blocked_users={ANN}),
            {"bob", "bob in group"},
        ),
        (
            Access({ADMIN}, allowed_users={ANN}, blocked_chats={GROUP}),
            {"ann", "ann in other"},
        ),
        (
            Access({ADMIN}, allowed_chats={GROUP}, blocked_users={BOB}),
            {"ann in group", "anonymous in group"},
        ),
        (Access({ADMIN}, blocked_users={ADMIN}, blocked_chats={ADMIN, GROUP, OTHER}), {"ann", "bob"}),
    ],
)
def test_who_may_talk_to_the_bot(access: Access, may: set[str]) -> None:
    assert {who for who, origin in WHO.items() if access.may_talk(origin)} == may | ALWAYS


def test_somebody_without_any_id_is_on_no_list() -> None:
    assert Access(set(), blocked_users={ANN}, blocked_chats={GROUP}).may_talk(Origin())
    assert not Access(set(), allowed_users={ANN}, allowed_chats={GROUP}).may_talk(Origin())


def test_a_supergroup_is_on_the_lists_that_name_the_group_that_it_was() -> None:
    group, supergroup = -5, -1_000_000_000_005
    there = Origin(person_id=BOB, chat_id=supergroup)
    allowed = Access({ADMIN}, allowed_chats={group})
    blocked = Access({ADMIN}, blocked_chats={group})
    assert (allowed.leaves(supergroup), allowed.may_talk(there), blocked.may_talk(there)) == (True, False, True)
    assert allowed.unmoved_groups == {group}
    for access in (allowed, blocked):
        access.note_move(group, supergroup)
        access.note_move(-6, -1_000_000_000_006)
    assert (allowed.leaves(supergroup), allowed.may_talk(there), blocked.may_talk(there)) == (False, True, False)
    assert allowed.unmoved_groups == set()
    assert allowed.leaves(-1_000_000_000_006)
    assert not allowed.leaves(group)


def test_a_supergroup_on_the_list_is_no_group_that_may_still_move() -> None:
    assert Access(set(), allowed_chats={-1_000_000_000_005, ANN}).unmoved_groups == set()
