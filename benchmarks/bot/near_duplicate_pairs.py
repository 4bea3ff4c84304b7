"""Makes pairs of sentences that are known to be the same or different, from articles. Deterministic."""

import json
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process

from retrieval.analysis import is_stopword, sentence_spans

_OF_EACH = 250
"""The most pairs of a kind."""
_SHORTEST, _LONGEST = 40, 400
"""The length of the sentences that pairs are made from, in characters."""
_SHORTEST_WORD = 4
_ALIKE = 70
"""The least ratio of sentences of two articles that are paired as they are."""

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_NUMBER = re.compile(r"\d+")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}\b")
_AUXILIARY = re.compile(r"\b(?:is|are|was|were|has|have|had|will|can|did)\b")
_ADVERB = re.compile(r" [a-z]{3,}ly(?= [a-z])")
_CLAUSE = re.compile(r", (?:which|who|where|including|such as|often|usually|especially) [^,.;\d]{5,60}(?=[.,])")
_BRACKETS = re.compile(r" \([^)\d]{3,40}\)")
_NOT_DROPPED = frozenset(
    (*("nearly", "hardly", "barely", "scarcely", "rarely", "likely"), *("early", "formerly", "allegedly", "possibly"))
)

_TYPOGRAPHY = (
    ("'", "’"),
    ("``", '"'),
    ("''", '"'),
    (" - ", " – "),
    (" ,", ","),
    (r"\bpercent\b", "per cent"),
    ("%", " percent"),
)
_SPELLINGS = (
    (r"ization\b", "isation"),
    (r"ized\b", "ised"),
    (r"izing\b", "ising"),
    (r"\bcolor\b", "colour"),
    (r"\bcenter\b", "centre"),
    (r"\btheater\b", "theatre"),
    (r"\bhonors?\b", "honour"),
    (r"\blabor\b", "labour"),
    (r"\bfavor\b", "favour"),
    (r"\bdefense\b", "defence"),
    (r"\btraveled\b", "travelled"),
    (r"\bmeters\b", "metres"),
    (r"\bprogram\b", "programme"),
    (r"\bgray\b", "grey"),
    (r"\btoward\b", "towards"),
    (r"\bU\.S\.(?= [a-z])", "US"),
    (r"\bdo not\b", "don't"),
    (r"\bdid not\b", "didn't"),
    (r"\bwas not\b", "wasn't"),
    (r"\bis not\b", "isn't"),
    (r"\bcould not\b", "couldn't"),
    (r"\bcannot\b", "can not"),
)
_SYNONYMS = """
    said/stated large/big began/started often/frequently about/around usually/typically numerous/several
    many/numerous used/utilized built/constructed received/obtained important/significant film/movie area/region
    mainly/mostly because/since although/though while/whereas also/additionally called/named help/assist
    famous/well-known rapidly/quickly died/passed_away whole/entire created/made show/demonstrate
    located/situated approximately/roughly major/main
    """
_ATTRIBUTIONS = (
    ", officials said.",
    ", the report said.",
    ", according to reports.",
    ", he added.",
    ", sources told reporters.",
    ", it was announced.",
)
_DATELINES = (
    "LONDON, March 3 (Reuters) - ",
    "NEW YORK (AP) — ",
    "TOKYO (Kyodo) -- ",
    "BEIJING, April 14 (Xinhua) -- ",
    "PARIS (AFP) – ",
)
_ANTONYMS = """
    first/last won/lost before/after more/less north/south northern/southern eastern/western east/west
    increased/decreased rose/fell largest/smallest high/low higher/lower early/late old/young older/younger
    male/female men/women positive/negative success/failure opened/closed began/ended all/some most/few
    father/mother son/daughter brother/sister upper/lower above/below strong/weak public/private national/local
    inside/outside left/right he/she his/her long/short major/minor accepted/rejected joined/left from/to
    with/without hot/cold rich/poor internal/external import/export buy/sell supported/opposed can/should
    will/may produced/directed written/performed novel/film king/queen
    """

Article = Sequence[str]
"""The sentences of an article."""
Edit = Callable[[str, random.Random], str | None]
"""Changes a sentence, or returns None where it has no place for it."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sentences of different articles, whether they are the `same`, and by which rule they were paired."""

    kind: str
    one: str
    other: str
    same: bool


def read_articles(folder: Path) -> list[Article]:
    """Return the sentences of each article of the sets in a folder."""
    articles: list[Article] = []
    for corpus in sorted(folder.glob("*/corpus.jsonl")):
        for line in corpus.read_text("utf-8").splitlines():
            text: str = json.loads(line)["text"]
            spans = (text[it.start : it.end] for it in sentence_spans(text))
            articles.append([it for it in spans if _SHORTEST <= len(it) <= _LONGEST and it[-1] in ".!?"])
    return articles


def made_pairs(articles: Sequence[Article]) -> list[Pair]:
    """Return pairs of every kind."""
    sentences = sorted({it for article in articles for it in article})
    pairs = []
    for kind, (same, edit) in _edits(sentences).items():
        dice = random.Random(kind)  # noqa: S311  (the same pairs each time)
        order = sentences.copy()
        dice.shuffle(order)
        found = ((it, edit(it, dice)) for it in order)
        changed = ((one, other) for one, other in found if other is not None and other != one)
        pairs += [Pair(kind, one, other, same) for (one, other), _ in zip(changed, range(_OF_EACH), strict=False)]
    return pairs + list(_reprints(articles)) + list(alike(articles))


def alike(articles: Sequence[Article]) -> Iterator[Pair]:
    """Yield sentences of different articles that are alike as they stand, and differ in their digits."""
    sentences = [(it, number) for number, article in enumerate(articles) for it in article]
    texts = [it for it, _ in sentences]
    lowered = [it.casefold() for it in texts]
    for at, text in enumerate(lowered):
        found = process.extract(text, lowered[at + 1 :], scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=3)
        for _, _, offset in found:
            other = at + 1 + int(offset)
            if sentences[at][1] != sentences[other][1] and _NUMBER.findall(text) != _NUMBER.findall(lowered[other]):
                yield Pair("alike as they are, other figures", texts[at], texts[other], same=False)


def _edits(sentences: Sequence[str]) -> Mapping[str, tuple[bool, Edit]]:
    names = sorted({name for it in sentences for name in _NAME.findall(it)})
    words = sorted(
        {
            word
            for it in sentences
            for word in _WORD.findall(it)
            if word.islower() and not is_stopword(word) and len(word) >= _SHORTEST_WORD
        }
    )
    endings: dict[str, list[str]] = {}
    for word in words:
        endings.setdefault(word[-2:], []).append(word)

    def other_name(text: str, dice: random.Random) -> str | None:
        return _at_one(_NAME, text, dice, lambda name: dice.choice([it for it in names if it != name]))

    def other_word(text: str, dice: random.Random) -> str | None:
        places = [it for it in _WORD.finditer(text) if it[0] in words_set]
        if not places:
            return None
        place = dice.choice(places)
        others = [it for it in endings[place[0][-2:]] if it[:4] != place[0][:4]]
        return text[: place.start()] + dice.choice(others) + text[place.end() :] if others else None

    words_set = frozenset(words)
    synonyms, opposites = _word_pairs(_SYNONYMS), _word_pairs(_ANTONYMS)
    opposites += [(new, old) for old, new in opposites]
    return {
        "verbatim but for blanks and quotation marks": (True, lambda text, _: _replaced(text, _TYPOGRAPHY)),
        "spelled otherwise": (True, lambda text, _: _replaced(text, _SPELLINGS)),
        "edited: a word by a synonym": (True, lambda text, dice: _one_word(text, synonyms, dice)),
        "edited: an adverb left out": (True, _without_adverb),
        "edited: a clause left out": (True, _without_clause),
        "edited: an attribution added": (
            True,
            lambda text, dice: text[:-1] + dice.choice(_ATTRIBUTIONS) if text[-1] == "." else None,
        ),
        "figures changed": (
            False,
            lambda text, dice: _at_one(_NUMBER, text, dice, lambda it: str(int(it) + dice.randint(1, 9))),
        ),
        "a name changed": (False, other_name),
        "two names exchanged": (False, _names_exchanged),
        "a negation added": (False, lambda text, dice: _at_one(_AUXILIARY, text, dice, lambda it: f"{it} not")),
        "other story: an opposite": (False, lambda text, dice: _one_word(text, opposites, dice)),
        "other story: another word": (False, other_word),
    }


def _word_pairs(text: str) -> list[tuple[str, str]]:
    """Parse "old/new a/passed_away"."""
    pairs = (it.replace("_", " ").partition("/") for it in text.split())
    return [(old, new) for old, _, new in pairs]


def _reprints(articles: Sequence[Article]) -> Iterator[Pair]:
    """Yield the sentences of reprints: a dateline before the first, or another lead and the same rest."""
    dice = random.Random("reprints")  # noqa: S311
    long = [it for it in articles if len(it) > 1]
    for article in dice.sample(long, min(_OF_EACH, len(long))):
        other = dice.choice(long)
        yield Pair("reprint: a dateline before the lead", article[0], dice.choice(_DATELINES) + article[0], same=True)
        yield Pair("reprint: a sentence behind another lead", article[-1], article[-1], same=True)
        if other[0] != article[0]:
            yield Pair("reprint: the lead, and the other lead", article[0], other[0], same=False)


def _replaced(text: str, replacements: Sequence[tuple[str, str]]) -> str:
    for old, new in replacements:
        text = re.sub(old, new, text)
    return text


def _one_word(text: str, pairs: Sequence[tuple[str, str]], dice: random.Random) -> str | None:
    found = [(old, new) for old, new in pairs if re.search(rf"\b{old}\b", text)]
    if not found:
        return None
    old, new = dice.choice(found)
    return re.sub(rf"\b{old}\b", new, text, count=1)


def _at_one(pattern: re.Pattern[str], text: str, dice: random.Random, change: Callable[[str], str]) -> str | None:
    """Change one of the places that the pattern finds."""
    places = list(pattern.finditer(text))
    if not places:
        return None
    place = dice.choice(places)
    return text[: place.start()] + change(place[0]) + text[place.end() :]


def _without_adverb(text: str, dice: random.Random) -> str | None:
    places = [it for it in _ADVERB.finditer(text) if it[0].strip() not in _NOT_DROPPED]
    if not places:
        return None
    place = dice.choice(places)
    return text[: place.start()] + text[place.end() :]


def _without_clause(text: str, dice: random.Random) -> str | None:
    places = [
        it
        for pattern in (_CLAUSE, _BRACKETS)
        for it in pattern.finditer(text)
        if not re.search(r"[A-Z]|\bnot?\b", it[0])
    ]
    places = [it for it in places if len(it[0]) < len(text) / 3]
    if not places:
        return None
    place = dice.choice(places)
    return text[: place.start()] + text[place.end() :]


def _names_exchanged(text: str, dice: random.Random) -> str | None:
    places = list(_NAME.finditer(text))
    if len({it[0] for it in places}) < 2:  # noqa: PLR2004
        return None
    one, other = sorted(dice.sample(places, 2), key=lambda it: it.start())
    return text[: one.start()] + other[0] + text[one.end() : other.start()] + one[0] + text[other.end() :]
