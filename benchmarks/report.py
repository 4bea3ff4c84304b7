"""Prints a table of figures, and writes it to `benchmarks/results/` as Markdown and JSON."""

import json
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from retrieval.evaluation import Estimate

RESULTS = Path(__file__).parent / "results"


def report(
    name: str | None,
    title: str,
    rows: Sequence[Mapping[str, object]],
    *,
    numbers: Mapping[str, object] | None = None,
) -> None:
    """Print the rows as a table and, given a name, write `name.md` and `name.json`.

    The keys of the first row are the columns. `numbers` are the figures that the rows summarise, for the JSON only.
    """
    text = "\n".join(
        [
            f"# {title}",
            "",
            *table(rows),
            "",
            f"Measured by `python -m {_command()}` on {machine()}.",
            "",
        ]
    )
    print(text)
    if name is None:
        return
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.md").write_text(text, encoding="utf-8")
    contents = {"machine": machine(), "rows": rows} | ({"numbers": numbers} if numbers else {})
    figures = json.dumps(contents, indent=1, ensure_ascii=False)
    (RESULTS / f"{name}.json").write_text(figures + "\n", encoding="utf-8")


def _command() -> str:
    """Return the name of the module that was started."""
    started = sys.modules["__main__"].__spec__
    return started.name.removesuffix(".__main__") if started else "benchmarks"


def table(rows: Sequence[Mapping[str, object]]) -> list[str]:
    """Return the lines of a Markdown table. The keys of the first row are the columns."""
    columns = list(rows[0])
    cells = [columns, *([str(row[column]) for column in columns] for row in rows)]
    widths = [max(len(line[number]) for line in cells) for number in range(len(columns))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in cells
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return lines


def machine() -> str:
    """Describe the machine and the interpreter."""
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()} {platform.machine()}"


def with_interval(estimate: Estimate | None) -> str:
    """Format an estimate with its interval as ".764 (.735–.794)"; a dash for None."""
    if estimate is None:
        return "–"
    value, low, high = (f"{it:.3f}".removeprefix("0") for it in (estimate.value, estimate.low, estimate.high))
    return f"{value} ({low}–{high})"
