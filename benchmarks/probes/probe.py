"""Measures the program of the checkout that is the working folder: probe.py WHAT ARTICLES DATA INDEX QUESTIONS.

`benchmarks.before` runs it in two checkouts, so it uses only functions that both versions have. A question is asked as
at the console: through the table of commands and the service, up to the rendered reply. No question is asked twice in
a process, but for those before a reload, which begins a new cache. WHAT is one of

- `build`: index the articles into an empty data folder;
- `open`: open an existing index, and answer the first question;
- `serve`: answer every question once;
- `reload`: answer questions while articles are added to the folder ARTICLES, with a reload after each.

The last line of output is a JSON object. Times are in seconds if their names say so, else in milliseconds.
"""

import asyncio
import json
import statistics
import sys
import threading
import time
from itertools import cycle
from pathlib import Path

_RELOADS = 10
_MB = 1024


def main() -> None:
    """Measure and print the figures."""
    what, articles, data, index, questions = sys.argv[1:]
    sys.path.insert(0, str(Path.cwd()))
    texts = json.loads(Path(questions).read_text(encoding="utf-8"))
    # Imports are not measured.
    from bot.answering import to_answer  # noqa: PLC0415
    from bot.app import build  # noqa: PLC0415
    from bot.cli.console import OPERATOR  # type: ignore[attr-defined]  # noqa: PLC0415  (both import it)
    from bot.commands import parse_request  # noqa: PLC0415
    from bot.rendering.text import plain  # noqa: PLC0415
    from config.loading import load_settings  # noqa: PLC0415

    options: dict[str, object] = {"corpus": articles, "data_dir": data, "index": index, "indexing_processes": 2}
    settings = load_settings(options).settings
    started = time.perf_counter()
    app = build(settings)
    built = time.perf_counter() - started

    plain(app.templates.blocks(to_answer(app.searcher.search(texts[0], settings.citations))))
    opened = time.perf_counter() - started
    app.prepare()  # as the console and the bot do before the first message
    commands = app.commands()
    runner = asyncio.Runner()

    async def reply_to(question: str) -> float:
        started = time.perf_counter()
        async for reply in commands.run(parse_request(question, OPERATOR)):
            plain(app.templates.blocks(reply))
        return (time.perf_counter() - started) * 1000

    def answer(question: str) -> float:
        return runner.run(reply_to(question))

    figures: dict[str, float] = {"build_seconds": built, "open_seconds": opened}
    if what == "serve":
        times = [answer(text) for text in texts]
        figures |= {"p50": statistics.median(times), "p99": statistics.quantiles(times, n=100)[98]}
        figures["resident_mb"] = _resident()
    elif what == "reload":
        times = [answer(text) for text in texts[:200]]
        figures |= {"p99": statistics.quantiles(times, n=100)[98]}
        stream = cycle(texts)
        during: list[float] = []
        for number in range(_RELOADS):
            article = {
                "id": f"added-{number}",
                "title": f"Harbour {number}",
                "text": f"Harbour {number} was closed on Monday.",
            }
            Path(articles, f"zz-{number}.jsonl").write_text(json.dumps(article), encoding="utf-8")
            thread = threading.Thread(target=app.searcher.reload)
            thread.start()
            while thread.is_alive():
                during.append(answer(next(stream)))
            thread.join()
        figures |= {"slowest": max(during), "asked": len(during)}
        for number in range(_RELOADS):
            Path(articles, f"zz-{number}.jsonl").unlink()
    print(json.dumps(figures))


def _resident() -> float:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / _MB
    return 0.0


if __name__ == "__main__":
    main()
