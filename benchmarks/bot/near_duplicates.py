"""Measures which sentences are taken for the same: pairs made from labelled sets' articles, and alike ones as they are.

`--sets FOLDER` names the folder of the sets, by default `../shared/data/qa/dev` beside the project; `--sweep` tries
other thresholds as well, and writes nothing. Each pair is made by one rule of `near_duplicate_pairs.py`, whose lists of
edits are its own: it knows none of the program's words.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rapidfuzz import fuzz

from benchmarks.bot.near_duplicate_pairs import Pair, made_pairs, read_articles
from benchmarks.report import report
from bot.near_duplicates import THRESHOLD, SameSentence
from config.languages import read_language

SETS = Path(__file__).resolve().parents[3] / "shared" / "data" / "qa" / "dev"
_THRESHOLDS = (60, 65, 70, 72, 74, 76, 78, 80, 82, 85, 88, 90, 95)
_PRECISION, _RECALL = 0.97, 0.9


def main() -> int:
    """Measure and report; return 1 if what must be reached is not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=Path, default=SETS)
    parser.add_argument("--sweep", action="store_true")
    options = parser.parse_args()
    if not options.sets.is_dir():
        print(f"skipped: there are no labelled sets in {options.sets}")
        return 0
    pairs = made_pairs(read_articles(options.sets))
    words = read_language("en")["near_duplicates"]
    if options.sweep:
        for threshold in _THRESHOLDS:
            precision, recall = figures(pairs, [SameSentence(words, threshold)(it.one, it.other) for it in pairs])
            alone = figures(pairs, [_ratio(it) >= threshold for it in pairs])
            print(f"{threshold}: {precision:.3f} {recall:.3f}; the ratio alone: {alone[0]:.3f} {alone[1]:.3f}")
        return 0
    is_same = SameSentence(words)
    told = [is_same(it.one, it.other) for it in pairs]
    precision, recall = figures(pairs, told)
    alone = figures(pairs, [_ratio(it) >= THRESHOLD for it in pairs])
    made, right = (
        Counter(it.kind for it in pairs),
        Counter(it.kind for it, same in zip(pairs, told, strict=True) if same == it.same),
    )
    labels = {it.kind: it.same for it in pairs}
    rows: list[dict[str, object]] = [
        {
            "pairs": kind,
            "are": "the same" if labels[kind] else "different",
            "number": made[kind],
            "told right": f"{right[kind] / made[kind]:.3f}",
        }
        for kind in sorted(made, key=lambda it: (not labels[it], it))
    ]
    rows += [
        _total("all: precision (must reach .97)", len(pairs), precision),
        _total("all: recall (must reach .9)", len(pairs), recall),
        _total("the ratio alone at the same threshold: precision", len(pairs), alone[0]),
        _total("the ratio alone at the same threshold: recall", len(pairs), alone[1]),
    ]
    name = "near-duplicates" if options.sets == SETS else None
    report(name, f"Which sentences are taken for the same (ratio of at least {THRESHOLD:g})", rows)
    return 0 if precision >= _PRECISION and recall >= _RECALL else 1


def figures(pairs: Sequence[Pair], told: Sequence[bool]) -> tuple[float, float]:
    """Return precision and recall of what is told the same."""
    right = sum(same and it.same for it, same in zip(pairs, told, strict=True))
    return right / (sum(told) or 1), right / (sum(it.same for it in pairs) or 1)


def _ratio(pair: Pair) -> float:
    return float(fuzz.ratio(pair.one.casefold(), pair.other.casefold()))


def _total(what: str, number: int, value: float) -> dict[str, object]:
    return {"pairs": what, "are": "", "number": number, "told right": f"{value:.3f}"}


if __name__ == "__main__":
    sys.exit(main())
