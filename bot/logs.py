"""Logging to standard error, with the secrets left out."""

import logging
from collections.abc import Collection

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def configure(secrets: Collection[str]) -> None:
    """Log to standard error from now on; none of the secrets is ever written."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Redacting(_FORMAT, secrets))
    handler.setLevel(logging.INFO)  # below, libraries log what people wrote
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # at INFO it logs every request


class _Redacting(logging.Formatter):
    """Formats a record and blacks out the secrets, in its traceback as well."""

    def __init__(self, style: str, secrets: Collection[str]) -> None:
        super().__init__(style)
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, "[secret]")
        return line
