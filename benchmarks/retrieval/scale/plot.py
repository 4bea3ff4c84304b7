"""Draws a log-log plot as SVG by matplotlib, one line per series."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

_SIZE = 7.6, 4.4  # inches
_MILLION = 1_000_000
_SECOND = 1_000  # milliseconds


@dataclass(frozen=True, slots=True)
class Series:
    """A line of the plot: its points are pairs of corpus size and milliseconds, both positive."""

    name: str
    points: Sequence[tuple[float, float]]
    is_highlighted: bool = False


def log_log(title: str, x_name: str, series: Sequence[Series]) -> str:
    """Return the plot as SVG. A highlighted series is drawn thicker."""
    # Text stays text and ids are not random, so the file changes only with the figures.
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "verbatim"}):
        figure = Figure(figsize=_SIZE, layout="constrained")
        axes = figure.add_subplot(xscale="log", yscale="log", title=title, xlabel=x_name)
        for line in series:
            sizes, milliseconds = zip(*line.points, strict=True)
            axes.plot(sizes, milliseconds, label=line.name, marker="o", linewidth=3 if line.is_highlighted else 1.5)
        axes.xaxis.set_major_formatter(FuncFormatter(_size))
        axes.yaxis.set_major_formatter(FuncFormatter(_time))
        axes.grid(visible=True, alpha=0.4)
        figure.legend(loc="outside right center", reverse=True, frameon=False)
        drawn = io.StringIO()
        figure.savefig(drawn, format="svg", metadata={"Date": None})
    # matplotlib leaves blanks at the ends of lines.
    return "\n".join(line.rstrip() for line in drawn.getvalue().splitlines()) + "\n"


def _size(sentences: float, _: int) -> str:
    return f"{sentences / _MILLION:,g} million" if sentences >= _MILLION else f"{sentences:,g}"


def _time(milliseconds: float, _: int) -> str:
    return f"{milliseconds / _SECOND:,g} s" if milliseconds >= _SECOND else f"{milliseconds:g} ms"
