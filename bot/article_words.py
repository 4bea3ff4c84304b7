"""The operator's word data of articles and questions: read once, at the start, and checked."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.languages import LanguageError, own_languages, read_language, read_table_if_any
from retrieval.analysis.stemmers import ALGORITHMS
from retrieval.analysis.token_types import LISTS
from retrieval.models import AnswerKind
from retrieval.query.question_words import FUNCTION_WORDS


class _FormError(Exception):
    """A table or a key has another form than it must."""


_Check = Callable[[str, object], None]
"""Takes the name of a table or key and its value. Raises `_FormError` with what is wrong there and what is right."""


@dataclass(frozen=True, eq=False)
class OwnTables:
    """The tables of languages that the operator's folder had when it was read; of any other language what ships.

    Pickled, it has these tables: another process uses the same, whatever the folder has by then.
    """

    tables: Mapping[str, Mapping[str, Mapping[str, Any]]]

    def __call__(self, code: str, name: str) -> Mapping[str, Any]:
        """Return a table of a language; an empty one if it has none. Raises `LanguageError`."""
        return read_table_if_any(code, name) if code not in self.tables else self.tables[code].get(name, {})


def read_own_tables(own: Path) -> OwnTables:
    """Read and check the tables of all languages in the operator's folder. Raises `LanguageError`."""
    found = {}
    for code in own_languages(own):
        tables = read_language(code, own)
        found[code] = {name: tables[name] for name in _TABLES if name in tables}
        for name, table in found[code].items():
            try:
                _TABLES[name](f"[{name}]", table)
            except _FormError as error:
                raise LanguageError(f"cannot use the word data of {own / f'{code}.toml'}: {error}") from error
    return OwnTables(found)


def _is_text(name: str, value: object) -> None:
    if not isinstance(value, str):
        raise _FormError(f'{name} must be a text with commas between words, as "one, two", not {value!r}')


def _is_switch(name: str, value: object) -> None:
    if not isinstance(value, bool):
        raise _FormError(f"{name} must be true or false, not {value!r}")


def _is_stemmer(name: str, value: object) -> None:
    if not isinstance(value, str) or value not in ALGORITHMS:
        raise _FormError(f"{name} must be the code of a language with a stemmer ({_listed(ALGORITHMS)}), not {value!r}")


def _are_texts(name: str, value: object) -> None:
    if not isinstance(value, list) or not all(isinstance(it, str) for it in value):
        raise _FormError(f'{name} must be a list of texts with commas between words, as ["one, two"], not {value!r}')


def _table_of(checks: Mapping[str, _Check]) -> _Check:
    def check(name: str, value: object) -> None:
        if not isinstance(value, dict):
            raise _FormError(f"{name} must be a table, not {value!r}")
        for key, its in value.items():
            if key not in checks:
                raise _FormError(f"{name} has no key {key!r}; its keys are {_listed(checks)}")
            checks[key](f"[{name.strip('[]')}.{key}]" if isinstance(its, dict) else f"{name} {key}", its)

    return check


def _listed(names: Collection[str]) -> str:
    return ", ".join(sorted(names))


_TABLES: Mapping[str, _Check] = {
    "questions": _table_of({kind.value: _is_text for kind in AnswerKind} | {FUNCTION_WORDS: _is_text}),
    "analysis": _table_of(
        {
            "function_words": _is_text,
            "stemmer": _is_stemmer,
            "marks_names": _is_switch,
            "compounds": _is_switch,
            "words": _table_of(dict.fromkeys(LISTS, _is_text)),
            "sentences": _table_of({"abbreviations": _is_text, "starters": _is_text, "ordinals": _is_switch}),
        }
    ),
    "synonyms": _table_of({"groups": _are_texts, "demonyms": _are_texts}),
}
