"""A generated corpus, opened as the program opens one, with questions about it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.probes import make_workload
from bot.app import App, build
from config.loading import load_settings
from config.locations import SHIPPED


@dataclass(frozen=True, slots=True)
class Generated:
    """The program over a corpus of so many sentences, the questions, and a folder for files."""

    app: App
    questions: list[str]
    sentences: int
    folder: Path


@contextmanager
def generated(sentences: int, questions: int) -> Iterator[Generated]:
    """Generate a corpus with at least this many sentences, index it on the disk, and remove it at the end."""
    with TemporaryDirectory(prefix="verbatim-bench-") as name:
        workload = make_workload(Path(name), sentences, questions)
        values: dict[str, object] = {"corpus": workload.articles, "data_dir": f"{name}/data", "index": "disk"}
        app = build(load_settings(values, files=[SHIPPED]).settings)
        yield Generated(app, json.loads(workload.questions.read_text(encoding="utf-8")), workload.sentences, Path(name))
