"""All words of a corpus in memory."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from retrieval.vocabulary.counts import WordTable
from retrieval.vocabulary.plain_form import plain_form
from retrieval.vocabulary.port import Phrase, least_seen


class MemoryWords:
    """The port over one table."""

    def __init__(self, table: WordTable | None = None) -> None:
        """Take what was counted."""
        table = table or WordTable()
        self._terms = table.by_term()
        forms: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
        for word, count in zip(table.words, table.seen.tolist(), strict=True):
            if count and (plain := plain_form(word)) is not None:
                forms[plain].append((-count, word))
        self._seen: Counter[str] = Counter()
        self._written: dict[str, str] = {}
        least = least_seen(table.sentences)
        for plain, written in forms.items():
            seen = -sum(count for count, _ in written)
            if seen >= least:
                self._seen[plain] = seen
                if (word := min(written)[1]) != plain:
                    self._written[plain] = word
        self._beginning: dict[tuple[str, int], list[str]] = {}
        self._initials: dict[int, list[str]] = {}
        for plain in sorted(self._seen):
            alike = self._beginning.setdefault((plain[0], len(plain)), [])
            if not alike:
                self._initials.setdefault(len(plain), []).append(plain[0])
            alike.append(plain)
        acronyms: defaultdict[Phrase, list[str]] = defaultdict(list)
        for (phrase, acronym), count in table.aliases.items():
            if count:
                acronyms[phrase].append(acronym)
        self._acronyms = {phrase: tuple(sorted(several)) for phrase, several in acronyms.items()}
        self._longest_phrase = max(map(len, acronyms), default=0)

    @property
    def longest_phrase(self) -> int:
        """How many terms the longest phrase has that an acronym stands for; 0 where there is none."""
        return self._longest_phrase

    def telling(self, term: str) -> tuple[int, int] | None:
        """Return how often the term is capitalised and in lower case where that tells; None for one never seen."""
        if not self._terms.seen.get(term):
            return None
        return self._terms.capitalised.get(term, 0), self._terms.lower.get(term, 0)

    def seen(self, plain: str) -> int | None:
        """Return how often a plain form was seen; None where it is too rare to correct another word to it."""
        return self._seen.get(plain)

    def written(self, plain: str) -> str:
        """Return how a plain form is most often written: of several the first by the alphabet."""
        return self._written.get(plain, plain)

    def beginning_with(self, letter: str, length: int) -> Sequence[str]:
        """Return the plain forms with this first letter and length."""
        return self._beginning.get((letter, length), ())

    def initials(self, length: int) -> Sequence[str]:
        """Return the letters that begin the plain forms of this length."""
        return self._initials.get(length, ())

    def acronyms(self, phrase: Phrase) -> tuple[str, ...]:
        """Return the terms of the acronyms that the corpus explains by the phrase, sorted."""
        return self._acronyms.get(phrase, ())
