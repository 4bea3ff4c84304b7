"""The words of a segment and their counts on disk, without an object for each word.

The words are written once. The counts are in a file of their own, which is replaced when documents of the segment stop
or start being served.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.segments.arrays import mapped_as
from retrieval.segments.string_table import StringLists, StringTable
from retrieval.vocabulary.counts import Counts, TermCounts, WordTable
from retrieval.vocabulary.plain_form import plain_form
from retrieval.vocabulary.port import least_frequency

COUNTS = "words.counts"
_PLAIN, _PHRASES = "words.plain", "words.phrases"
_HEAD = 2  # header of a file of counts: the number of sentences, and the terms of the longest phrase
_LETTERS = 1 << 21  # more than Unicode has
_BEHIND_ALL = 1 << 63


@dataclass(frozen=True, slots=True)
class SegmentWords:
    """The words of a segment, and their counts in its served documents.

    Plain forms are sorted by length, then alphabetically. `buckets` has a column for each length and first letter: both
    as one number, the first such form, and its offset in `plain_text`, the concatenation of all forms.
    """

    terms: StringTable
    plain: StringLists
    phrases: StringLists
    phrase_lengths: Counts
    buckets: NDArray[np.uint64]
    plain_text: NDArray[np.uint8]
    sentences: int
    longest_phrase: int
    term_counts: Counts
    plain_counts: Counts
    form_counts: Counts
    alias_counts: Counts

    @classmethod
    def open(cls, folder: Path, terms: StringTable, counts: Path | None = None) -> "SegmentWords":
        """Open what `write_words` wrote with these terms, with its counts or those of another file."""
        return cls.open_uncounted(folder, terms).with_counts(folder / COUNTS if counts is None else counts)

    @classmethod
    def open_uncounted(cls, folder: Path, terms: StringTable) -> "SegmentWords":
        """Open the words without counts."""
        nothing = np.empty(0, np.uint32)
        return cls(
            terms=terms,
            plain=StringLists.open(folder, _PLAIN),
            phrases=StringLists.open(folder, _PHRASES),
            phrase_lengths=mapped_as(folder / f"{_PHRASES}.lengths", np.uint32),
            buckets=mapped_as(folder / f"{_PLAIN}.buckets", np.uint64).reshape(3, -1),
            plain_text=mapped_as(folder / f"{_PLAIN}.text", np.uint8),
            sentences=0,
            longest_phrase=0,
            term_counts=nothing,
            plain_counts=nothing,
            form_counts=nothing,
            alias_counts=nothing,
        )

    def with_counts(self, file: Path) -> "SegmentWords":
        """Return the words with the counts of a file."""
        counts = mapped_as(file, np.uint32)
        sizes = (_HEAD, 3 * len(self.terms), len(self.plain.table), len(self.plain), len(self.phrases))
        if len(counts) != sum(sizes):
            raise ValueError(f"{file} holds {len(counts)} counts and not {sum(sizes)}: it is of other words, or cut")
        head, terms, plain, forms, aliases = np.split(counts, np.cumsum(sizes)[:-1])
        return replace(
            self,
            sentences=int(head[0]),
            longest_phrase=int(head[1]),
            term_counts=terms.reshape(-1, 3),
            plain_counts=plain,
            form_counts=forms,
            alias_counts=aliases,
        )

    def case_counts(self, term: str) -> tuple[int, int, int]:
        """Return the frequency of a term, and how often it was informatively capitalised and in lower case."""
        number = self.terms.get(term)
        if number < 0:
            return 0, 0, 0
        seen, capitalised, lower = self.term_counts[number].tolist()
        return seen, capitalised, lower

    def frequency(self, plain: str) -> int:
        """Return the frequency of a plain form."""
        number = self.plain.table.get(plain)
        return 0 if number < 0 else int(self.plain_counts[number])

    def frequent(self, letter: str, length: int) -> list[str]:
        """Return the plain forms with this first letter and length that are frequent enough in this segment."""
        beginning = _beginning(letter, length)
        place = int(np.searchsorted(self.buckets[0], np.uint64(beginning)))
        if place == self.buckets.shape[1] or int(self.buckets[0, place]) != beginning:
            return []
        (first, last), (start, end) = self.buckets[1:, place : place + 2].tolist()
        text = self.plain_text[start:end].tobytes().decode()  # words of one length
        return [text[it : it + length] for it in (self._frequent(first, last) * length).tolist()]

    def initials(self, length: int) -> list[str]:
        """Return the first letters of such plain forms of this length."""
        bounds = np.array([length, length + 1], np.uint64) * np.uint64(_LETTERS)
        first, last = np.searchsorted(self.buckets[0], bounds).tolist()
        starts = self.buckets[1, first : last + 1].tolist()
        letters = (self.buckets[0, first:last] % np.uint64(_LETTERS)).tolist()
        return [chr(it) for it, (start, end) in zip(letters, pairwise(starts), strict=True) if self._has(start, end)]

    def _frequent(self, first: int, last: int) -> NDArray[np.intp]:
        return np.flatnonzero(self.plain_counts[first:last] >= least_frequency(self.sentences))

    def _has(self, first: int, last: int) -> bool:
        return int(self.plain_counts[first:last].max()) >= least_frequency(self.sentences)


def write_words(folder: Path, table: WordTable, terms: StringTable) -> None:
    """Write the words of all documents of a segment, served or not, and their counts; `terms` are the segment's."""
    words, seen = _by_word(table)
    forms, plain, forms_of_plain = _by_plain_form(words)
    StringLists.write(folder, _PLAIN, plain, [words[it] for it in forms], forms_of_plain)
    _buckets(plain).tofile(folder / f"{_PLAIN}.buckets")
    (folder / f"{_PLAIN}.text").write_text("".join(plain), encoding="utf-8", newline="")

    aliases = sorted(table.aliases)
    phrases = Counter(phrase for phrase, _ in aliases)
    acronyms = [acronym for _, acronym in aliases]
    StringLists.write(
        folder, _PHRASES, list(map(" ".join, phrases)), acronyms, np.array(list(phrases.values()), np.int64)
    )
    np.array([len(phrase) for phrase in phrases], np.uint32).tofile(folder / f"{_PHRASES}.lengths")

    _Counts(
        table.sentences,
        _of_terms(terms, table.by_term()),
        seen[forms],
        np.fromiter(map(table.aliases.__getitem__, aliases), np.int64, len(aliases)),
    ).write(folder / COUNTS, SegmentWords.open_uncounted(folder, terms))


def write_counts(path: Path, words: SegmentWords, minus: WordTable, plus: WordTable) -> None:
    """Write the counts of a segment without `minus` and with `plus`. Raises `ValueError` if it lacks their words."""
    counts = _Counts(
        words.sentences,
        words.term_counts.astype(np.int64),
        words.form_counts.astype(np.int64),
        words.alias_counts.astype(np.int64),
    )
    counts.add(words, minus, -1)
    counts.add(words, plus, 1)
    counts.write(path, words)


@dataclass(slots=True)
class _Counts:
    """Counts before they are written."""

    sentences: int
    terms: NDArray[np.int64]
    forms: NDArray[np.int64]
    aliases: NDArray[np.int64]

    def add(self, words: SegmentWords, table: WordTable, sign: int) -> None:
        self.sentences += sign * table.sentences
        self.terms += sign * _of_terms(words.terms, table.by_term())
        for word, count in zip(table.words, table.seen.tolist(), strict=True):
            if (plain := plain_form(word)) is not None:
                self.forms[words.plain.number(plain, word)] += sign * count
        for (phrase, acronym), count in table.aliases.items():
            self.aliases[words.phrases.number(" ".join(phrase), acronym)] += sign * count

    def write(self, path: Path, words: SegmentWords) -> None:
        of_phrases = _sums(self.aliases, words.phrases.first)
        longest = int((words.phrase_lengths * (of_phrases > 0)).max(initial=0))
        of_plain = _sums(self.forms, words.plain.first)
        head = np.array([self.sentences, longest])
        counts = np.concatenate((head, self.terms.ravel(), of_plain, self.forms, self.aliases))
        if counts.min() < 0:
            raise ValueError(f"more was to be subtracted from the words of {path.parent} than is counted in them")
        if counts.max() > np.iinfo(np.uint32).max:
            raise ValueError(f"a word of {path.parent} was seen {counts.max()} times, too often for one segment")
        counts.astype(np.uint32).tofile(path)


def _beginning(letter: str, length: int) -> int:
    return length * _LETTERS + ord(letter)


def _by_word(table: WordTable) -> tuple[list[str], NDArray[np.int64]]:
    """Return the distinct words of a table and how often each was seen: a word has an entry for each of its terms."""
    numbers = {word: number for number, word in enumerate(dict.fromkeys(table.words))}
    seen = np.zeros(len(numbers), np.int64)
    np.add.at(seen, np.fromiter(map(numbers.__getitem__, table.words), np.intp, len(table.words)), table.seen)
    return list(numbers), seen


def _by_plain_form(words: Sequence[str]) -> tuple[NDArray[np.intp], list[str], NDArray[np.int64]]:
    """Return the numbers of words sorted by plain form, the plain forms, and the number of words of each."""
    one: dict[str, int] = {}
    several: dict[str, list[int]] = {}  # rare; a list for each plain form would take more memory than the words
    for number, word in enumerate(words):
        if (plain := plain_form(word)) is not None and (first := one.setdefault(plain, number)) != number:
            several.setdefault(plain, [first]).append(number)
    by_length: defaultdict[int, list[str]] = defaultdict(list)
    for plain in one:
        by_length[len(plain)].append(plain)
    ordered = [plain for length in sorted(by_length) for plain in sorted(by_length[length])]
    forms: list[int] = []
    sizes = np.ones(len(ordered), np.int64)
    for place, plain in enumerate(ordered):
        if plain in several:
            forms.extend(sorted(several[plain], key=words.__getitem__))
            sizes[place] = len(several[plain])
        else:
            forms.append(one[plain])
    return np.array(forms, np.intp), ordered, sizes


def _buckets(plain: Sequence[str]) -> NDArray[np.uint64]:
    """Return the buckets of sorted plain forms, and a last column for the end."""
    columns: list[tuple[int, int, int]] = []
    number = size = 0
    for (length, letter), words in groupby(plain, key=lambda it: (len(it), it[0])):
        columns.append((_beginning(letter, length), number, size))
        together = list(words)
        number += len(together)
        size += len("".join(together).encode())
    return np.array([*columns, (_BEHIND_ALL, number, size)], np.uint64).T.copy()


def _of_terms(terms: StringTable, counts: TermCounts) -> NDArray[np.int64]:
    """Return a row of counts for each term of the table."""
    size = len(counts.seen)
    numbers = np.fromiter(map(terms.get, counts.seen), np.int64, size)
    if (numbers < 0).any():
        unknown = next(term for term in counts.seen if terms.get(term) < 0)
        raise ValueError(f"the segment has no term {unknown!r}: only documents that it holds are counted in it")
    rows = np.zeros((len(terms), 3), np.int64)
    for column, its in enumerate((counts.seen, counts.capitalised, counts.lower)):
        rows[numbers, column] = np.fromiter((its.get(term, 0) for term in counts.seen), np.int64, size)
    return rows


def _sums(counts: NDArray[np.int64], first: Counts) -> NDArray[np.int64]:
    """Sum the counts of the strings of each key; every key has at least one."""
    return np.add.reduceat(counts, first[:-1]) if len(counts) else counts
