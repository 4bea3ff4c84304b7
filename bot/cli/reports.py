"""`verbatim stats`, `status`: print how a bot works, from its data folder, while it runs or not."""

import argparse
import asyncio
import json
import sys
from collections.abc import Coroutine
from dataclasses import asdict
from typing import Any

from bot.cli.terminal import show
from bot.rendering.templates import Templates
from bot.reports import Report
from bot.storage import StoreMissingError
from bot.streams import fail, wrapped


def run(making: Coroutine[Any, Any, Report], templates: Templates, options: argparse.Namespace) -> int:
    """Print a report; return the exit code. Raises `StoreError` if the records cannot be read.

    Where no bot has run yet, there is nothing to tell, which fails only if JSON is asked for.
    """
    try:
        report = asyncio.run(making)
    except StoreMissingError as error:
        if options.json:
            return fail(str(error))
        print(wrapped(f"Nothing is recorded yet: {error}.", sys.stdout))
        return 0
    if options.json:
        print(json.dumps(asdict(report), ensure_ascii=False, default=str))
    else:
        show(templates.blocks(report))
    return 0
