"""The overview of a generation, a file in its folder."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from retrieval.overview.overview import Overview
from retrieval.overview.words import OverviewWords
from retrieval.segments.collection import Collection
from retrieval.segments.open_collection import OpenCollection
from retrieval.store.catalogue import Catalogue
from retrieval.store.layout import synchronise_names

if TYPE_CHECKING:
    from retrieval.store.previous import PreviousGeneration

_STATE = "overview"


def write_overview(folder: Path, catalogue: Catalogue, collection: Collection, words: OverviewWords) -> None:
    """Make the overview of the documents that are served, and write it into the folder of their generation."""
    from retrieval.overview.making import overview_of  # noqa: PLC0415  (starts that change nothing do not need it)

    sources = (source for source, _ in catalogue.counted("source"))
    overview = overview_of(OpenCollection(collection), words, sources)
    new = _file(folder).with_suffix(".new")
    new.write_text(overview.to_json(), encoding="utf-8")
    new.replace(_file(folder))  # others may be reading it
    catalogue.set({_STATE: words.digest()})


def is_made_with(catalogue: Catalogue, words: OverviewWords) -> bool:
    """Tell whether the current generation has an overview that was made with these words."""
    return catalogue.get(_STATE) == words.digest()


def remake_overview(catalogue: Catalogue, generation: "PreviousGeneration", words: OverviewWords) -> None:
    """Make the overview of the current generation anew."""
    totals = generation.manifest.totals
    collection = Collection.of(generation.parts, generation.served.astype(np.uint32), totals)
    write_overview(generation.folder, catalogue, collection, words)
    synchronise_names(_file(generation.folder), generation.folder)


def read_overview(folder: Path) -> Overview:
    """Return the overview of a generation: an empty one if it has none, or one that cannot be read."""
    with suppress(OSError, ValueError, LookupError, TypeError, AttributeError):
        return Overview.from_json(_file(folder).read_text(encoding="utf-8"))
    return Overview()


def _file(folder: Path) -> Path:
    return folder / "overview.json"
