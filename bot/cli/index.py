"""`verbatim index`: what an update of the index has done, and what was skipped and why."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.cli.progress_bar import shown
from bot.rendering.progress import duration, megabytes
from bot.rendering.templates import count, without_controls
from retrieval.models import Skipped
from retrieval.store import Generation, Store, Update

_SHOWN_NAMES = 3
_MOST_GROUPS = 20
_TELLING_SECONDS = 1.0
"""What took less says nothing of how fast it goes."""


def run(store: Store, *, full: bool, all_skipped: bool) -> None:
    """Bring the index up to date and print what that did. Raises `RetrievalError`."""
    updated = shown(lambda hear, stop: store.update(hear, full=full, stop=stop))
    generation = store.current()
    if generation is not None:
        print("\n".join(summary(store.corpus, store.folder, updated, generation)))
    if updated.skipped:
        print("\n" + "\n".join(skipped_lines(updated.skipped, all_of_them=all_skipped)))


def summary(corpus: Path, folder: Path, updated: Update, generation: Generation) -> list[str]:
    """Return what an update did and what the index holds, in lines."""
    figures = generation.corpus
    size = generation.statistics().size
    took = duration(updated.seconds)
    if updated.is_new:
        is_telling = updated.read and updated.seconds >= _TELLING_SECONDS
        speed = f", {updated.read / updated.seconds:,.0f} sentences/s" if is_telling else ""
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
    told = [f"{name:<10}  {value:>{width}}" for name, value in rows]
    told[1] += "  beside these, told of as further sources"
    told[-2] += "  files and folders that begin with a dot, passed over"
    told[-1] += f"  in {folder}"
    return [_clean(line) for line in (first, "", *told)]


def skipped_lines(skipped: Sequence[Skipped], *, all_of_them: bool) -> list[str]:
    """Return what was skipped and why: one line each, or one for each reason, the most frequent first."""
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


def _grouped(skipped: Iterable[Skipped]) -> list[tuple[str, list[str]]]:
    """Return reasons with what was skipped for each, most first.

    Where the reasons are alike but for a detail behind a colon, or for a number, the detail is left out.
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
    """Return a text on one line, without the controls that no terminal should get."""
    return " ".join(str(without_controls(text)).split(" ")).replace("\n", " ").replace("\t", " ")
