"""Follow-ups in the words of each language: what is completed, how, and what is left as it was typed."""

import asyncio
import tomllib
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.access import Access
from bot.answer import Answer
from bot.commands import Commands, parse_request
from bot.conversation.completer import Completer
from bot.conversation.completion import Completion, LastTurn
from bot.narrowing import Narrowing
from bot.requests import OPERATOR
from bot.service import Service
from bot.word_data import WordData
from config.languages import LanguageError
from tests.bot.articles import searcher
from tests.bot.conversation.test_completion import mentions, seeds
from tests.golden.questions import SEEDS

TABLES = tomllib.loads(Path(__file__).with_name("follow_ups.toml").read_text("utf-8"))
COMPLETED = [(code, *it) for code, table in TABLES.items() for it in table["completed"]]
MORE = [(code, table["before"], it) for code, table in TABLES.items() for it in table["more"]]
ALONE = [(code, table["before"], it) for code, table in TABLES.items() for it in table["alone"]]


@lru_cache
def completer() -> Completer:
    return WordData().follow_ups()


def complete(before: str, typed: str, *, is_narrowed: bool = False) -> Completion:
    last, parse = LastTurn(before), seeds().snapshot.parse
    completion = completer().complete(typed, last, parse, mentions, is_narrowed=is_narrowed)
    assert completion == Completion() or completer().may_follow(typed, is_narrowed=is_narrowed)
    return completion


@pytest.mark.parametrize(("code", "before", "typed", "completed"), COMPLETED)
def test_openers_and_lone_question_words_follow_in_each_language(
    code: str, before: str, typed: str, completed: str
) -> None:
    assert complete(before, typed) == Completion(completed), code
    assert completer().follows(typed, seeds().snapshot.parse)


@pytest.mark.parametrize(("code", "before", "typed"), MORE)
def test_more_is_asked_for_in_each_language(code: str, before: str, typed: str) -> None:
    assert complete(before, typed) == Completion(before, leaves_out=True), code


@pytest.mark.parametrize(("code", "before", "typed"), ALONE)
def test_a_message_without_a_mark_or_with_a_verb_of_its_own_is_asked_as_typed(
    code: str, before: str, typed: str
) -> None:
    assert complete(before, typed) == Completion(), code


def test_each_language_has_a_dozen() -> None:
    assert {*TABLES} == {"en", *WordData().filter_clues().languages}
    assert all(sum(map(len, it.values())) - len(it["before"]) >= 12 for code, it in TABLES.items() if code != "en")


@pytest.mark.parametrize("typed", ["und?", "et ?", "¿y?", "а", "那呢？", "وماذا عن؟", "و؟", "was ist mit", "那"])
def test_an_opener_beside_filters_asks_the_question_before_of_other_articles(typed: str) -> None:
    assert complete("what did Xi pledge?", typed, is_narrowed=True) == Completion("what did Xi pledge?")


@pytest.mark.parametrize(
    ("completed", "typed", "again"),
    [
        ("warum? (Wer gewann)", "wann?", "wann? (Wer gewann)"),
        ("¿por qué? (Quién ganó)", "¿cuándo?", "¿cuándo? (Quién ganó)"),
        ("为什么？（谁赢了）", "什么时候？", "什么时候？（谁赢了）"),
        ("لماذا؟ (من فاز)", "متى؟", "متى؟ (من فاز)"),
    ],
)
def test_a_lone_question_takes_the_place_of_another_one(completed: str, typed: str, again: str) -> None:
    assert complete(completed, typed) == Completion(again)


def test_a_conversation_may_go_on_in_another_language_and_of_other_articles() -> None:
    words, service = WordData(), Service(searcher(SEEDS), citations=1)
    narrowing = Narrowing(service, words.filter_clues(), words.filters, ZoneInfo("UTC"))
    commands = Commands(service, Access(set()), citations=1, narrowing=narrowing, completer=words.follow_ups())

    async def asked(line: str) -> str:
        answer = [it async for it in commands.run(parse_request(line, OPERATOR))][-1]
        assert isinstance(answer, Answer)
        return answer.asked.question

    async def conversation() -> list[str]:
        lines = ("what did Xi announce at the summit?", "und Biden?", "¿qué más?", "为什么？", "ومن أيضًا؟")
        return [await asked(it) for it in lines]

    of_biden = "what did Biden announce at the summit?"
    assert asyncio.run(conversation()) == [
        "what did Xi announce at the summit?",
        of_biden,
        of_biden,
        "为什么？（what did Biden announce at the summit）",
        "为什么？（what did Biden announce at the summit）",
    ]


@pytest.mark.parametrize(
    ("code", "table"),
    [("de", "openers = 7"), ("zh", 'lone = ["("]'), ("ru", "questions = [3]"), ("fr", "lone_form = 3")],
)
def test_what_is_wrong_in_ones_own_words_is_reported_with_its_file(tmp_path: Path, code: str, table: str) -> None:
    (tmp_path / f"{code}.toml").write_text(f"[follow_ups]\n{table}\n", "utf-8")
    with pytest.raises(LanguageError, match=rf"{code}\.toml"):
        WordData(tmp_path).follow_ups()


def test_a_language_needs_openers_and_question_words_only(tmp_path: Path) -> None:
    table = '[follow_ups]\nopeners = ["e"]\nquestions = ["perché"]\nlone_form = "{asked}? ({question})"\n'
    months = '[filters]\nmonths = ["gennaio"]\nweekdays = ["lunedì"]\n'
    (tmp_path / "it.toml").write_text(table + months, "utf-8")
    last, parse = LastTurn("Chi ha vinto?"), seeds().snapshot.parse
    completed = WordData(tmp_path).follow_ups().complete("e perche?", last, parse, mentions)
    assert completed == Completion("perche? (Chi ha vinto)")
