"""Formats the figures: a table of all engines and sizes, and this project's figures beside their targets."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from benchmarks.report import machine, table
from benchmarks.retrieval.scale.measurement import Figures
from benchmarks.retrieval.scale.plot import Series, log_log

PROJECT: Final = "verbatim"
NAMES: Final = {
    PROJECT: "Verbatim, full answer",
    "tantivy": "tantivy",
    "rank-bm25": "rank-bm25",
    "bm25s": "bm25s with numba",
    "fts5": "SQLite FTS5",
}
_DASH = "–"
_NOTES = """\
A question has 3 to 8 content words of some sentence. The other engines receive a question's analysed terms and return
the numbers of the best 50 sentences; this project receives the question and returns the rendered answer. "memory
serving" is the resident memory of the process after the questions, in brackets the anonymous part of it. "memory
building" is the peak of the process and its children together (each page counted once, sampled every 0.5 s). rank-bm25
has no file format, so its pickle is loaded. bm25s compiles when it is opened."""
# The project's targets: label, figure, and the limits by corpus size.
_LIMITS: Sequence[tuple[str, str, Mapping[str, str]]] = (
    ("full answer, p50 / p99, one thread", "latency", {"1m": "≤ 6 / 25 ms", "10m": "≤ 20 / 60 ms"}),
    ("resident memory, serving", "memory", {"1m": "≤ 250 MB", "10m": "≤ 500 MB"}),
    ("index from JSONL", "rate", {"1m": "≥ 50,000 sentences/s", "10m": "≥ 45,000 sentences/s"}),
    ("most memory while indexing", "building", {"1m": "≤ 1 GB", "10m": "≤ 2.5 GB"}),
    ("open to first answer", "open", {"1m": "≤ 0.2 s", "10m": "≤ 0.5 s"}),
    ("one article added, to the answer that quotes it", "visible", {"1m": "≤ 1 s", "10m": "≤ 2 s"}),
    ("p99 at rest", "rest", {}),
    (
        "slowest / p99 answer, incremental reload",
        "incremental",
        {"1m": "≤ 3 × p99 at rest", "10m": "≤ 3 × p99 at rest"},
    ),
    ("slowest / p99 answer, full reload", "full", {"1m": "≤ 3 × p99 at rest", "10m": "≤ 3 × p99 at rest"}),
)


def page(rows: Sequence[Figures], picture: str | None) -> str:
    """Return the tables as a Markdown page, with a link to the picture if there is one."""
    own = [row for row in rows if row["engine"] == PROJECT and "failed" not in row]
    parts = [
        "# How the cost of an answer grows with the corpus",
        *([f"![p50 of an answer over the size of the corpus]({picture})"] if picture else []),
        "\n".join(table([_row(row) for row in rows])),
        _NOTES,
    ]
    if own:
        parts += ["## This project's figures", "\n".join(table(_parts(own)))]
    parts.append(f"Measured by `python -m benchmarks.retrieval.scale` on {machine()}.")
    return "\n\n".join(parts) + "\n"


def picture(rows: Sequence[Figures]) -> str:
    """Return the plot of the median answer times as SVG."""
    series = []
    for engine, name in NAMES.items():
        points = [(row["sentences"], row["p50"]) for row in rows if row["engine"] == engine and "p50" in row]
        if points:
            series.append(Series(name, sorted(points), is_highlighted=engine == PROJECT))
    return log_log("Median time of an answer", "sentences in the corpus", series)


def _row(row: Figures) -> dict[str, object]:
    """Return the row of an engine at a size; the reason if it failed."""
    columns = ["p50 / p99", "questions/s, 1 / 2 threads", "open to first answer", "memory serving", "disk"]
    columns += ["build, sentences/s", "memory building"]
    row_start: dict[str, object] = {"sentences": f"{row['sentences']:,}", "engine": NAMES[row["engine"]]}
    if "failed" in row:
        return row_start | dict.fromkeys(columns, _DASH) | {columns[0]: row["failed"].replace("|", "/")}
    cells = (
        f"{_ms(row['p50'])} / {_ms(row['p99'])}",
        f"{_number(row['per_second_1'])} / {_number(row['per_second_2'])}",
        _seconds(row["open_seconds"]),
        f"{row['resident']:,.0f} ({row['anonymous']:,.0f}) MB",
        f"{row['disk']:,.0f} MB" if row["disk"] else _DASH,
        f"{row['sentences'] / row['build_seconds']:,.0f}",
        f"{row['most_building']:,.0f} MB",
    )
    return row_start | dict(zip(columns, cells, strict=True))


def _parts(own: Sequence[Figures]) -> list[dict[str, object]]:
    """Return the project's figures and stages, a column for each size."""
    sizes = [row["size"] for row in own]
    figure_lines = [{"what": name} | dict.fromkeys(sizes, _DASH) for name, _, _ in _LIMITS]
    limits = [
        {"must reach": ", ".join(f"{size}: {it}" for size, it in limit.items()) or _DASH} for *_, limit in _LIMITS
    ]
    for row in own:
        for line, (_, figure, _) in zip(figure_lines, _LIMITS, strict=True):
            line[row["size"]] = _figure(figure, row)
    lines: list[dict[str, object]] = [line | limit for line, limit in zip(figure_lines, limits, strict=True)]
    stages = [
        {"what": f"median of a stage: {stage}"} | {row["size"]: _ms(row["stages"][stage]) for row in own}
        for stage in own[0]["stages"]
    ]
    shares = {"what": "answers that quote the article asked about"}
    quoted = shares | {row["size"]: f"{row['quoted']:.0%}" for row in own}
    return lines + [line | {"must reach": _DASH} for line in [*stages, quoted]]


def _figure(name: str, row: Figures) -> str:
    if name in {"visible", "rest", "incremental", "full"} and "change_failed" in row:
        return str(row["change_failed"])
    figures: dict[str, Any] = {
        "latency": lambda: f"{_ms(row['p50'])} / {_ms(row['p99'])}",
        "memory": lambda: f"{row['resident']:,.0f} MB",
        "rate": lambda: f"{row['sentences'] / row['build_seconds']:,.0f} sentences/s",
        "building": lambda: f"{row['most_building']:,.0f} MB",
        "open": lambda: _seconds(row["open_seconds"]),
        "visible": lambda: _seconds(row["visible_seconds"]),
        "rest": lambda: _ms(row["rest"]["p99"]),
        "incremental": lambda: _during(row["incremental"], row["rest"]),
        "full": lambda: _during(row["full"], row["rest"]) if "full" in row else "not measured",
    }
    return str(figures[name]())


def _during(times: Figures, rest: Figures) -> str:
    return f"{_ms(times['slowest'])} / {_ms(times['p99'])} ({times['slowest'] / rest['p99']:.1f} × p99 at rest)"


def _ms(milliseconds: float) -> str:
    return f"{milliseconds:.{2 if milliseconds < 1 else 1 if milliseconds < 10 else 0}f} ms"  # noqa: PLR2004


def _seconds(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def _number(number: float) -> str:
    return f"{number:,.0f}" if number >= 10 else f"{number:.1f}"  # noqa: PLR2004
