"""A reference implementation of word counts: sentence by sentence, in dictionaries."""

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from benchmarks.content_terms import content_words_and_terms
from retrieval.analysis.languages import UNLISTED
from retrieval.models import Document
from retrieval.store.processes.batch_analysis import analyse
from retrieval.vocabulary.acronyms import explained_acronyms
from retrieval.vocabulary.counts import WordTable, begins_with, has_end_mark
from retrieval.vocabulary.plain_form import plain_form
from retrieval.vocabulary.port import Words, least_frequency


def words_of_corpus(*sentences: str, title: str = "") -> "InMemoryCounts":
    """Return the words of a corpus of these sentences, each a document by itself, counted as the store does it."""
    documents = ((str(place), Document(str(place), text, title)) for place, text in enumerate(sentences))
    counted = analyse(documents, UNLISTED)
    return InMemoryCounts(counted.words if sentences else WordTable())


def count_words(documents: Sequence[tuple[str, Sequence[str]]]) -> WordTable:
    """Count the words of documents, each a title and sentences, one after the other."""
    seen, informative = Counter[str](), Counter[str]()
    terms: dict[str, str] = {}
    aliases = Counter[tuple[Words, str]]()
    for title, sentences in documents:
        for place, text in enumerate((title, *sentences)):
            words, its_terms = content_words_and_terms(text)
            seen.update(words)
            terms.update(zip(words, its_terms, strict=True))
            if place and has_end_mark(text) and any(map(str.islower, words)):
                informative.update(words[1:] if begins_with(text, words[0]) else words)
        aliases.update(it for text in sentences for it in explained_acronyms(text))
    return WordTable(
        sum(len(sentences) for _, sentences in documents),
        list(seen),
        [terms[word] for word in seen],
        np.fromiter(seen.values(), np.uint32, len(seen)),
        np.array([informative[word] for word in seen], np.uint32),
        dict(aliases),
    )


class InMemoryCounts:
    """The port `WordCounts` over one table, in dictionaries."""

    def __init__(self, table: WordTable | None = None) -> None:
        """Take the word counts of a corpus."""
        table = table or WordTable()
        self._terms = table.by_term()
        forms: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
        for word, count in zip(table.words, table.seen.tolist(), strict=True):
            if count and (plain := plain_form(word)) is not None:
                forms[plain].append((-count, word))
        self._seen: Counter[str] = Counter()
        self._written: dict[str, str] = {}
        least = least_frequency(table.sentences)
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
        acronyms: defaultdict[Words, list[str]] = defaultdict(list)
        for (phrase, acronym), count in table.aliases.items():
            if count:
                acronyms[phrase].append(acronym)
        self._acronyms = {phrase: tuple(sorted(several)) for phrase, several in acronyms.items()}
        self._longest_phrase = max(map(len, acronyms), default=0)

    @property
    def longest_phrase(self) -> int:
        return self._longest_phrase

    def case_counts(self, term: str) -> tuple[int, int] | None:
        if not self._terms.seen.get(term):
            return None
        return self._terms.capitalised.get(term, 0), self._terms.lower.get(term, 0)

    def frequency(self, plain: str) -> int | None:
        return self._seen.get(plain)

    def spelling(self, plain: str) -> str:
        return self._written.get(plain, plain)

    def beginning_with(self, letter: str, length: int) -> Sequence[str]:
        return self._beginning.get((letter, length), ())

    def initials(self, length: int) -> Sequence[str]:
        return self._initials.get(length, ())

    def acronyms(self, phrase: Words) -> tuple[str, ...]:
        return self._acronyms.get(phrase, ())
