"""Catalogues: from the English texts to those of a language, read from its .po file."""

import gettext
from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Protocol

ENGLISH_CODE = "en"
_MOST = 16
"""The most catalogues that are kept; a process seldom has more."""


class Catalogue(Protocol):
    """What `gettext.NullTranslations` and everything like it can do."""

    def gettext(self, message: str, /) -> str:
        """Return the text of the English sentence."""
        ...

    def ngettext(self, singular: str, plural: str, number: int, /) -> str:
        """Return the text of the English sentence in the form that the number asks for."""
        ...


ENGLISH: Catalogue = gettext.NullTranslations()
"""The catalogue in which each text is its own."""


class CatalogueError(Exception):
    """A .po file is missing, or wrong."""


def read_catalogue(code: str, folders: Sequence[Path]) -> Catalogue:
    """Return a language's catalogue from `<code>.po` of the folders; what an earlier one has goes before.

    English needs no file. A text that no file has stays English. Raises `CatalogueError` if there is no file, or one
    cannot be read or does not state its plural forms.
    """
    files = [file for folder in folders if (file := folder / f"{code}.po").is_file()]
    if not files and code == ENGLISH_CODE:
        return ENGLISH
    if not files:
        raise CatalogueError(f"there are no texts in {code}: no {code}.po in {' or '.join(map(str, folders))}")
    return _combined(tuple(map(_with_content, files)))


def _with_content(file: Path) -> tuple[Path, bytes]:
    try:
        return file, file.read_bytes()
    except OSError as error:
        raise CatalogueError(f"cannot use the texts of {file}: {error}") from error


# What is compiled of the templates depends on the catalogue: files that have not changed give the same one again.
@lru_cache(maxsize=_MOST)
def _combined(files: tuple[tuple[Path, bytes], ...]) -> Catalogue:
    """Return the texts of files with their contents; what an earlier one has goes before."""
    first, *others = (_read(file) for file, _ in files)
    for other in others:
        first.add_fallback(other)
    return first


def _read(file: Path) -> gettext.GNUTranslations:
    # Imported here because English, the language of most, does not need it.
    from babel.messages.mofile import write_mo  # noqa: PLC0415
    from babel.messages.pofile import PoFileError  # noqa: PLC0415

    from bot.texts.files import read_po_file  # noqa: PLC0415

    compiled = BytesIO()
    try:
        write_mo(compiled, read_po_file(file))
        compiled.seek(0)
        return gettext.GNUTranslations(compiled)
    except (OSError, PoFileError, ValueError) as error:  # a UnicodeDecodeError is a ValueError
        raise CatalogueError(f"cannot use the texts of {file}: {error}") from error
