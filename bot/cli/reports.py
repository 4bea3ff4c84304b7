"""`verbatim stats`, `unanswered`, `feedback`, `status`: print how a bot works, whether it runs or not."""

import argparse
import asyncio
import json
import sys
from collections.abc import Coroutine
from dataclasses import asdict
from typing import Any

from bot.cli.terminal import show
from bot.rendering.attachments import questions_table
from bot.rendering.templates import Templates
from bot.reports import QuestionsNotKept, Report, Unanswered
from bot.storage import StoreMissingError
from bot.streams import fail, wrapped


def run(making: Coroutine[Any, Any, Report], templates: Templates, options: argparse.Namespace) -> int:
    """Print a report; return the exit code. Raises `StoreError` if the records cannot be read.

    Where no bot has run yet, there is nothing to tell, which fails only if JSON is asked for.
    """
    try:
        report = asyncio.run(making)
    except StoreMissingError as error:
        if options.json or getattr(options, "csv", None):
            return fail(str(error))
        print(wrapped(f"Nothing is recorded yet: {error}.", sys.stdout))
        return 0
    if isinstance(report, QuestionsNotKept):
        return fail("questions are not stored: set store_questions")
    if isinstance(report, Unanswered) and options.csv:
        options.csv.write_bytes(questions_table(report.groups, templates.text))
    elif options.json:
        print(json.dumps(asdict(report), ensure_ascii=False, default=str))
    else:
        show(templates.blocks(report))
    return 0
