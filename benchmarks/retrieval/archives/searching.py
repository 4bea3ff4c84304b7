"""Opens an archive with the whole program."""

from pathlib import Path

from benchmarks.retrieval.archives.installed import Archive
from bot.app import build
from config.loading import load_settings
from config.locations import SHIPPED
from retrieval.searcher import Searcher


def opened(archive: Archive, data: Path) -> tuple[Searcher, Path]:
    """Return the searcher of an archive, and the folder that it searches. Both lie in the folder `data`."""
    corpus = archive.copied(data / "archives")
    settings = load_settings({"corpus": str(corpus), "data_dir": str(data)}, files=[SHIPPED]).settings
    return build(settings).searcher, corpus
