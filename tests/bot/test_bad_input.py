"""Articles and questions that nobody wrote to be read: bounded work, no traceback, quotes at their offsets."""

import asyncio
import base64
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.answer import Answer
from bot.rendering.html import messages
from bot.rendering.json import to_json
from bot.rendering.text import plain
from bot.service import Service
from tests.bot.articles import service_over
from tests.bot.samples import TEMPLATES
from tests.steps import steps

ENGLISH = "The old lighthouse was built in 1898. Its keeper, Ann Lee, lived there for forty years.\n"
CHINESE = "灯塔建于一八九八年。守塔人李安在那里住了四十年。猫在睡觉。\n"
THAI = "ประภาคารสร้างขึ้นในปี 1898 ผู้ดูแลประภาคารอาศัยอยู่ที่นั่นสี่สิบปี\n"
GERMAN = "Der Leuchtturm wurde 1898 gebaut. Die Wärterin Ann Lee lebte dort vierzig Jahre.\n"


def ask(service: Service, question: str) -> Answer:
    """Ask, tell the answer in every way there is, and look up each quote in its document."""
    answer = asyncio.run(service.ask(question))
    blocks = TEMPLATES.blocks(answer)
    assert messages(blocks)
    assert plain(blocks).strip()
    json.dumps(to_json(answer, 0.0)).encode()
    for it in answer.citations:
        found = asyncio.run(service.document(it.document_id))
        assert found is not None
        assert found[0].text[it.start : it.end] == it.text
    return answer


def first(folder: Path, files: Mapping[str, str], question: str) -> str:
    """Return the id of the document that is quoted first."""
    return ask(service_over(folder, files), question).citations[0].document_id


@pytest.mark.parametrize(
    "question",
    ["Кто построил lighthouse 1898?", "谁是 Ann Lee lighthouse keeper?", "lighthouse 灯塔 маяк ประภาคาร 등대 منارة"],
)
def test_a_sentence_of_several_scripts_is_searched_by_all_its_words(tmp_path: Path, question: str) -> None:
    assert first(tmp_path, {"en.txt": ENGLISH, "other.txt": "Bread is baked every morning.\n"}, question) == "en.txt"


def test_a_question_of_one_han_character_finds_it(tmp_path: Path) -> None:
    [best, *_] = ask(service_over(tmp_path, {"zh.txt": CHINESE, "en.txt": ENGLISH}), "猫").citations
    assert best.text == "猫在睡觉。"


@pytest.mark.parametrize("question", ["狗", "ก", "ё", "ß"])
def test_a_question_of_one_letter_that_the_articles_lack_is_refused(tmp_path: Path, question: str) -> None:
    assert not ask(service_over(tmp_path, {"zh.txt": CHINESE, "en.txt": ENGLISH}), question).answered


@pytest.mark.parametrize("letters", ["abcdefghij" * 50, "ประภาคาร" * 63, "灯塔守人何" * 100])
def test_500_letters_without_a_blank_take_bounded_work(tmp_path: Path, letters: str) -> None:
    service = service_over(tmp_path, {"a.txt": CHINESE, "b.txt": THAI, "c.txt": ENGLISH, "d.txt": f"{letters}\n"})
    assert ask(service, letters).citations[0].document_id == "d.txt"
    assert steps(lambda: ask(service, f"{letters}?")) < 200_000  # not in the cache


@pytest.mark.parametrize("mark", ["\u200b", "\u200e", "\u200f", "\u202e", "\u2066", "\ufeff", "\u00ad"])
def test_marks_that_nobody_sees_change_no_words(tmp_path: Path, mark: str) -> None:
    files = {"marked.txt": f"{mark}Der {mark}Leuchtturm{mark} wurde 1898 gebaut.\n", "zh.txt": CHINESE}
    service = service_over(tmp_path, files)
    assert ask(service, "Wann wurde der Leuchtturm gebaut?").citations[0].document_id == "marked.txt"
    assert ask(service, f"{mark}Wann wurde der {mark}Leuchtturm{mark} gebaut?").citations[0].document_id == "marked.txt"


STRANGE = {
    "tibetan": "བོད་སྐད་ཀྱི་ཚིག་འདི་ཡིན།",
    "code": "def f(x): return {k: v for k, v in x.items() if k != 'für'}  # 0x1F\n#include <stdio.h>",
    "base64": base64.b64encode(bytes(range(256)) * 4).decode(),
    "private use": "\ue000\ue001 \U000f0000",
}


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE.keys())
def test_text_in_no_known_language_is_read_and_asked(tmp_path: Path, text: str) -> None:
    others = {"de.txt": GERMAN, "zh.txt": CHINESE}
    assert not ask(service_over(tmp_path, others), text[:500]).answered
    ask(service_over(tmp_path, {**others, "strange.txt": f"{text}\n"}), text[:500])


def test_lone_surrogates_are_asked_and_an_article_with_them_is_told(tmp_path: Path) -> None:
    broken = '{"id": "broken", "text": "Der Leuchtturm \\ud800 wurde 1898 gebaut."}'
    whole = '{"id": "whole", "text": "Der Leuchtturm wurde 1898 gebaut. Die Wärterin blieb."}'
    service = service_over(tmp_path, {"a.jsonl": f"{broken}\n{whole}\n", "zh.txt": CHINESE})
    for question in ("Wann \ud800 wurde der Leuchtturm\udc00 gebaut?", "\ud800", "灯\udfff塔"):
        ask(service, question)
    found = ask(service, "Wann \ud800 wurde der Leuchtturm gebaut?")
    assert found.citations[0].document_id == "whole"
    assert "unpaired surrogate" in found.corpus.skipped[0].reason


def test_a_line_of_a_megabyte_with_quotes_that_are_not_closed_is_read(tmp_path: Path) -> None:
    long = "„Der Bäcker sagte „das Brot ist fertig und kostet " * 20_000
    service = service_over(tmp_path, {"long.txt": f"{long}\n", "de.txt": GERMAN})
    assert ask(service, "Wann wurde der Leuchtturm gebaut?").citations[0].document_id == "de.txt"
    assert len(ask(service, "Was sagte der Bäcker?").citations[0].text) <= 2_000
    refused = ask(service, "Почему небо голубое?")
    assert not refused.answered
    assert refused.languages_instead == ("de",)
