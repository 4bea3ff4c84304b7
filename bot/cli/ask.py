"""`verbatim ask`: answer one question, or a batch of them."""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from bot.answer import Answer
from bot.cli.terminal import show
from bot.conversation.small_talk import SmallTalkPhrases
from bot.rendering.json import to_json
from bot.rendering.templates import Templates
from bot.streams import fail

_UNANSWERED = 1
_STANDARD_INPUT = "-"

AnswerTo = Callable[[str, int | None], Coroutine[Any, Any, Answer]]
"""Answers a message of now with up to so many citations; None: as many as the settings say."""


@dataclass(frozen=True, slots=True)
class Detail:
    """How much to print: up to `top` citations (None: as many as the settings say), and whether with their scores."""

    top: int | None = None
    explain: bool = False


def read_question(options: argparse.Namespace) -> str | None:
    """Return the question of the command line or else of standard input; None for a batch.

    Raises `SystemExit` if there is none, or one beside a batch.
    """
    if options.batch is not None:
        if options.question:
            options.parser.error("either a question or --batch, not both")
        return None
    question: str = " ".join(options.question)
    if options.question in ([], [_STANDARD_INPUT]):
        question = sys.stdin.read().strip() if options.question or not sys.stdin.isatty() else ""
    if not question.strip():
        options.parser.error('a question is needed, as in: verbatim ask "what did Xi pledge?"')
    return question


def run(
    answer_to: AnswerTo,
    templates: Templates,
    small_talk: SmallTalkPhrases,
    question: str | None,
    options: argparse.Namespace,
) -> int:
    """Print the answers; return the exit code, 1 if the question is not answered or a line of the batch failed.

    Small talk gets a line and is no failure. The questions of a batch are all searched.
    """
    detail = Detail(options.top, options.explain)
    if question is None:
        return _run_batch(answer_to, options.batch, detail, options.codes.failed)
    if (kind := small_talk.kind_of(question)) is not None:
        if options.json:
            print(json.dumps({"question": question, "small_talk": kind.value}, ensure_ascii=False))
        else:
            from bot.messages import SmallTalk  # noqa: PLC0415  (a question needs none of the many kinds of messages)

            show(templates.blocks(SmallTalk(kind.value)))
        return 0
    started = time.perf_counter()
    answer = asyncio.run(answer_to(question, detail.top))
    if options.json:
        print(json.dumps(_to_json(answer, started, detail), ensure_ascii=False))
    else:
        show(templates.blocks(answer, explain=detail.explain))
    return 0 if answer.answered else _UNANSWERED


def _run_batch(answer_to: AnswerTo, file: str, detail: Detail, failed: int) -> int:
    try:
        lines = sys.stdin.buffer if file == _STANDARD_INPUT else Path(file).open("rb")  # noqa: SIM115
    except OSError as error:
        return fail(f"cannot read the questions of {file}: {error.strerror}", code=failed)
    with lines:
        return asyncio.run(answer_batch(answer_to, lines, sys.stdout, detail))


async def answer_batch(answer_to: AnswerTo, lines: Iterable[bytes], out: TextIO, detail: Detail) -> int:
    """Answer JSON lines `{"id", "question"}` in order, each by a JSON object in a line; return the exit code.

    A line of another form gets `{"id", "error"}`, where `id` is null if the line has none. Blank lines are skipped.
    """
    code = 0
    for line in lines:
        if line.strip():
            result = await _answer_line(answer_to, line, detail)
            code = _UNANSWERED if "error" in result else code
            out.write(json.dumps(result, ensure_ascii=False) + "\n")
            out.flush()
    return code


async def _answer_line(answer_to: AnswerTo, line: bytes, detail: Detail) -> dict[str, object]:
    try:
        item = json.loads(line.decode("utf-8-sig"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        return {"id": None, "error": f"not valid JSON: {error}"}
    if not isinstance(item, dict):
        return {"id": None, "error": 'not an object {"id": …, "question": …}'}
    if "id" not in item:
        return {"id": None, "error": "there is no id"}
    try:
        json.dumps(item["id"], allow_nan=False)
    except ValueError:  # 1e400 is read as infinity, which JSON cannot express
        return {"id": None, "error": "the id holds a number that is too large"}
    if not isinstance(question := item.get("question"), str):
        return {"id": item["id"], "error": "there is no question, or it is not a string"}
    started = time.perf_counter()
    return {"id": item["id"], **_to_json(await answer_to(question, detail.top), started, detail)}


def _to_json(answer: Answer, started: float, detail: Detail) -> dict[str, object]:
    return to_json(answer, (time.perf_counter() - started) * 1000, explain=detail.explain)


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")
