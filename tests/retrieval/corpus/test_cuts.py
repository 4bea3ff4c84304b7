"""Tables and mailboxes give the same documents in batches as in one piece."""

import gzip
import os
import pickle
import random
from io import BytesIO
from pathlib import Path

import pytest

from retrieval.corpus import CHANGED, Chunk, ReadingOptions, chunks, list_corpus, load, read_corpus
from retrieval.corpus.loaders import LOADERS, SPLITTERS
from retrieval.models import Document, Skipped

_OPTIONS = ReadingOptions(largest_record=400)
_FIELDS = [
    "Xi left.",
    '"Xi said ""so"".\nThen he left."',
    "",
    "b\xe9b\xe9 left",
    '"a',
    'He said "no',
    "x" * 500,
    "\r",
    "a,b",
]
_LINES = [
    b"From a@b.c Tue Apr 14 10:00:00 2021",
    b"",
    b"Subject: So",
    b"Message-Id: <x@y>",
    b"Xi left Oslo.",
    b"From here on",
    b">From a@b.c",
    b"b\xe9b\xe9",
    b"x" * 300,
]


def some_table(dice: random.Random) -> bytes:
    """Return rows of all sorts: quoted over lines, blank, too long, of another form, with broken characters."""
    rows = [f"{number},{dice.choice(_FIELDS)}" if dice.random() < 0.9 else "" for number in range(dice.randint(0, 60))]
    return ("id,text\n" + "\n".join(rows)).encode(dice.choice(["utf-8", "cp1252"]))


def some_mailbox(dice: random.Random) -> bytes:
    """Return lines that may part messages, or not."""
    return b"\n".join(dice.choices(_LINES, [3, 6, 1, 1, 3, 1, 1, 1, 1], k=dice.randint(0, 200)))


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize(("suffix", "some"), [(".csv", some_table), (".mbox", some_mailbox)])
def test_wherever_it_is_cut_the_documents_and_reasons_are_the_same(
    monkeypatch: pytest.MonkeyPatch, seed: int, suffix: str, some: type
) -> None:
    dice = random.Random(seed)  # noqa: S311  (no secret)
    data = some(dice)
    whole = list(LOADERS[suffix](BytesIO(data), "a", _OPTIONS))
    for module in ("table", "mail"):
        monkeypatch.setattr(f"retrieval.corpus.loaders.{module}.RUN_LENGTH", dice.choice([1, 50, 300]))
    if whole and isinstance(whole[0], Skipped) and whole[0].reason in {"is empty", "is not text"}:
        return
    parts = [pickle.loads(pickle.dumps(it)) for it in SPLITTERS[suffix](BytesIO(data), _OPTIONS)]  # noqa: S301
    assert [item for part in parts for item in part.load("a", _OPTIONS)] == whole


def rows(first: int, end: int) -> str:
    """Return rows of a table, each of two lines, about 1 MiB for a thousand."""
    return "".join(f'{number},"Kerry left.\n{"Xi came. " * 110}"\n' for number in range(first, end))


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz"])
def test_a_table_is_cut_between_rows_whatever_their_lines(tmp_path: Path, name: str) -> None:
    data = ("id,text\n" + rows(0, 4_000)).encode()
    (tmp_path / name).write_bytes(gzip.compress(data, 1) if name.endswith("gz") else data)
    [file] = list_corpus(tmp_path, ReadingOptions()).files
    found = [it for it in chunks(file, ReadingOptions()) if isinstance(it, Chunk)]
    assert len(found) > 3
    for chunk in found:
        assert chunk.data is not None
        assert len(chunk.data) < 1.1 * (1 << 20)
        first = next(load(chunk, ReadingOptions()))
        assert isinstance(first, Document)
        assert chunk.place == f"line {2 * int(first.id) + 2}"
    ids = [it.id for it in read_corpus(tmp_path) if isinstance(it, Document)]
    assert ids == [str(number) for number in range(4_000)]


def test_of_a_compressed_table_that_is_cut_off_the_rows_before_are_read(tmp_path: Path) -> None:
    data = gzip.compress(("id,text\n" + rows(0, 2_000)).encode(), 0)
    (tmp_path / "a.csv.gz").write_bytes(data[: len(data) * 3 // 4])
    *documents, last = read_corpus(tmp_path)
    assert [it.id for it in documents if isinstance(it, Document)] == [str(it) for it in range(len(documents))]
    assert 1_400 < len(documents) < 1_600
    assert isinstance(last, Skipped)
    assert last.reason.startswith("cannot be read: its compressed data ends too early")


def test_a_table_that_changes_behind_its_first_piece_is_told_last(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,text\n" + rows(0, 4_000))
    [file] = list_corpus(tmp_path, ReadingOptions()).files
    found = chunks(file, ReadingOptions())
    assert isinstance(next(found), Chunk)
    os.utime(file.path, (1, 1))
    assert list(found)[-1] == Skipped("a.csv", CHANGED)
