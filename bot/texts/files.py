"""Reading .po files with Babel, which is imported only where a language needs one."""

import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

_PLURAL_FORMS = re.compile(rb'^"Plural-Forms:\s*nplurals\s*=\s*\d+\s*;\s*plural\s*=', re.MULTILINE)


def read_po_file(file: Path) -> Catalog:
    """Return the catalogue of a .po file.

    Raises `OSError`, `PoFileError`, and `ValueError` if it is no UTF-8 or does not state its plural forms: Babel's own
    differ from those that translators use, and from one version to the next.
    """
    if not _PLURAL_FORMS.search(file.read_bytes()):
        raise ValueError('it does not state "Plural-Forms: nplurals=…; plural=…;" in its head')
    with file.open("rb") as opened:
        return read_po(opened, abort_invalid=True)
