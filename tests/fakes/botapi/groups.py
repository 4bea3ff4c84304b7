"""The methods about groups: leaveChat, getChat and getChatAdministrators."""

from .account import Account
from .chats import user
from .members import member_update
from .membership import GROUPS, member
from .params import Params
from .records import Answer, bad_request

_ALWAYS_TOLD = {
    "accent_color_id": 1,
    "max_reaction_count": 11,
    "accepted_gift_types": dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
    ),
}


def leave_chat(account: Account, params: Params) -> Answer:
    """Leave a group, of which the bot gets an update as well."""
    chat = account.chat_of(params, writes=False)
    if chat.about["type"] not in GROUPS:
        raise bad_request("chat member status can't be changed in private chats")
    account.updates.put(member_update(chat, dict(account.me), dict(account.me), "left"))
    return Answer(result=True)


def get_chat(account: Account, params: Params) -> Answer:
    """Return a chat as a ChatFullInfo."""
    return Answer({**account.chat_of(params, writes=False).about, **_ALWAYS_TOLD})


def get_chat_administrators(account: Account, params: Params) -> Answer:
    """Return the administrators of a group that are no other bots."""
    chat = account.chat_of(params, writes=False)
    if chat.about["type"] not in GROUPS:
        raise bad_request("there are no administrators in the private chat")
    people = [member(user(user_id), status) for user_id, status in chat.membership.administrators.items()]
    is_one = chat.membership.status == "administrator"
    return Answer([*people, *([chat.membership.as_json(account.me)] if is_one else [])])
