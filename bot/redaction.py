"""Secrets, blacked out of whatever is about to be written."""

import json
import re
from collections.abc import Collection, Iterable
from urllib.parse import quote

REDACTED = "[secret]"

_SHORTEST_PART = 8


class Redaction:
    """Knows some secrets, in every form in which they may be written."""

    def __init__(self, secrets: Collection[str]) -> None:
        """Take the secrets; a blank one is none."""
        forms = {form for secret in secrets if secret for form in _forms(secret)}
        self._forms = sorted(forms, key=lambda form: (-len(form), form))  # the whole before its parts

    def __call__(self, text: str) -> str:
        """Return the text with the secrets blacked out."""
        for form in self._forms:
            if form in text:
                text = text.replace(form, REDACTED)
        return text


_redaction = Redaction(())


def hide(secrets: Collection[str]) -> None:
    """Let `redact` black out these secrets from now on."""
    global _redaction  # noqa: PLW0603  (there is one log, and one set of secrets)
    _redaction = Redaction(secrets)


def redact(text: str) -> str:
    """Return the text with the program's secrets blacked out."""
    return _redaction(text)


def _forms(secret: str) -> Iterable[str]:
    """Yield the secret as it may stand in a text: as it is, in an address, in the notation of Python or JSON.

    And the part behind its colon: of a bot's token that is the secret, the number before is known to all.
    """
    part = secret.rpartition(":")[2]
    for text in (secret, part) if len(part) >= _SHORTEST_PART else (secret,):
        quoted = quote(text, safe="")
        lower = re.sub("%..", lambda code: code[0].lower(), quoted)  # as some quote
        yield from (text, quote(text), quoted, lower, quote(quoted, safe=""))
        yield from (repr(text)[1:-1], repr(text.encode())[2:-1], json.dumps(text)[1:-1])
