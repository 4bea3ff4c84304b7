"""Measures how long the bot works for a page of inline results, on made-up articles: [--sentences N].

A page is everything but Telegram's part: the last word is completed, the question searched, the quotes rendered, each
with its buttons and the key of its citation, and written as JSON. Each question is typed from its third letter on, a
query for each letter; a second page follows. Then each quote of the first page is shared: its key is typed.
"""

import argparse
import asyncio
import json
import statistics
import time
from collections.abc import Sequence

from benchmarks.bot.generated import generated
from benchmarks.report import report
from bot.app import App
from bot.asking import Asking
from bot.citation_keys import CitationKeys
from bot.inline_quotes import InlineQuotes
from bot.inline_replies import InlineReply, QuotePage
from bot.quote_views import QuoteViews
from bot.requests import InlineQuestion, Origin
from bot.start_links import link_to_quote
from bot.telegram.inline_answers import to_answer

_QUESTIONS = 100
_FIRST_LETTERS = 3
_MUST_REACH = "≤ 50 ms"
_ORIGIN = Origin(7)


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bot.inline", description=__doc__)
    parser.add_argument("--sentences", type=int, default=50_000, help="size of the corpus; default: 50,000")
    options = parser.parse_args()
    with generated(options.sentences, _QUESTIONS) as it:
        rows = asyncio.run(_measure(it.app, it.questions))
    report("inline", f"What a page of inline results costs inside the process ({it.sentences:,} sentences)", rows)


async def _measure(app: App, questions: Sequence[str]) -> list[dict[str, object]]:
    quotes = InlineQuotes(QuoteViews(app.service, CitationKeys(b"secret")), Asking(app.service), 256, "the_bot")
    typing: list[float] = []
    whole: list[float] = []
    following: list[float] = []
    shared: list[float] = []
    for question in questions:
        halves = [question[:length] for length in range(_FIRST_LETTERS, len(question))]
        typing += [(await _timed(app, quotes, half, ""))[0] for half in halves]
        took, page = await _timed(app, quotes, question, "")
        whole.append(took)
        if isinstance(page, QuotePage) and page.following:
            following.append((await _timed(app, quotes, question, page.following))[0])
        if isinstance(page, QuotePage):
            shared += [(await _timed(app, quotes, link_to_quote(it.key), ""))[0] for it in page.quotes]
    return [
        _figures("while it is typed", typing),
        _figures("the whole question", whole),
        _figures("the second page", following),
        _figures("a quote by its key", shared),
    ]


async def _timed(app: App, quotes: InlineQuotes, text: str, offset: str) -> tuple[float, InlineReply]:
    """Return how many milliseconds a page took, and the page."""
    started = time.perf_counter()
    page = await quotes.page(InlineQuestion(text, offset, _ORIGIN))
    json.dumps(to_answer(page, app.templates))
    return (time.perf_counter() - started) * 1000, page


def _figures(name: str, times: Sequence[float]) -> dict[str, object]:
    if not times:
        return {"page": name, "pages": 0}
    p99 = statistics.quantiles(times, n=100)[98] if len(times) > 1 else times[0]
    return {
        "page": name,
        "pages": len(times),
        "median": f"{statistics.median(times):.1f} ms",
        "99 %": f"{p99:.1f} ms",
        "must reach": _MUST_REACH,
    }


if __name__ == "__main__":
    main()
