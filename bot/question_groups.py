"""Questions that ask the same in other words, put together. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from math import ceil

from bot.reports import QuestionGroup
from bot.storage import StoredQuestion
from retrieval.analysis import is_stopword, tokens

_ALIKE = Fraction(3, 5)
"""The least share of the stems of two questions together that alike ones have in common."""

_Stems = frozenset[str]


def groups_of(questions: Iterable[StoredQuestion]) -> tuple[QuestionGroup, ...]:
    """Return groups of like questions, the largest first: of the same stems, function words aside, or nearly so.

    A question of other stems joins the group with whose most frequent stems it shares most, if the Jaccard coefficient
    is at least .6.
    """
    same: dict[_Stems, list[StoredQuestion]] = defaultdict(list)
    for question in questions:
        same[_stems(question.text)].append(question)
    frequent = sorted(same, key=lambda it: (-len(same[it]), sorted(it)))
    frequencies = Counter(stem for stems in frequent for stem in stems)
    heads: list[_Stems] = []  # the most frequent stems of each group
    members: list[list[StoredQuestion]] = []
    heads_with: dict[str, list[int]] = defaultdict(list)  # by each stem of which two alike must share one
    for stems in frequent:
        rare = _rarest(stems, frequencies)
        near = sorted({number for stem in rare for number in heads_with[stem]})
        found = max(near, key=lambda it: _likeness(heads[it], stems), default=None)
        if found is None or not _are_alike(heads[found], stems):
            found = len(heads)
            heads.append(stems)
            members.append([])
            for stem in rare:
                heads_with[stem].append(found)
        members[found] += same[stems]
    return tuple(sorted(map(_group, members), key=lambda it: (-it.count, it.text)))


def _stems(text: str) -> _Stems:
    """Return the stems of a question, or if it has nothing but function words, itself."""
    stems = frozenset(token.term for token in tokens(text) if not is_stopword(token.word))
    return stems or frozenset([" ".join(text.casefold().split())])


def _rarest(stems: _Stems, frequencies: Mapping[str, int]) -> Sequence[str]:
    """Return so many of the rarest stems that none of the others can make two questions alike by themselves."""
    most = len(stems) - ceil(_ALIKE * len(stems)) + 1
    return sorted(stems, key=lambda it: (frequencies[it], it))[:most]


def _likeness(one: _Stems, other: _Stems) -> float:
    """Return the Jaccard coefficient."""
    return len(one & other) / len(one | other)


def _are_alike(one: _Stems, other: _Stems) -> bool:
    return len(one & other) * _ALIKE.denominator >= len(one | other) * _ALIKE.numerator


def _group(questions: Sequence[StoredQuestion]) -> QuestionGroup:
    texts = Counter(question.text for question in questions)
    last_asked = {question.text: question.asked_at for question in sorted(questions, key=lambda it: it.asked_at)}
    days = sorted(_days(questions))
    return QuestionGroup(
        text=max(texts, key=lambda it: (texts[it], last_asked[it], it)),
        count=len(questions),
        people=len({question.person_id for question in questions} - {None}),
        first=days[0],
        last=days[-1],
    )


def _days(questions: Iterable[StoredQuestion]) -> Iterator[str]:
    return (datetime.fromtimestamp(question.asked_at, UTC).date().isoformat() for question in questions)
