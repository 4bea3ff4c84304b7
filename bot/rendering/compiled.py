"""Compiled templates, kept in memory: a template that is read again is not compiled again."""

from collections import OrderedDict
from threading import Lock
from types import CodeType

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from bot.texts.catalogue import Catalogue

_MOST = 1 << 10
"""The most templates that are kept; one language has less than a hundred."""

_code: OrderedDict[tuple[Catalogue, str, str], CodeType | None] = OrderedDict()
_lock = Lock()


class CompiledTemplates(BytecodeCache):
    """What the templates of one language compile to, shared by all environments of the process.

    What is kept of a template depends on its name, its source and the catalogue, whose texts are compiled into it. So
    it only serves environments that are configured the same but for their catalogue and folders.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        """Serve an environment that has this catalogue."""
        self._catalogue = catalogue

    def get_cache_key(self, name: str, filename: str | None = None) -> str:  # noqa: ARG002  (the same in any folder)
        """Return the template's name."""
        return name

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket of a template if it is kept."""
        with _lock:
            bucket.code = _code.get((self._catalogue, bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template that was compiled, in place of the oldest if they are too many."""
        with _lock:
            _code[self._catalogue, bucket.key, bucket.checksum] = bucket.code
            if len(_code) > _MOST:
                _code.popitem(last=False)
