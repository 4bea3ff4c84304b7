"""A log-log plot as SVG: a line for each series with its name beside it, legible on light and on dark pages."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

_WIDTH, _HEIGHT = 760, 440
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 178, 56, 56
_LINE = 17  # from one name to the next
_COLOURS = (
    ("#d9480f", "#ff922b"),
    ("#1971c2", "#74c0fc"),
    ("#5f3dc4", "#b197fc"),
    ("#2b8a3e", "#69db7c"),
    ("#a61e4d", "#faa2c1"),
)
_STYLE = """
 svg { --page: #fff; --ink: #212529; --faint: #dee2e6; --quiet: #5c636a }
 @media (prefers-color-scheme: dark) { svg { --page: #16191d; --ink: #e9ecef; --faint: #343a40; --quiet: #adb5bd } }
 text { font: 13px system-ui, "Segoe UI", Helvetica, Arial, sans-serif; fill: var(--quiet) }
 .title { font-size: 16px; font-weight: 600; fill: var(--ink) }
 .ours { font-weight: 700 }
 .grid { stroke: var(--faint) }
 polyline { fill: none; stroke-width: 2; stroke-linejoin: round }
 polyline.ours { stroke-width: 3.5 }"""


@dataclass(frozen=True, slots=True)
class Series:
    """A line of the plot: its points as sizes and milliseconds, both above zero."""

    name: str
    points: Sequence[tuple[float, float]]
    is_ours: bool = False


@dataclass(frozen=True, slots=True)
class _Scales:
    """From powers of ten to places."""

    x: tuple[int, int]
    y: tuple[int, int]

    def across(self, value: float) -> float:
        low, high = self.x
        return _LEFT + (math.log10(value) - low) / (high - low) * (_WIDTH - _LEFT - _RIGHT)

    def down(self, value: float) -> float:
        low, high = self.y
        return _HEIGHT - _BOTTOM - (math.log10(value) - low) / (high - low) * (_HEIGHT - _TOP - _BOTTOM)


def log_log(title: str, x_name: str, series: Sequence[Series]) -> str:
    """Draw series over a common grid of powers of ten."""
    scales = _Scales(
        _powers([x for it in series for x, _ in it.points]),
        _powers([y for it in series for _, y in it.points]),
    )
    labels = _labels(series, scales)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img"',
        f' width="{_WIDTH}" height="{_HEIGHT}" aria-label="{escape(title)}">',
        f"<style>{_STYLE}\n{_colours(len(series))}</style>",
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" rx="8" style="fill: var(--page)"/>',
        f'<text class="title" x="{_LEFT}" y="30">{escape(title)}</text>',
        *_grid(scales, x_name),
    ]
    for number, (it, label) in enumerate(zip(series, labels, strict=True)):
        ours = " ours" if it.is_ours else ""
        places = [(scales.across(x), scales.down(y)) for x, y in it.points]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts.append(f'<polyline class="stroke{number}{ours}" points="{line}"/>')
        parts += [f'<circle class="fill{number}" cx="{x:.1f}" cy="{y:.1f}" r="{4 if ours else 3}"/>' for x, y in places]
        beside = f'x="{places[-1][0] + 10:.1f}" y="{label + 4:.1f}"'
        parts.append(f'<text class="fill{number}{ours}" {beside}>{escape(it.name)}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _powers(values: Sequence[float]) -> tuple[int, int]:
    """Return the powers of ten that enclose the values, at least one apart."""
    low = math.floor(math.log10(min(values)) + 1e-3)
    high = math.ceil(math.log10(max(values)) - 1e-3)
    return low, max(high, low + 1)


def _grid(scales: _Scales, x_name: str) -> list[str]:
    left, right, top, bottom = _LEFT, _WIDTH - _RIGHT, _TOP, _HEIGHT - _BOTTOM
    parts = []
    for power in range(scales.x[0], scales.x[1] + 1):
        x = scales.across(10.0**power)
        parts.append(f'<path class="grid" d="M{x:.1f} {top}V{bottom}"/>')
        parts.append(f'<text x="{x:.1f}" y="{bottom + 20}" text-anchor="middle">{_size(power)}</text>')
    for power in range(scales.y[0], scales.y[1] + 1):
        y = scales.down(10.0**power)
        parts.append(f'<path class="grid" d="M{left} {y:.1f}H{right}"/>')
        parts.append(f'<text x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{_time(power)}</text>')
    middle = (left + right) / 2
    return [*parts, f'<text x="{middle}" y="{bottom + 42}" text-anchor="middle">{escape(x_name)}</text>']


def _labels(series: Sequence[Series], scales: _Scales) -> list[float]:
    """Return where each name stands: at the end of its line, and clear of the others that end there."""
    ends = [(scales.across(it.points[-1][0]), scales.down(it.points[-1][1])) for it in series]
    places = [y for _, y in ends]
    order = sorted(range(len(series)), key=lambda number: places[number])
    for _ in range(100):  # neighbours that are too close move apart, both by half
        for upper, lower in pairwise(order):
            missing = _LINE - (places[lower] - places[upper])
            if missing > 0 and abs(ends[lower][0] - ends[upper][0]) < _RIGHT:
                places[upper] -= missing / 2
                places[lower] += missing / 2
    return places


def _colours(count: int) -> str:
    def rules(theme: int) -> str:
        chosen = [_COLOURS[number % len(_COLOURS)][theme] for number in range(count)]
        return " ".join(
            f".stroke{number} {{ stroke: {it} }} .fill{number} {{ fill: {it} }}" for number, it in enumerate(chosen)
        )

    return f" {rules(0)}\n @media (prefers-color-scheme: dark) {{ {rules(1)} }}\n"


def _size(power: int) -> str:
    thousands, million = 3, 6
    if power >= million:
        return f"{10 ** (power - million):,} million"
    return f"{10 ** (power - thousands):,} thousand" if power >= thousands else f"{10**power}"


def _time(power: int) -> str:
    second = 3
    return f"{10 ** (power - second):,} s" if power >= second else f"{10.0**power:g} ms"
