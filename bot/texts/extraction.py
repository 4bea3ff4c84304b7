"""`python -m bot.texts.extraction`: collects the English texts for translators; `make texts` calls it.

They stand in the templates, in Python behind `gettext_noop`, `gettext` and `ngettext`, and as labels of the ranking.
"""

import argparse
import io
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import write_po
from jinja2 import Environment

import bot
from bot.texts.checks import faults
from bot.texts.files import read_po_file
from bot.texts.templating import prepare
from retrieval.ranking import features

_PACKAGE = Path(bot.__file__).parent
_IN_PYTHON = {"gettext_noop": None, "gettext": None, "ngettext": (1, 2)}
_TEMPLATE_NAME = "texts.pot"
# What Babel writes into the head of a file, and nobody reads; a date would change the file at each run.
_NO_USE = re.compile(
    rb'^"(?:Project-Id-Version|Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team'
    rb"|Generated-By):.*\n",
    re.MULTILINE,
)

Occurrence = tuple[str | tuple[str, ...], tuple[str, int]]
"""A text, with its plural if a number decides; and its file and line."""


def english_texts(answers: Path) -> Catalog:
    """Return all texts of the bot, untranslated and with their places; `answers` is the folder of the templates."""
    texts = Catalog(project="Verbatim", charset="utf-8", fuzzy=False)
    for text, place in occurrences(answers):
        texts.add(text, locations=[place])
    return texts


def occurrences(answers: Path) -> Iterator[Occurrence]:
    """Yield each text as often as it stands somewhere; `answers` is the folder of the templates."""
    yield from _of_templates(answers)
    yield from _of_python()
    yield from _of_features()


def write_texts(answers: Path, code: str | None = None) -> Path:
    """Write the texts to be translated beside the templates, and return the file.

    With a language's code, bring its .po file up to date, or begin one: what is translated stays, what is new is empty.
    """
    texts = english_texts(answers)
    file = answers / (f"{code}.po" if code else _TEMPLATE_NAME)
    if code:
        translated = read_po_file(file) if file.exists() else Catalog(locale=code, project="Verbatim", fuzzy=False)
        translated.update(texts, no_fuzzy_matching=True, update_header_comment=False)
        texts = translated
    written = io.BytesIO()
    write_po(written, texts, width=120, sort_by_file=True, include_lineno=False)
    file.write_bytes(_NO_USE.sub(b"", written.getvalue()))
    return file


def _of_templates(answers: Path) -> Iterator[Occurrence]:
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    prepare(environment)
    for file in sorted(answers.glob("*.j2")):
        found = environment.extract_translations(file.read_text("utf-8"))  # type: ignore[attr-defined]
        for line, _, text in found:
            constant = (text,) if isinstance(text, str) else tuple(it for it in text if it is not None)
            if constant:
                yield constant[0] if len(constant) == 1 else constant[:2], (f"config/answers/{file.name}", line)


@cache  # the sources that run do not change, and are read in half a second
def _of_python() -> tuple[Occurrence, ...]:
    return tuple(
        (text, (file.relative_to(_PACKAGE.parent).as_posix(), line))
        for file in sorted(_PACKAGE.rglob("*.py"))
        for line, text, _, _ in extract_from_file("python", file, keywords=_IN_PYTHON)
    )


def _of_features() -> Iterator[Occurrence]:
    place = Path(features.__file__).relative_to(_PACKAGE.parent).as_posix()
    for label in features.FEATURES.values():
        yield label, (place, 1)


def main() -> None:
    """Write the texts, as the arguments say; list what a language lacks."""
    parser = argparse.ArgumentParser(description="Write the texts of the bot for translators.")
    parser.add_argument("answers", type=Path, help="the folder of the templates")
    parser.add_argument("language", nargs="?", help="bring this language's .po file up to date, such as de")
    options = parser.parse_args()
    file = write_texts(options.answers, options.language)
    if options.language:
        sys.stdout.writelines(f"{fault}\n" for fault in faults(file, english_texts(options.answers)))


if __name__ == "__main__":
    main()
