"""Synonyms: groups of words that a person declares to be interchangeable, read from a TOML file."""

import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from retrieval.analysis import stem, words_in
from retrieval.errors import SynonymsError


class Synonyms:
    """The synonyms of each term. They are not transitive: groups a, b and b, c do not make c a synonym of a."""

    def __init__(self, groups: Iterable[Iterable[str]] = (), term_of: Callable[[str], str] = stem) -> None:
        """Take groups of words that are synonyms of each other; a word may be in several. `term_of` analyses them."""
        related: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for group in groups:
            terms = list(dict.fromkeys(map(term_of, group)))
            for term in terms:
                related[term].update(dict.fromkeys(other for other in terms if other != term))
        self._related: Mapping[str, tuple[str, ...]] = {term: tuple(others) for term, others in related.items()}

    def of(self, term: str) -> tuple[str, ...]:
        """Return the synonyms of a term, in the order of the groups."""
        return self._related.get(term, ())

    @classmethod
    def read(cls, path: Path) -> "Synonyms":
        """Read `groups = [["pledge", "promise"], …]` from a TOML file.

        Raises `SynonymsError` if the file cannot be read or has another form.
        """
        try:
            groups = tomllib.loads(path.read_text(encoding="utf-8")).get("groups")
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise SynonymsError(path, str(error)) from error
        if not isinstance(groups, list):
            raise SynonymsError(path, 'it must hold a list of groups: groups = [["pledge", "promise"], …]')
        for number, group in enumerate(groups, start=1):
            words = group if isinstance(group, list) else []
            if len(words) < 2 or not all(isinstance(word, str) and _is_one_word(word) for word in words):  # noqa: PLR2004
                raise SynonymsError(path, f"group {number} must be a list of two or more single words: {group!r}")
        return cls(groups)


def _is_one_word(word: str) -> bool:
    return words_in(word) == [word]
