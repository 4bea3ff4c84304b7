"""Hostile and broken files: time and memory stay bounded, and all other files are read."""

import gzip
import json
import os
import resource
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from pypdf import PdfWriter

from retrieval.corpus import ReadingOptions, list_corpus, read_corpus
from retrieval.models import Document, Skipped

_ROOT = Path(__file__).parents[3]
_MEBIBYTE = 1 << 20
_READ = """
import json, sys
from pathlib import Path
from retrieval.corpus import read_corpus
from retrieval.models import Document
for item in read_corpus(Path(sys.argv[1])):
    print(json.dumps([item.id, None] if isinstance(item, Document) else [item.path, item.reason]))
[peak] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:")]
print(peak.split()[1])  # getrusage would tell what the process that started this one had
"""
_ARTICLE = "Kerry arrived in Shanghai on Wednesday. He met Xie Zhenhua there.\n"


def _line(name: str) -> str:
    return json.dumps({"id": name, "title": "Talks", "text": _ARTICLE}) + "\n"


def _truncated_gzip(path: Path) -> None:
    lines = "".join(_line(f"line {number}") for number in range(3))
    noise = "".join(json.dumps({"id": str(n), "text": os.urandom(500).hex()}) + "\n" for n in range(2_000))
    whole = gzip.compress((lines + noise).encode())
    path.write_bytes(whole[: len(whole) // 2])


def _gzip_bomb(path: Path) -> None:
    with gzip.open(path, "wb") as file:
        for _ in range(64):
            file.write(b"a" * _MEBIBYTE)


def _zip_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("before.txt", _ARTICLE)
        with archive.open("bomb.jsonl", "w") as member:
            for _ in range(256):
                member.write(b"[" * _MEBIBYTE)
        archive.writestr("after.txt", _ARTICLE)


def _lying_zip(path: Path) -> None:
    """Say of a member that blows up that it is small."""
    _zip_bomb(path)
    data = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.find(signature, data.find(signature) + 1)
        data[place + offset : place + offset + 4] = struct.pack("<I", 100)
    path.write_bytes(data)


def _odd_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("../up.txt", "/etc/motd.txt", "C:\\a.txt", ".hidden/a.txt", "__MACOSX/a.txt", "folder/good.txt"):
            archive.writestr(name, _ARTICLE)
        archive.writestr("inner.zip", b"PK")
        archive.writestr("page.png", b"PNG")
        archive.writestr("slow.txt", _ARTICLE, zipfile.ZIP_BZIP2)
        archive.writestr("broken.txt", _ARTICLE, zipfile.ZIP_STORED)
    data = path.read_bytes()
    place = data.rfind(b"Kerry")
    path.write_bytes(data[:place] + b"Xerry" + data[place + 5 :])


def _pdf(path: Path, password: str | None = None) -> None:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if password is not None:
        writer.encrypt(password, algorithm="RC4-128")
    with path.open("wb") as file:
        writer.write(file)


def _long_line(path: Path) -> None:
    with path.open("w") as file:
        file.write(_line("before a long line"))
        file.write('{"id": "long", "text": "')
        for _ in range(100):
            file.write("a" * _MEBIBYTE)
        file.write('"}\n' + _line("after a long line"))


def _large_page(path: Path) -> None:
    path.write_bytes(b"<html><body><p>" + b"Kerry arrived. " * (50 * _MEBIBYTE // 15) + b"</p></body></html>")


_MAKERS: Mapping[str, Callable[[Path], object]] = {
    "good.txt": lambda path: path.write_text(_ARTICLE),
    "good.jsonl": lambda path: path.write_text(_line("good line") + "{bad\n" + _line("another good line")),
    "binary.txt": lambda path: path.write_bytes(zlib.compress(os.urandom(5_000)) + bytes(range(256))),
    "bomb.txt.gz": _gzip_bomb,
    "bomb.zip": _zip_bomb,
    "changing link.txt": lambda path: path.symlink_to("changing link.txt"),
    "dead link.txt": lambda path: path.symlink_to("nowhere.txt"),
    "device.txt": lambda path: path.symlink_to("/dev/zero"),
    "empty.zip": lambda path: path.write_bytes(b""),
    "fifo.txt": os.mkfifo,
    "large.html": _large_page,
    "large.txt": lambda path: path.write_bytes(b"Kerry arrived.\n" * 3_000_000),
    "long line.jsonl": _long_line,
    "loop": lambda path: path.symlink_to("."),
    "lying.zip": _lying_zip,
    "nested.html": lambda path: path.write_bytes(b"<div>" * 100_000 + _ARTICLE.encode() + b"</div>" * 100_000),
    "nested.jsonl": lambda path: path.write_text('{"id": "x", "text": ' + "[" * 500_000 + "\n"),
    "no text.pdf": _pdf,
    "odd.zip": _odd_zip,
    "outside.txt": lambda path: path.symlink_to("/etc/passwd"),
    "quote.csv": lambda path: path.write_text('text\n"' + "Kerry arrived,\n" * 560_000),
    "secret.pdf": lambda path: _pdf(path, "secret"),
    "torn.jsonl.gz": _truncated_gzip,
    os.fsdecode(b"caf\xe9.txt"): lambda path: path.write_text(_ARTICLE),
}
_REASONS = {
    "good.jsonl": "line 2 is not valid JSON",
    "binary.txt": "is not text",
    "bomb.txt.gz": "cannot be read: it holds more than 200 times its size (largest_ratio)",
    "bomb.zip/bomb.jsonl": "cannot be read: it holds more than 200 times its size (largest_ratio)",
    "changing link.txt": "is a link to nothing",
    "dead link.txt": "is a link to nothing",
    "device.txt": "is a link that leaves the corpus",
    "empty.zip": "is no zip archive, or one that is cut off",
    "fifo.txt": "is not a file",
    "large.html": "has 50 MiB, more than 32 MiB (largest_file)",
    "large.txt": "has 42.9 MiB, more than 32 MiB (largest_file)",
    "long line.jsonl": "line 2 is larger than 8 MiB (largest_record)",
    "loop": "is a link to a folder; links to folders are not followed",
    "lying.zip/bomb.jsonl": "cannot be read: its compressed data is damaged after 0 bytes of text: Bad CRC-32",
    "nested.html": "",  # read or told: its own loader's tests say which
    "nested.jsonl": "line 1 is not valid JSON",
    "no text.pdf": "",
    "odd.zip/../up.txt": "has a path that leads out of its archive",
    "odd.zip//etc/motd.txt": "has a path that leads out of its archive",
    "odd.zip/C:/a.txt": "has a path that leads out of its archive",
    "odd.zip/inner.zip": "is an archive within an archive",
    "odd.zip/page.png": "is none of ",
    "odd.zip/slow.txt": "is compressed by another method than deflate",
    "odd.zip/broken.txt": "cannot be read: its compressed data is damaged after 0 bytes of text: Bad CRC-32",
    "outside.txt": "is a link that leaves the corpus",
    "quote.csv": "line 2 is larger than 8 MiB (largest_record)",
    "secret.pdf": "",
    "torn.jsonl.gz": "cannot be read: its compressed data ends too early",
}
_READ_ALL_THE_SAME = {
    "good.txt",
    "good line",
    "another good line",
    "before a long line",
    "after a long line",
    "bomb.zip/before.txt",
    "bomb.zip/after.txt",
    "lying.zip/before.txt",
    "lying.zip/after.txt",
    "odd.zip/folder/good.txt",
    "line 0",
    "line 1",
    "line 2",
    "caf\ufffd.txt",
}


@dataclass(frozen=True)
class Outcome:
    """What a process of its own made of the hostile folder."""

    documents: set[str]
    reasons: Mapping[str, str]
    mebibytes: float


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """Make the folder, and read it."""
    folder = tmp_path_factory.mktemp("hostile")
    for name, make in _MAKERS.items():
        make(folder / name)
    environment = {**os.environ, "PYTHONPATH": os.fspath(_ROOT)}
    command = [sys.executable, "-c", _READ, os.fspath(folder)]
    *items, peak = subprocess.check_output(command, env=environment, cwd=_ROOT, timeout=300).splitlines()
    told = [json.loads(item) for item in items]
    return Outcome(
        {name for name, reason in told if reason is None},
        {name: reason for name, reason in told if reason is not None},
        int(peak) / 1024,
    )


pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such files")]


def test_everything_else_is_read(outcome: Outcome) -> None:
    assert outcome.documents >= _READ_ALL_THE_SAME


def test_every_skip_has_its_reason(outcome: Outcome) -> None:
    assert {name for name in outcome.reasons if name not in _REASONS} == set()
    for name, reason in _REASONS.items():
        if reason:
            assert outcome.reasons[name].startswith(reason), name
        else:
            assert name in outcome.reasons or name in outcome.documents


def test_memory_stays_bounded(outcome: Outcome) -> None:
    assert outcome.mebibytes < 400


def test_a_file_without_permission_costs_no_other(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    (tmp_path / "a.txt").write_text(_ARTICLE)
    (tmp_path / "b.txt").write_text(_ARTICLE)
    (tmp_path / "a.txt").chmod(0)
    first, second = read_corpus(tmp_path)
    assert first == Skipped("a.txt", "cannot be read: Permission denied")
    assert isinstance(second, Document)


def test_a_hundred_thousand_files_are_listed_in_little_memory(tmp_path: Path) -> None:
    """Half of them are of no known kind, and each of these is told."""
    for number in range(50_000):
        for suffix in ("txt", "bin"):
            os.close(os.open(f"{tmp_path}/{number}.{suffix}", os.O_CREAT))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    listing = list_corpus(tmp_path, ReadingOptions())
    assert (len(listing.files), len(listing.skipped)) == (50_000, 50_000)
    assert len({id(item.reason) for item in listing.skipped}) == 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150 * 1024
