"""Secrets are redacted in every notation; `test_logs.py` tests the same within a log."""

import json
import re
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.redaction import REDACTED, Redaction

TOKEN = "123456789:AAH-do_not-show_this-to_anybody-ever"  # noqa: S105  (worth nothing)
HUSH = "p\"s'w\\d/é +%:&"

# As secrets are: long enough to stand in no text by chance, of any characters, and in no other secret.
SECRETS = st.text(st.characters(codec="utf-8"), min_size=8, max_size=40).filter(lambda it: it not in REDACTED)


@pytest.mark.parametrize("secrets", [[], [""], ["", TOKEN]])
def test_nothing_is_no_secret(secrets: list[str]) -> None:
    """Else every letter would be followed by the mark."""
    assert Redaction(secrets)("an answer") == "an answer"


@pytest.mark.parametrize(
    "written",
    [
        TOKEN,
        quote(TOKEN),
        re.sub("%..", lambda code: code[0].lower(), quote(TOKEN)),
        quote(quote(TOKEN)),
        TOKEN.partition(":")[2],
        HUSH,
        quote(HUSH),
        repr(HUSH)[1:-1],
        str(HUSH.encode())[2:-1],
        json.dumps(HUSH)[1:-1],
    ],
)
def test_the_whole_secret_is_one_mark(written: str) -> None:
    redaction = Redaction([TOKEN, HUSH])
    assert redaction(f"<{written}>") == "<[secret]>"
    assert redaction(written * 2) == "[secret]" * 2


@given(SECRETS, st.text(), st.text())
def test_no_secret_is_left_in_any_text(secret: str, before: str, behind: str) -> None:
    for written in (secret, quote(secret), quote(secret, safe=""), repr(secret), json.dumps(secret), str([secret])):
        left = Redaction([secret])(f"{before} {written} {behind}")
        assert secret not in left
        assert REDACTED in left


def test_the_public_part_of_a_token_stays() -> None:
    assert Redaction([TOKEN])("bot 123456789 answers") == "bot 123456789 answers"
