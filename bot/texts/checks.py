"""The faults of a .po file: what lacks, what is not used, and what differs from the original in more than words."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from gettext import c2py
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError

from bot.texts.files import read_po_file

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
_COUNTS = frozenset(("num", "more"))
"""The placeholders of numbers that choose a form."""
_MANY = 1000
"""Of the numbers up to this one each form of any language has at least two, if it has more than one at all."""


def faults(file: Path, english: Catalog) -> list[str]:
    """Return what is wrong with a .po file, a line each; `english` has the texts that it should translate."""
    try:
        translated = read_po_file(file)
    except (OSError, PoFileError, ValueError) as error:
        return [f"{file.name}: {error}"]
    originals = {_key(it): it for it in english if it.id}
    found = {_key(it): it for it in translated if it.id}
    of_one_number = _forms_of_one_number(translated)
    return [
        *(f"{file.name}: missing: {key!r}" for key in originals if key not in found),
        *(f"{file.name}: unused: {key!r}" for key in found if key not in originals),
        *(
            f"{file.name}: {fault}: {key!r}"
            for key, original in originals.items()
            if key in found
            for fault in _faults_of(original, found[key], of_one_number)
        ),
    ]


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _forms_of_one_number(catalog: Catalog) -> set[int]:
    """Return the forms that a single number takes, such as the dual of Arabic: they may do without the numeral."""
    chosen = Counter(map(c2py(catalog.plural_expr), range(_MANY)))
    return {form for form, numbers in chosen.items() if numbers == 1}


def _faults_of(original: Message, translated: Message, of_one_number: set[int]) -> Iterator[str]:
    sources = _forms(original.id)
    forms = _forms(translated.string or "")
    if translated.fuzzy:
        yield "not sure (fuzzy), so not used"
    if _forms(translated.id) != sources:
        yield f"the original is {sources!r}, not {_forms(translated.id)!r}"
    elif not all(forms):
        yield "not translated"
    else:
        for number, form in enumerate(forms):
            may_lack = _COUNTS if len(sources) > 1 and number in of_one_number else frozenset[str]()
            yield from _differences(sources, form, may_lack)


def _differences(sources: tuple[str, ...], form: str, may_lack: frozenset[str]) -> Iterator[str]:
    """Yield what differs in one form from each of the originals, the singular and the plural."""
    if all(_tags(it) != _tags(form) for it in sources):
        yield f"other tags in {form!r}"
    elif not _nests(form):
        yield f"tags that do not nest in {form!r}"
    has = _placeholders(form)
    if not any(has <= _placeholders(it) <= has | may_lack for it in sources):
        yield f"other placeholders in {form!r}"
    elif any(map(_can_be_filled, sources)) and not _can_be_filled(form):
        yield f"a stray % in {form!r}"


def _forms(text: str | Sequence[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def _tags(text: str) -> Counter[str]:
    return Counter(_TAG.findall(text))


def _placeholders(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))


def _can_be_filled(text: str) -> bool:
    try:
        text % dict.fromkeys(_placeholders(text), "")
    except (ValueError, TypeError, KeyError):
        return False
    return True


def _nests(text: str) -> bool:
    is_open: list[str] = []
    for tag in _TAG.findall(text):
        name = re.split(r"[\s>]", tag.removeprefix("</").removeprefix("<"))[0]
        if not tag.startswith("</"):
            is_open.append(name)
        elif not is_open or is_open.pop() != name:
            return False
    return not is_open
