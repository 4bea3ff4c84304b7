"""Files are split into chunks, and chunks are loaded as documents."""

import gzip
import hashlib
import json
import os
import pickle
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pytest

from retrieval.corpus import (
    CHANGED,
    Chunk,
    CorpusFile,
    ReadingOptions,
    chunks,
    content_hash,
    list_corpus,
    load,
    read_corpus,
)
from retrieval.corpus.loaders.limits import load_within
from retrieval.models import Document, Skipped

_FRENCH = "Le président a annoncé mercredi la réforme après l'été à l'Élysée, et les députés l'ont reçue."


def line(number: int, text: str = "Kerry arrived.") -> str:
    """Return a line of a JSON lines file."""
    return json.dumps({"id": f"d{number}", "title": "Talks", "text": text}, ensure_ascii=False) + "\n"


def found(path: Path) -> CorpusFile:
    """Return the one file of a corpus."""
    [file] = list_corpus(path, ReadingOptions()).files
    return file


def loaded(path: Path, options: ReadingOptions | None = None) -> tuple[list[str], list[str]]:
    """Return the ids of a file's documents, and why something of it is skipped."""
    items = list(read_corpus(path, options or ReadingOptions()))
    ids = [item.id for item in items if isinstance(item, Document)]
    return ids, [item.reason for item in items if isinstance(item, Skipped)]


def test_json_lines_are_cut_between_lines_into_pieces_that_travel(tmp_path: Path) -> None:
    lines = [line(number, "Café. " * 300) for number in range(3_000)]
    (tmp_path / "a.jsonl").write_text("".join(lines))
    parts = [part for part in chunks(found(tmp_path), ReadingOptions()) if isinstance(part, Chunk)]
    assert len(parts) > 3
    assert b"".join(part.data for part in parts if isinstance(part.data, bytes)).decode() == "".join(lines)
    for part in parts:
        assert len(part.data or b"") < 1.1 * (1 << 20)
        first = next(iter(load(pickle.loads(pickle.dumps(part)), ReadingOptions())))  # noqa: S301 - as other processes get it
        assert isinstance(first, Document)
        assert first.id == f"d{part.first - 1}"


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_bad_lines_are_told_by_their_numbers_in_every_piece(tmp_path: Path, name: str) -> None:
    lines = [line(number, "Café. " * 300).encode() for number in range(3_000)]
    bad = [10, 1_500, 2_999]
    for number in bad:
        lines[number] = b'{"id": "caf\xe9"}\n'
    lines[2_000] = b'{"id": "long", "text": "' + b"a" * 3_000_000 + b'"}\n'
    data = b"".join(lines)
    (tmp_path / name).write_bytes(gzip.compress(data, 1) if name.endswith("gz") else data)
    ids, reasons = loaded(tmp_path, ReadingOptions(largest_record=2_000_000))
    assert len(ids) == 3_000 - 4
    wanted = [f"line {number + 1} is UTF-8 with a broken character at its byte 11" for number in bad]
    assert reasons == [*wanted[:2], "line 2001 is larger than 1.9 MiB (largest_record)", wanted[2]]


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
@pytest.mark.parametrize("plain", [0, 1_000])
def test_another_encoding_is_read_wherever_it_shows(tmp_path: Path, name: str, encoding: str, plain: int) -> None:
    """The first French line may stand chunks behind the beginning."""
    text = "".join(line(number, "Plain words. " * 200) for number in range(plain)) + line(plain, _FRENCH) + "bad\n"
    data = text.encode(encoding)
    (tmp_path / name).write_bytes(gzip.compress(data, 1) if name.endswith("gz") else data)
    items = list(read_corpus(tmp_path))
    assert len(items) == plain + 2
    french, last = items[plain:]
    assert isinstance(french, Document)
    assert french.text == _FRENCH
    assert isinstance(last, Skipped)
    assert last.reason.startswith(f"line {plain + 2} is not valid JSON")


def test_a_large_file_in_utf_8_with_one_broken_character_loses_one_line(tmp_path: Path) -> None:
    lines = [line(number, "Plain words. " * 200).encode() for number in range(1_000)]
    lines[500] = lines[500].replace(b"Plain", b"Pl\xe9in", 1)
    (tmp_path / "a.jsonl").write_bytes(b"".join(lines))
    ids, reasons = loaded(tmp_path, ReadingOptions(largest_file=1_000_000))
    assert len(ids) == 999
    assert len(reasons) == 1
    assert reasons[0].startswith("line 501 is UTF-8 with a broken character")


def test_a_file_that_changes_behind_its_first_piece_is_told_last(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("".join(line(number, "Café. " * 300) for number in range(3_000)))
    parts = chunks(found(tmp_path), ReadingOptions())
    assert isinstance(next(parts), Chunk)
    with path.open("a") as file:
        file.write(line(3_000))
    *_, last = parts
    assert last == Skipped("a.jsonl", CHANGED)


@contextmanager
def _touched(path: Path) -> Iterator[None]:
    stop = threading.Event()

    def touch() -> None:
        moment = 0
        while not stop.is_set():
            moment += 1
            os.utime(path, ns=(moment, moment))

    thread = threading.Thread(target=touch)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def test_a_file_that_never_stops_changing_is_told_and_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Café.\n" * 2_000_000)
    with _touched(tmp_path / "a.txt"):
        assert list(read_corpus(tmp_path)) == [Skipped("a.txt", CHANGED)]


def test_a_file_that_became_something_else_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Kerry arrived.")
    [chunk] = chunks(found(tmp_path), ReadingOptions())
    assert isinstance(chunk, Chunk)
    (tmp_path / "a.txt").unlink()
    os.mkfifo(tmp_path / "a.txt")
    assert list(load(chunk, ReadingOptions())) == [Skipped("a.txt", "is not a file")]
    (tmp_path / "a.txt").unlink()
    (tmp_path / "a.txt").symlink_to("/etc/passwd")
    assert list(load(chunk, ReadingOptions())) == [Skipped("a.txt", "is not a file")]
    (tmp_path / "a.txt").unlink()
    assert list(load(chunk, ReadingOptions())) == [Skipped("a.txt", "cannot be read: No such file or directory")]


def test_a_hash_tells_contents_apart(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a" * 3_000_000)
    assert content_hash(tmp_path / "a") == hashlib.sha256(b"a" * 3_000_000).digest()
    os.mkfifo(tmp_path / "fifo")
    with pytest.raises(OSError, match="is not a file"):
        content_hash(tmp_path / "fifo")


def endless(file: BinaryIO, path: str, options: ReadingOptions) -> Iterator[Document | Skipped]:  # noqa: ARG001
    """Be a parser that never ends, and goes on whatever is raised in it."""
    while True:
        try:
            while True:
                pass
        except Exception:  # noqa: BLE001, S112
            continue
    yield Skipped(path, "never")


def deep(file: BinaryIO, path: str, options: ReadingOptions) -> Iterator[Document | Skipped]:
    """Be a parser that descends for ever."""
    yield from deep(file, path, options)


def huge(file: BinaryIO, path: str, options: ReadingOptions) -> Iterator[Document | Skipped]:  # noqa: ARG001
    """Be a parser that asks for more memory than there is."""
    yield Skipped(path, str(len(bytearray(1 << 60))))


def test_a_parser_that_goes_astray_is_a_reason(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    options = ReadingOptions(longest_reading=0.2)
    with (tmp_path / "a").open("rb") as file:
        for loader, reason in (
            (endless, "takes longer to read than 0.2 seconds (longest_reading)"),
            (deep, "is nested too deeply"),
            (huge, "takes more memory to read than there is"),
        ):
            assert load_within(loader, file, "a", options) == [Skipped("a", reason)]
