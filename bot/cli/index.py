"""`verbatim index`: update the index, and print what changed, and what was skipped and why."""

import argparse
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.cli.progress_bar import with_progress
from bot.rendering.progress import duration, megabytes
from bot.rendering.templates import count, without_controls
from bot.streams import wrapped
from retrieval.models import Skipped
from retrieval.store import Generation, Store, Update

_SHOWN_NAMES = 3
_MOST_GROUPS = 20
_LEAST_SECONDS = 1.0
"""A shorter update has no meaningful speed."""


def run(store: Store, options: argparse.Namespace) -> int:
    """Bring the index up to date and print what changed; return the exit code. Raises `RetrievalError`."""
    updated = with_progress(lambda on_progress, stop: store.update(on_progress, full=options.full, stop=stop))
    generation = store.current()
    if generation is not None:
        _print(summary(store.corpus, store.folder, updated, generation))
    if updated.skipped:
        _print(["", *skipped_lines(updated.skipped, all_of_them=options.all_skipped)])
    return 0


def summary(corpus: Path, folder: Path, updated: Update, generation: Generation) -> list[str]:
    """Return, in lines, what an update changed and what the index holds."""
    figures = generation.corpus
    size = generation.statistics().size
    took = duration(updated.seconds)
    if updated.is_new:
        has_speed = updated.read and updated.seconds >= _LEAST_SECONDS
        speed = f", {updated.read / updated.seconds:,.0f} sentences/s" if has_speed else ""
        first = f"Indexed {corpus} in {took}: read {count(updated.read, 'sentence')}{speed}"
    else:
        first = f"Nothing has changed in {corpus} (looked for {took})"
    rows = [
        ("documents", f"{figures.documents:,}"),
        ("duplicates", f"{figures.duplicates:,}"),
        ("sentences", f"{figures.sentences:,}"),
        ("added", f"{len(updated.added):,}"),
        ("changed", f"{len(updated.changed):,}"),
        ("removed", f"{len(updated.removed):,}"),
        ("unchanged", f"{updated.unchanged:,}"),
        ("skipped", f"{len(updated.skipped):,}"),
        ("hidden", f"{updated.hidden:,}"),
        ("size", megabytes(size)),
    ]
    width = max(len(value) for _, value in rows)
    lines = [f"{name:<10}  {value:>{width}}" for name, value in rows]
    lines[1] += "  beside these, cited as further sources"
    lines[-2] += "  files and folders that begin with a dot, passed over"
    lines[-1] += f"  in {folder}"
    return [_clean(line) for line in (first, "", *lines)]


def skipped_lines(skipped: Sequence[Skipped], *, all_of_them: bool) -> list[str]:
    """Return what was skipped and why: a line each, or a line for each reason, the most frequent first."""
    if all_of_them:
        return ["Skipped:", *(f"  {_clean(item.path)}: {_clean(item.reason)}" for item in skipped)]
    groups = _grouped(skipped)
    lines = ["Skipped (--all-skipped lists each):"]
    for reason, names in groups[:_MOST_GROUPS]:
        more = len(names) - _SHOWN_NAMES
        shown = ", ".join(names[:_SHOWN_NAMES]) + (f" and {more:,} more" if more > 0 else "")
        lines.append(f"  {len(names):,} × {_clean(reason)}: {_clean(shown)}")
    if rest := groups[_MOST_GROUPS:]:
        lines.append(f"  and {sum(len(names) for _, names in rest):,} for {len(rest):,} other reasons")
    return lines


def _print(lines: Iterable[str]) -> None:
    print("\n".join(wrapped(line, sys.stdout) for line in lines))


def _grouped(skipped: Iterable[Skipped]) -> list[tuple[str, list[str]]]:
    """Return reasons and the names of what was skipped for each, the most frequent first.

    Reasons that differ only in a number or in what follows a colon are one, without that.
    """
    alike: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for item in skipped:
        line = re.match(r"line \d+ ", item.reason)
        reason = item.reason[line.end() :] if line else item.reason
        name = f"{item.path} {line[0].strip()}" if line else item.path
        alike[re.sub(r"\d[\d,.]*", "…", reason.partition(": ")[0])].append((reason, name))
    groups = [
        (entries[0][0] if len({reason for reason, _ in entries}) == 1 else head, [name for _, name in entries])
        for head, entries in alike.items()
    ]
    return sorted(groups, key=lambda group: (-len(group[1]), group[0]))


def _clean(text: str) -> str:
    """Return a text on one line, without control characters, its blanks kept."""
    return " ".join(str(without_controls(text)).split(" ")).replace("\n", " ").replace("\t", " ")
