"""Compressed files and archives as part of a corpus."""

import gzip
import zipfile
from pathlib import Path

import pytest

from retrieval.corpus import ReadingOptions, read_corpus
from retrieval.models import Document, Skipped


def archive(path: Path, members: int) -> None:
    """Write an archive of so many short articles."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for number in range(members):
            file.writestr(f"news/{number}.txt", f"Kerry arrived, for the {number}th time.")


def read(corpus: Path, options: ReadingOptions | None = None) -> tuple[list[str], list[Skipped]]:
    """Return the ids of the documents, and what is skipped."""
    items = list(read_corpus(corpus, options or ReadingOptions()))
    return [it.id for it in items if isinstance(it, Document)], [it for it in items if isinstance(it, Skipped)]


@pytest.mark.parametrize("name", ["a.txt.gz", "a.TXT.GZ", "a.md.gz", "a.eml.gz", "a.csv.gz"])
def test_a_compressed_file_is_read_by_the_loader_of_what_it_holds(tmp_path: Path, name: str) -> None:
    text = "id,text\na,Kerry arrived." if ".csv" in name else "\nKerry arrived."
    (tmp_path / name).write_bytes(gzip.compress(text.encode()))
    [document] = read_corpus(tmp_path)
    assert isinstance(document, Document)
    assert document.text.strip() == "Kerry arrived."


def test_members_are_documents_under_the_archives_name(tmp_path: Path) -> None:
    archive(tmp_path / "all.zip", 3)
    assert read(tmp_path) == (["all.zip/news/0.txt", "all.zip/news/1.txt", "all.zip/news/2.txt"], [])


def test_an_archive_of_too_many_members_is_told_before_its_list_is_read(tmp_path: Path) -> None:
    archive(tmp_path / "all.zip", 11)
    skipped = Skipped("all.zip", "lists more than 10 members (most_members)")
    assert read(tmp_path, ReadingOptions(most_members=10)) == ([], [skipped])


def test_an_archive_that_holds_too_much_is_read_up_to_there(tmp_path: Path) -> None:
    archive(tmp_path / "all.zip", 100)
    ids, skipped = read(tmp_path, ReadingOptions(largest_archive=100))
    assert len(ids) == 3
    assert skipped[-1] == Skipped("all.zip", "is not read any further: it holds more than 100 bytes (largest_archive)")


def test_an_encrypted_member_is_told(tmp_path: Path) -> None:
    archive(tmp_path / "all.zip", 2)
    data = bytearray((tmp_path / "all.zip").read_bytes())
    data[data.find(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "all.zip").write_bytes(data)
    assert read(tmp_path) == (["all.zip/news/1.txt"], [Skipped("all.zip/news/0.txt", "is encrypted")])
