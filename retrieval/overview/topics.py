"""What the articles are about: the names that most articles share."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from retrieval.overview.capitals import CapitalPairs
from retrieval.overview.names import Mention, NameReader
from retrieval.segments.open_collection import Ints
from retrieval.segments.view import SentenceTexts

MOST = 5
"""The most topics."""
LEAST = 2
"""In how many documents a topic stands at least."""
_SOME = 200
"""Sentences that are read first."""


@dataclass(slots=True)
class _Found:
    """A name: its documents, its spellings, and whether it is known to be one."""

    documents: set[int] = field(default_factory=set)
    spellings: Counter[str] = field(default_factory=Counter)
    is_inside: bool = False
    is_whole: bool = False

    def add(self, mention: Mention, document: int) -> None:
        """Count a mention."""
        self.documents.add(document)
        self.spellings[mention.name] += 1
        self.is_inside |= mention.is_inside and mention.is_whole
        self.is_whole |= mention.is_whole

    @property
    def spelling(self) -> str:
        """The most frequent spelling, of several the first by the alphabet."""
        return min(self.spellings, key=lambda it: (-self.spellings[it], it))


def find_topics(
    pairs: CapitalPairs,
    documents: Ints,
    texts: SentenceTexts,
    names: NameReader,
    is_refused: Callable[[str, str], bool],
) -> tuple[str, ...]:
    """Return the names of two or more words that most documents have, at most `MOST`, each in `LEAST` at least.

    `texts` and `documents` have the text and the document of each sentence. `is_refused` is asked for a name's key and
    spelling. Names that are part of each other are one topic.
    """
    found: dict[str, _Found] = {}
    seen: set[int] = set()
    topics: list[str] = []
    # No name stands in more documents than its first two words. So the most frequent pairs are looked at first.
    least = pairs.most
    while least >= LEAST:
        rows = pairs.sentences(least).tolist()
        while len(rows) < _SOME and least > LEAST:
            least = max(LEAST, least * 3 // 4)
            rows = pairs.sentences(least).tolist()
        for row in rows:
            if row not in seen:
                for mention in names.mentions(texts[row]):
                    found.setdefault(mention.key, _Found()).add(mention, int(documents[row]))
        seen.update(rows)
        topics = _distinct(found, least, is_refused)
        if len(topics) == MOST or least == LEAST:
            break
        least = max(LEAST, least // 2)
    return tuple(topics)


def _distinct(found: dict[str, _Found], least: int, is_refused: Callable[[str, str], bool]) -> list[str]:
    """Return the names of at least so many documents, without those that say the same as one before."""
    ranked = sorted(
        ((key, it) for key, it in found.items() if it.is_inside and len(it.documents) >= least),
        key=lambda named: (-len(named[1].documents), -named[1].spellings.total(), named[0]),
    )
    topics: list[tuple[str, str]] = []
    for key, name in ranked:
        if any(_are_same(key, other) for other, _ in topics) or is_refused(key, name.spelling):
            continue
        topics.append((key, name.spelling))
        if len(topics) == MOST:
            break
    return [spelling for _, spelling in topics]


def _are_same(one: str, other: str) -> bool:
    """Tell whether a name is part of another, or another form of it: "Middle East" and "Middle Eastern"."""
    words, others = set(one.split()), set(other.split())
    return words <= others or others <= words or one.startswith(other) or other.startswith(one)
