"""The vocabulary of generated articles: a frequency list of English, and a long tail of invented words.

The list is symspellpy's: 82,834 English words with frequencies. By itself it would be exhausted, since new forms,
mostly names, keep appearing in real English (Heaps' law: some 35,000 in a million words, 500,000 to 1,000,000 in a
hundred million). So names and rare words are invented by rank, and ranks follow a power law with a long tail. Seed 1
gives 39,000 forms in a million words, 112,000 in ten million and 426,000 in a hundred million.
"""

import importlib.resources
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int32]
Random = np.random.Generator

_ONSETS: Final[tuple[str, ...]] = (
    *"bcdfghjklmnprstvwz",
    "bl",
    "br",
    "ch",
    "dr",
    "gr",
    "kl",
    "kr",
    "pr",
    "sh",
    "st",
    "th",
    "tr",
)
_VOWELS: Final[tuple[str, ...]] = (*"aeiou", "ai", "ea", "ou")
_CODAS: Final[tuple[str, ...]] = ("", *"bdgkl")
_SYLLABLES: Final[tuple[str, ...]] = tuple(
    onset + vowel + coda for onset in _ONSETS for vowel in _VOWELS for coda in _CODAS
)
_NAME_ENDINGS = ("", "a", "o", "en", "er", "ov", "ic", "ski", "son", "ini", "ez", "ard")
_RARE_ENDINGS = ("", "e", "s", "ing", "ed", "ate", "ism", "ous", "ly", "ine", "ites", "al")
_STRIDE = 7_368_787  # a prime: spreads neighbouring ranks over the syllables without collisions
_DATES = tuple(date(2005, 1, 1) + timedelta(days) for days in range(0, 7_600, 8))
_ALWAYS_CAPITAL = {f"{day:{form}}".lower() for day in _DATES for form in ("%A", "%B")} - {"march", "may"} | {"i"}
MOST_INVENTED: Final = 8_000_000
_EXPONENT = 1.16  # the list counts web pages with menus; this makes function words as frequent as in prose


class WeightedSampler:
    """Draws integers from 0 by their weights, in constant time each (Walker's alias method)."""

    def __init__(self, weights: Sequence[float] | NDArray[np.float64]) -> None:
        """Take the weight of each integer."""
        scaled = np.asarray(weights, dtype=np.float64)
        rest = (scaled * (len(scaled) / scaled.sum())).tolist()
        other = list(range(len(rest)))
        small = [number for number, weight in enumerate(rest) if weight < 1]
        large = [number for number, weight in enumerate(rest) if weight >= 1]
        kept = [1.0] * len(rest)
        while small and large:
            number, donor = small.pop(), large[-1]
            kept[number], other[number] = rest[number], donor
            rest[donor] -= 1 - rest[number]
            if rest[donor] < 1:
                small.append(large.pop())
        self._kept = np.array(kept, dtype=np.float32)
        self._other = np.array(other, dtype=np.int32)

    def draw(self, random: Random, size: int) -> Ids:
        """Return an array of `size` integers."""
        numbers = random.integers(0, len(self._kept), size, dtype=np.int32)
        return np.where(random.random(size, dtype=np.float32) < self._kept[numbers], numbers, self._other[numbers])


class PowerLaw:
    """Draws ranks from 0 with P(rank ≥ r) = (1 + r/scale)^-exponent, uniform within ranges that grow by a quarter.

    Draws use only integers, so that a corpus does not depend on the rounding of a processor.
    """

    def __init__(self, scale: float, exponent: float, end: int) -> None:
        """Set the parameters; `end` is above the last rank."""
        edges = list(range(16))
        while edges[-1] < end:
            edges.append(min(end, edges[-1] + max(1, edges[-1] // 4)))
        survival = [(1 + edge / scale) ** -exponent for edge in edges]
        self._first = np.array(edges[:-1], dtype=np.int64)
        self._size = np.diff(edges)
        self._ranges = WeightedSampler(-np.diff(survival))

    def draw(self, random: Random, size: int) -> NDArray[np.int64]:
        """Return an array of `size` ranks."""
        ranges = self._ranges.draw(random, size)
        return self._first[ranges] + random.integers(0, self._size[ranges])


class InventedWords:
    """InventedWords words by rank, each created when it is first drawn."""

    def __init__(self, tokens: "Tokens", endings: Sequence[str], law: PowerLaw, *, capital: bool) -> None:
        """Take the tokens to add words to, the endings, the distribution of ranks, and whether to capitalise."""
        self._tokens = tokens
        self._endings = endings
        self._law = law
        self._capital = capital
        self._ids = np.full(MOST_INVENTED, -1, dtype=np.int32)

    def draw(self, random: Random, size: int) -> Ids:
        """Return an array of `size` word ids."""
        ranks = self._law.draw(random, size)
        for rank in np.unique(ranks[self._ids[ranks] < 0]).tolist():
            self._ids[rank] = self._tokens.add(self.word(rank))
        return self._ids[ranks]

    def word(self, rank: int) -> str:
        """Return the word of a rank."""
        count = len(_SYLLABLES)
        rest, first = divmod(rank * _STRIDE % (count * count * len(self._endings)), count)
        ending, second = divmod(rest, count)
        word = _SYLLABLES[first] + _SYLLABLES[second] + self._endings[ending]
        return word.capitalize() if self._capital else word


class Tokens:
    """The tokens that texts are joined from.

    The word with id n has two: 2n with a space before it, and 2n+1 capitalised, for the start of a sentence.
    """

    def __init__(self) -> None:
        """Start empty."""
        self.texts: list[str] = []

    def add(self, word: str) -> int:
        """Add a word; return its id."""
        self.texts += [f" {word}", word[0].upper() + word[1:]]
        return len(self.texts) // 2 - 1

    def add_mark(self, text: str) -> int:
        """Add punctuation; return its token."""
        self.texts += [text, text]
        return len(self.texts) - 2

    def word(self, number: int) -> str:
        """Return the word with this id."""
        return self.texts[2 * number][1:]


@dataclass(frozen=True, slots=True)
class Words:
    """The vocabulary, and the samplers of its parts."""

    tokens: Tokens
    common: WeightedSampler  # draws ids of the frequency list, which are the first ids
    common_count: int
    topical: WeightedSampler
    topical_first: int
    figures: Ids
    names: InventedWords
    given_names: InventedWords
    rare: InventedWords
    said: int


def read_words() -> Words:
    """Read the frequency list and prepare the samplers."""
    tokens = Tokens()
    listed = importlib.resources.files("symspellpy") / "frequency_dictionary_en_82_765.txt"
    words, counts = [], []
    for line in listed.read_text(encoding="utf-8-sig").splitlines():
        word, count = line.split(" ")
        words.append(word)
        counts.append(float(count))
    for word in words:
        tokens.add(word.capitalize() if word in _ALWAYS_CAPITAL else word)
    frequency = np.array(counts) ** _EXPONENT
    topical = slice(400, 30_000)  # neither function words nor very rare words
    return Words(
        tokens=tokens,
        common=WeightedSampler(frequency),
        common_count=len(words),
        topical=WeightedSampler(frequency[topical] ** 0.4),
        topical_first=400,
        figures=np.array([tokens.add(figure) for figure in _figures()], dtype=np.int32),
        names=InventedWords(tokens, _NAME_ENDINGS, PowerLaw(20, 0.2, MOST_INVENTED), capital=True),
        given_names=InventedWords(tokens, _NAME_ENDINGS[1:2], PowerLaw(60, 1.0, 2_000), capital=True),
        rare=InventedWords(tokens, _RARE_ENDINGS, PowerLaw(50, 0.2, MOST_INVENTED), capital=False),
        said=words.index("said"),
    )


def _figures() -> list[str]:
    """Return numbers, years, dates, percentages and sums as newspapers write them; recent years occur several times."""
    random = np.random.default_rng(0)
    magnitudes = random.integers(1, 7, 3_000)
    numbers = [f"{int(random.integers(1, 10**magnitude)):,}" for magnitude in magnitudes.tolist()]
    years = [str(year) for year in range(1950, 2026) for _ in range(1 + max(0, year - 2000))]
    dates = [f"{day.day} {day:%B %Y}" for day in _DATES] + [f"{day:%B} {day.day}" for day in _DATES[:366]]
    shares = [f"{share / 10:g}%" for share in range(1, 1_000, 2)] + [f"{share} percent" for share in range(1, 100)]
    sums = [f"${tenths / 10:g} {unit}" for tenths in range(11, 500, 7) for unit in ("million", "billion")]
    return [*numbers, *years, *dates, *shares, *sums]
