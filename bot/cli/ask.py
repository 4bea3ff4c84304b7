"""`verbatim ask`: one answer, or a batch of them, on standard output."""

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TextIO

from bot.cli.terminal import show
from bot.rendering.json import to_json
from bot.rendering.templates import Templates
from bot.service import Service


@dataclass(frozen=True, slots=True)
class Options:
    """How much to tell: up to `top` citations (None: as many as the settings say); what their scores are made of."""

    top: int | None = None
    explain: bool = False


async def ask(service: Service, templates: Templates, question: str, options: Options, *, as_json: bool) -> None:
    """Print the answer to one question, for a person or as a JSON object."""
    if as_json:
        print(json.dumps(await _answer(service, question, options), ensure_ascii=False))
    else:
        show(templates.blocks(await service.ask(question, options.top), explain=options.explain))


async def ask_batch(service: Service, lines: Iterable[bytes], out: TextIO, options: Options) -> None:
    """Answer JSON lines `{"id", "question"}` with one JSON object a line, in order.

    A line that is not of that form gets `{"id", "error"}`, its `id` null where there is none; blank lines
    pass.
    """
    for line in lines:
        if line.strip():
            out.write(_to_line(await _answer_line(service, line, options)) + "\n")
            out.flush()


async def _answer_line(service: Service, line: bytes, options: Options) -> dict[str, object]:
    try:
        item = json.loads(line.decode("utf-8-sig"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        return {"id": None, "error": f"not valid JSON: {error}"}
    if not isinstance(item, dict):
        return {"id": None, "error": 'not an object {"id": …, "question": …}'}
    if "id" not in item:
        return {"id": None, "error": "there is no id"}
    if not isinstance(question := item.get("question"), str):
        return {"id": item["id"], "error": "there is no question, or it is not a string"}
    return {"id": item["id"], **await _answer(service, question, options)}


async def _answer(service: Service, question: str, options: Options) -> dict[str, object]:
    started = time.perf_counter()
    answer = await service.ask(question, options.top)
    return to_json(answer, (time.perf_counter() - started) * 1000, explain=options.explain)


def _to_line(result: dict[str, object]) -> str:
    try:
        return json.dumps(result, ensure_ascii=False, allow_nan=False)
    except ValueError:  # 1e400 in an id is read as infinite, which JSON cannot say
        return json.dumps({"id": None, "error": "the id holds a number that is too large"})


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")
