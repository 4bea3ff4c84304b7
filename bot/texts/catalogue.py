"""Catalogues: from the English texts to those of a language, read from its .po file."""

import gettext
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Protocol

from markupsafe import Markup, escape

ENGLISH_CODE = "en"


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
    cannot be read.
    """
    files = [file for folder in folders if (file := folder / f"{code}.po").is_file()]
    if not files and code == ENGLISH_CODE:
        return ENGLISH
    if not files:
        raise CatalogueError(f"there are no texts in {code}: no {code}.po in {' or '.join(map(str, folders))}")
    first, *others = map(_read, files)
    for other in others:
        first.add_fallback(other)
    return first


def _read(file: Path) -> gettext.GNUTranslations:
    # Imported here because English, the language of most, does not need it.
    from babel.messages.mofile import write_mo  # noqa: PLC0415
    from babel.messages.pofile import PoFileError, read_po  # noqa: PLC0415

    compiled = BytesIO()
    try:
        with file.open("rb") as opened:
            write_mo(compiled, read_po(opened, abort_invalid=True))
        compiled.seek(0)
        return gettext.GNUTranslations(compiled)
    except (OSError, PoFileError, ValueError) as error:  # a UnicodeDecodeError is a ValueError
        raise CatalogueError(f"cannot use the texts of {file}: {error}") from error


class Filler:
    """Looks up texts and fills in values, for templates: the texts are HTML, and values are escaped."""

    def __init__(self, catalogue: Catalogue, finalize: "Finalize") -> None:
        """Take the catalogue, and what is done to each value before it is escaped."""
        self._catalogue = catalogue
        self._finalize = finalize
        self.functions: Mapping[str, object] = {"gettext": self.gettext, "ngettext": self.ngettext}
        """The functions that `{% trans %}` calls, for a template's values."""

    def gettext(self, message: str, /, **values: object) -> Markup:
        """Return the text as HTML with its values."""
        return self._filled(self._catalogue.gettext(message), values)

    def ngettext(self, singular: str, plural: str, num: int, /, **values: object) -> Markup:
        """Return the form for the number as HTML; `num` is the number as people write it."""
        return self._filled(self._catalogue.ngettext(singular, plural, num), {"num": grouped(num), **values})

    def plain(self, message: str, /, **values: object) -> str:
        """Return a text that is marked in Python, as plain text with its values."""
        return self._catalogue.gettext(message) % values

    def plural(self, singular: str, plural: str, num: int, /, **values: object) -> str:
        """Return the form for the number of a text in Python, as plain text with its values."""
        return self._catalogue.ngettext(singular, plural, num) % {"num": grouped(num), **values}

    def _filled(self, text: str, values: Mapping[str, object]) -> Markup:
        finalize = self._finalize
        filled = text % {name: escape(finalize(value)) for name, value in values.items()}
        return Markup(filled)  # noqa: S704  (the text is ours, the values are escaped)


class Finalize(Protocol):
    """Prepares a value for being shown."""

    def __call__(self, value: object, /) -> object:
        """Return the value to show."""
        ...


def grouped(number: int) -> str:
    """Return the number with its digits in groups: "2,000"."""
    return f"{number:,}"
