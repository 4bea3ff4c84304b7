"""How long files may take to be read by other processes."""

import threading
from pathlib import Path

from retrieval.corpus import list_corpus
from retrieval.loaders import Options
from retrieval.store.reading import Reader
from tests.retrieval.articles import write


def test_a_table_is_not_given_up_for_being_long(tmp_path: Path) -> None:
    """Its rows are read one by one: no time is too long for all of them, as it would be for one page."""
    rows = "".join(f"{number},Xi met minister number {number} in Oslo.\n" for number in range(60_000))
    corpus = write(tmp_path / "corpus", {"a.csv": "id,text\n" + rows})
    options = Options(longest_reading=-30.0)  # what is left of it and the grace: no time at all
    with Reader(options, 1, threading.Event()) as reader:
        found = [analysed for _, analysed in reader.read(list_corpus(corpus, options).files)]
    assert sum(len(it.batch) for it in found) == 60_000
    assert not any(it.skipped for it in found)
