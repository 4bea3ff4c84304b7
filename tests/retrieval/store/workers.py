"""Brings an index up to date in two processes: `python -m tests.retrieval.store.workers FOLDER CORPUS`."""

import sys
from pathlib import Path

from retrieval.store import IndexSettings, Store

from .stores import OPTIONS


def main() -> None:
    """Bring the index up to date."""
    Store(Path(sys.argv[1]), Path(sys.argv[2]), IndexSettings(OPTIONS, lambda _: True, processes=2)).update()


if __name__ == "__main__":
    main()
