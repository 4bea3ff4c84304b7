"""Measures whether the time of text analysis grows linearly with a text that repeats one piece.

The tests count function calls, which does not reveal a regular expression that backtracks.
"""

import time

from benchmarks.content_terms import content_words_and_terms
from benchmarks.report import report
from retrieval.analysis import sentence_spans
from tests.retrieval.analysis.texts import PIECES

_LENGTH = 50_000


def main() -> None:
    """Measure and report."""
    rows = []
    for piece in PIECES:
        text = piece * (_LENGTH // len(piece))
        short, long = _seconds(text), _seconds(4 * text)
        rows.append(
            {"piece": repr(piece), "ms": round(1000 * short, 1), "growth of 4 × the text": f"{long / short:.1f} ×"}
        )
    report("growth", f"Splitting and analysing {_LENGTH:,} characters of one piece, and four times as many", rows)


def _seconds(text: str) -> float:
    times = []
    for _ in range(3):
        started = time.process_time()
        sentence_spans(text)
        content_words_and_terms(text)
        times.append(time.process_time() - started)
    return min(times)


if __name__ == "__main__":
    main()
