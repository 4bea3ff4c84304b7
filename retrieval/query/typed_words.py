"""The words of a question as somebody typed them, which are more than its terms in scripts without blanks."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from retrieval.analysis import Token
from retrieval.analysis.scripts import script_of
from retrieval.analysis.units import UNSPACED as UNSPACED_CHARACTER
from retrieval.models import Match, Query, QueryTerm, Span
from retrieval.query.question_words import QuestionWords

_DELIMITED = frozenset({"Kana", "Hang"})
"""The scripts without blanks in which words are told apart all the same: katakana, and Korean with its particles."""


@dataclass(frozen=True, slots=True)
class TypedWord:
    """A word, or a run of letters without blanks, with the terms that it consists of: units, and pairs of these."""

    text: str
    terms: tuple[QueryTerm, ...]


def typed_words(query: Query, is_wanted: Callable[[QueryTerm], bool] = lambda _: True) -> list[TypedWord]:
    """Return the words of meaning of a question whose terms are wanted, in their order.

    Of a run of letters these are the longest parts whose units are all wanted, and the whole run if it is a word and
    most of its units are. A single unit within a longer run is a piece of a word, and left out.
    """
    if query.runs is None:
        return [TypedWord(it.word, (it,)) for it in query.terms if is_wanted(it)]
    by_word = {it.word: it for it in query.terms}
    found: dict[str, TypedWord] = {}
    for run in query.runs:
        for units in _wanted([query.terms[place] for place in run], is_wanted):
            pairs = (by_word.get(left.word + right.word) for left, right in pairwise(units))
            word = "".join(it.word for it in units)
            found.setdefault(word, TypedWord(word, (*units, *(it for it in pairs if it is not None))))
    return list(found.values())


def _wanted(run: Sequence[QueryTerm], is_wanted: Callable[[QueryTerm], bool]) -> Iterator[Sequence[QueryTerm]]:
    if script_of(run[0].word[0]) in _DELIMITED:
        if 2 * sum(map(is_wanted, run)) > len(run):
            yield run
        return
    for wanted, part in groupby(run, is_wanted):
        units = tuple(part)
        if wanted and (len(units) > 1 or len(run) == 1):
            yield units


def marked_in(query: Query, found: Sequence[tuple[Span, Match]]) -> list[tuple[Span, Match]]:
    """Return the matches in a sentence without the single units that only happen to stand in a word of the question.

    A unit counts beside one that it stands beside in the question, or if it is a word of the question by itself.
    """
    if query.runs is None or not any(_is_unit(match.asked) for _, match in found):
        return list(found)
    runs = [[query.terms[place].word for place in run] for run in query.runs]
    pairs = {pair for run in runs for pair in pairwise(run)}
    alone = {run[0] for run in runs if len(run) == 1}
    is_beside = [
        left.end == right.start and (its.asked, other.asked) in pairs for (left, its), (right, other) in pairwise(found)
    ]
    return [
        (span, match)
        for (span, match), before, behind in zip(found, [False, *is_beside], [*is_beside, False], strict=True)
        if before or behind or match.asked in alone or not _is_unit(match.asked)
    ]


def share_of(word: TypedWord, query: Query, shares: Sequence[float]) -> float:
    """Return the share of a word in a quantity of which each term of the query has one."""
    return sum(share for term, share in zip(query.terms, shares, strict=False) if term in word.terms)


def with_runs(query: Query, words: Sequence[Token]) -> Query:
    """Return a query in a language with blanks, with the runs of units in it, of which these are the words."""
    if not any(_is_unit(it.word) for it in words):
        return query
    places = {it.word.casefold(): place for place, it in enumerate(query.terms)}
    runs = ([places.get(it.word.casefold()) for it in run] for run in runs_of(words, QuestionWords()))
    return replace(query, runs=tuple(its for run in runs if (its := tuple(it for it in run if it is not None))))


def runs_of(words: Sequence[Token], asking: QuestionWords) -> list[list[Token]]:
    """Return the words that carry meaning, each by itself, and the units that touch.

    Units of katakana stand apart from those of other scripts, and function words end a run if they are all that is
    written in a script: hiragana between Chinese characters.
    """
    runs: list[list[Token]] = []
    for part in _of_one_script(words):
        letters = "".join(it.word for it in part)
        script = _script_of_unit(part[0])
        if asking.is_function_word(letters) if script is None else asking.are_function_words(letters):
            continue
        before = runs[-1][-1] if runs else None
        is_joined = (
            before is not None
            and before.end == part[0].start
            and not {None, *_DELIMITED} & {script, _script_of_unit(before)}
        )
        if is_joined:
            runs[-1] += part
        else:
            runs.append(part)
    return runs


def _of_one_script(words: Sequence[Token]) -> Iterator[list[Token]]:
    """Yield the units of one script that touch, and each other word by itself."""
    part: list[Token] = []
    for word in words:
        script = _script_of_unit(word)
        if part and (script is None or script != _script_of_unit(part[-1]) or part[-1].end != word.start):
            yield part
            part = []
        part.append(word)
    if part:
        yield part


def _script_of_unit(word: Token) -> str | None:
    """Return the script of a unit; None for a word of a script with blanks."""
    return script_of(word.word[0]) if _is_unit(word.word) else None


def _is_unit(word: str) -> bool:
    return UNSPACED_CHARACTER.search(word) is not None
