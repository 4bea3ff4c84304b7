"""Questions that ask the same in other words, put together. Pure."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from bot.reports import QuestionGroup
from bot.storage import StoredQuestion
from retrieval.analysis import is_stopword, tokens

_ALIKE = 3, 5
"""The least share of stems, of all that two questions have, which alike ones have in common: 3 of 5."""

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
    members: dict[_Stems, list[StoredQuestion]] = {}
    heads: dict[str, list[_Stems]] = defaultdict(list)  # by each stem of which two alike must share one
    for stems in frequent:
        rare = _rarest(stems, frequencies)
        alike = _most_alike(stems, [head for stem in rare for head in heads[stem]])
        if alike is None:
            members[stems] = []
            for stem in rare:
                heads[stem].append(stems)
        members[alike or stems] += same[stems]
    return tuple(sorted(map(_group, members.values()), key=lambda it: (-it.count, it.text)))


def _stems(text: str) -> _Stems:
    """Return the stems of a question, or if it has nothing but function words, itself."""
    stems = frozenset(token.term for token in tokens(text) if not is_stopword(token.word))
    return stems or frozenset([" ".join(text.casefold().split())])


def _rarest(stems: _Stems, frequencies: Mapping[str, int]) -> Sequence[str]:
    """Return so many of the rarest stems that none of the others can make two questions alike by themselves."""
    share, of = _ALIKE
    most = len(stems) + (-share * len(stems)) // of + 1
    return sorted(stems, key=lambda it: (frequencies[it], it))[:most]


def _most_alike(stems: _Stems, heads: Collection[_Stems]) -> _Stems | None:
    share, of = _ALIKE
    alike = [it for it in dict.fromkeys(heads) if of * len(it & stems) >= share * len(it | stems)]
    return max(alike, key=lambda it: len(it & stems) / len(it | stems), default=None)


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
