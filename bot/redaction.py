"""Redaction of secrets in text that is about to be written."""

import json
import re
from collections.abc import Collection, Iterable
from urllib.parse import quote

REDACTED = "[secret]"

_SHORTEST_PART = 8


class Redaction:
    """Replaces secrets, in every form in which they may be written."""

    def __init__(self, secrets: Collection[str]) -> None:
        """Take the secrets; empty ones are ignored."""
        forms = {form for secret in secrets if secret for form in _forms(secret)}
        self._forms = sorted(
            forms, key=lambda form: (-len(form), form)
        )  # longer forms first, since they contain others

    def __call__(self, text: str) -> str:
        """Return the text without the secrets."""
        for form in self._forms:
            if form in text:
                text = text.replace(form, REDACTED)
        return text


_redaction = Redaction(())


def hide(secrets: Collection[str]) -> None:
    """Make `redact` replace these secrets from now on."""
    global _redaction  # noqa: PLW0603  (there is one log, and one set of secrets)
    _redaction = Redaction(secrets)


def redact(text: str) -> str:
    """Return the text without the program's secrets."""
    return _redaction(text)


def _forms(secret: str) -> Iterable[str]:
    """Yield the secret as it is, quoted for a URL, and as a literal of Python or JSON.

    Likewise the part behind its last colon: in a bot's token the number before the colon is public.
    """
    part = secret.rpartition(":")[2]
    for text in (secret, part) if len(part) >= _SHORTEST_PART else (secret,):
        quoted = quote(text, safe="")
        lower = re.sub("%..", lambda code: code[0].lower(), quoted)  # some libraries quote in lower case
        yield from (text, quote(text), quoted, lower, quote(quoted, safe=""))
        yield from (repr(text)[1:-1], repr(text.encode())[2:-1], json.dumps(text)[1:-1])
