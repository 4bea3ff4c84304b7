"""Who may do what."""

from bot.access import Access, Audience
from bot.messages import Request

ACCESS = Access({42, 43})


def test_everyone_may_do_what_is_for_everyone() -> None:
    for request in (Request("", user_id=7), Request("", user_id=42), Request(""), Request("", is_operator=True)):
        assert ACCESS.allows(request, Audience.EVERYONE)


def test_admins_are_known_by_their_id() -> None:
    assert ACCESS.allows(Request("", user_id=42), Audience.ADMINS)
    assert ACCESS.allows(Request("", user_id=43), Audience.ADMINS)
    assert not ACCESS.allows(Request("", user_id=7), Audience.ADMINS)


def test_the_operator_at_the_console_is_an_admin() -> None:
    assert ACCESS.allows(Request("", is_operator=True), Audience.ADMINS)


def test_somebody_without_an_id_is_no_admin() -> None:
    """Such as a channel that writes in a group."""
    assert not ACCESS.allows(Request(""), Audience.ADMINS)
    assert not Access(set()).allows(Request(""), Audience.ADMINS)


def test_nobody_is_an_admin_where_none_are_named() -> None:
    assert not Access(set()).allows(Request("", user_id=42), Audience.ADMINS)
    assert not Access(set()).allows(Request("", user_id=0), Audience.ADMINS)
