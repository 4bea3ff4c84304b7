"""Synonyms of languages other than English, from their word data: groups, reporting verbs first, and demonyms."""

from functools import lru_cache

from retrieval.analysis.languages import Languages
from retrieval.analysis.languages.data import reporting, table_of
from retrieval.analysis.units import PAIR, UNSPACED
from retrieval.query.synonyms import Synonyms

_LISTS = ("groups", "demonyms")


@lru_cache(maxsize=64)
def language_synonyms(languages: Languages, code: str) -> Synonyms:
    """Return the synonyms of a language by its terms, read once.

    Raises what `languages.read` raises, or `WordDataError`.

    In a script without blanks a synonym is one unit or one pair; longer words are left out.
    """
    table = table_of(languages.read, code, "synonyms")
    analysis = languages.analysis(code)
    groups = []
    with reporting(code, "synonyms"):
        for listed in (it for name in _LISTS for it in table.get(name, ())):
            words = (" ".join(it.split()) for it in listed.split(","))
            stream = [analysis.words_and_pairs(word) for word in words if word]
            groups.append([its[0] if len(its) == 1 else its[1] for its in stream if _is_one_term(its)])
    return Synonyms(groups, analysis.term)


def _is_one_term(stream: list[str]) -> bool:
    """Tell whether the words and pairs of a synonym are one word, or two units with their pair."""
    return len(stream) == 1 or (len(stream) == 3 and stream[1].startswith(PAIR) and bool(UNSPACED.search(stream[0])))  # noqa: PLR2004
