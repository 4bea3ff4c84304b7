"""Small corpora that a test changes."""

import json
import os
import time
from pathlib import Path

from tests.retrieval.articles import write


def small_corpus(folder: Path, files: int = 3) -> Path:
    """Write some articles; they look an hour old, since of a new one its time alone tells nothing."""
    corpus = write(folder / "corpus", {f"{name}.txt": f"Xi met {name}. They spoke." for name in "abcdefgh"[:files]})
    hour_ago = time.time() - 3600
    for path in corpus.iterdir():
        os.utime(path, (hour_ago, hour_ago))
    return corpus


def table(name: str, *numbers: int) -> dict[str, str]:
    """Return a file of an article for each number, by its name."""
    records = [{"id": f"{name}{number}", "text": f"Xi met minister {name}{number} in Oslo."} for number in numbers]
    return {f"{name}.jsonl": "\n".join(map(json.dumps, records))}
