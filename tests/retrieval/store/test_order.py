"""The order of documents after an update equals that of the catalogue."""

import random
from pathlib import Path

import numpy as np
import pytest

from retrieval.duplicates import KEPT
from retrieval.store.catalogue import Catalogue, DocumentRow
from retrieval.store.order import DocumentOrder, order_after, order_of_all

_FILES = ["Z.txt", "a.jsonl", "a/b.txt", "aé.txt", "b.jsonl", "zz.txt", "\U0001f600.txt"]


def _put(catalogue: Catalogue, file: str, numbers: list[int]) -> None:
    catalogue.put_documents(
        DocumentRow(number, file, place, f"{number}", "", None, None, None, None, 1)
        for place, number in enumerate(numbers)
    )


@pytest.mark.parametrize("seed", range(30))
def test_the_order_after_a_change_is_that_of_the_catalogue(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311
    catalogue = Catalogue(tmp_path / "catalogue.sqlite", writes=True)
    numbers = list(range(100))
    dice.shuffle(numbers)
    for file in _FILES:
        if dice.random() < 0.7:
            _put(catalogue, file, [numbers.pop() for _ in range(dice.randint(1, 5))])
    _put(catalogue, "always.txt", [numbers.pop()])
    before = order_of_all(catalogue)
    read = dice.sample(_FILES, dice.randint(0, len(_FILES)))
    gone = {number for file in read for number in catalogue.numbers_of(file)}
    catalogue.drop_documents(gone)
    elsewhere = {dice.choice(before.tolist())} - gone  # its id is another file's now
    catalogue.drop_documents(elsewhere)
    again = sorted(gone)
    dice.shuffle(again)
    for file in read:  # some stay, at other places, and some are new
        its = [again.pop() for _ in range(min(len(again), dice.randint(0, 2)))]
        _put(catalogue, file, [*its, *(numbers.pop() for _ in range(dice.randint(0, 2)))])
    there = order_of_all(catalogue).tolist()
    renumbered = {number: 200 + place for place, number in enumerate(sorted(there)) if dice.random() < 0.3}
    catalogue.renumber(renumbered.items())

    found = order_after(
        catalogue, before, read, gone | elsewhere, {old: new for old, new in renumbered.items() if old in before}
    )

    assert found.tolist() == order_of_all(catalogue).tolist()
    catalogue.close()


def test_an_order_is_read_as_it_was_written_and_tells_duplicates_apart(tmp_path: Path) -> None:
    DocumentOrder(np.array([4, 1, 3], np.uint32), np.array([KEPT, 4, KEPT])).write(tmp_path)

    order = DocumentOrder.open(tmp_path)

    assert order.served.tolist() == [4, 3]
    assert order.duplicates.tolist() == [[1], [4]]


def test_an_order_that_lacks_a_part_is_damaged(tmp_path: Path) -> None:
    DocumentOrder(np.array([4, 1], np.uint32), np.array([KEPT])).write(tmp_path)

    with pytest.raises(OSError, match="damaged"):
        DocumentOrder.open(tmp_path)
