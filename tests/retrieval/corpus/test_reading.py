"""Every file of a corpus, a folder or a single file, is read or reported."""

import os
import socket
import sys
from pathlib import Path

import pytest

from retrieval.corpus import read_corpus
from retrieval.corpus.loaders import UNKNOWN_FORMAT
from retrieval.errors import LoadError
from retrieval.models import Document, Skipped
from tests.retrieval.articles import write


def ids(path: Path) -> list[str]:
    """Return the ids of a corpus's documents, having seen that nothing is skipped."""
    items = list(read_corpus(path))
    assert [item for item in items if isinstance(item, Skipped)] == []
    return [item.id for item in items if isinstance(item, Document)]


def skipped(path: Path) -> dict[str, str]:
    """Return what is skipped in a corpus, and why."""
    return {item.path: item.reason for item in read_corpus(path) if isinstance(item, Skipped)}


def test_documents_come_in_the_order_of_their_paths(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "b.txt": "B.",
            "a.md": "A.",
            "B.txt": "Capital B.",
            "a/z.txt": "Z.",
            "a/b/c.txt": "C.",
            "a10.txt": "10.",
            "a9.txt": "9.",
        },
    )
    assert ids(tmp_path) == ["B.txt", "a.md", "a/b/c.txt", "a/z.txt", "a10.txt", "a9.txt", "b.txt"]


def test_the_documents_of_one_file_come_in_its_order_under_their_own_ids(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"b.jsonl": '{"id": "2", "text": "Two."}\n{"id": "1", "text": "One."}\n', "a.txt": "A.", "c.txt": "C."},
    )
    assert ids(tmp_path) == ["a.txt", "2", "1", "c.txt"]


def test_a_single_file_is_a_corpus(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "A.", "b.txt": "B."})
    assert ids(tmp_path / "b.txt") == ["b.txt"]


def test_a_single_file_of_json_lines_is_a_corpus(tmp_path: Path) -> None:
    write(tmp_path, {"a.jsonl": '{"id": "2", "text": "Two."}\n{"id": "1", "text": "One."}\n'})
    assert ids(tmp_path / "a.jsonl") == ["2", "1"]


def test_a_single_file_may_be_hidden(tmp_path: Path) -> None:
    (tmp_path / ".a.txt").write_text("A.")
    assert ids(tmp_path / ".a.txt") == [".a.txt"]


def test_an_empty_folder_is_an_empty_corpus(tmp_path: Path) -> None:
    assert list(read_corpus(tmp_path)) == []


@pytest.mark.parametrize("name", ["A.TXT", "A.Md", "A.JsonL"])
def test_the_case_of_a_suffix_does_not_matter(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text('{"id": "a", "text": "A."}')
    assert len(ids(tmp_path)) == 1


def test_hidden_files_and_folders_are_passed_over_in_silence(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "A."})
    for name in (".DS_Store", ".b.txt"):
        (tmp_path / name).write_text("Hidden.")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "c.txt").write_text("Hidden.")
    assert ids(tmp_path) == ["a.txt"]


@pytest.mark.parametrize("name", ["a.png", "a.gz", "README", "a.tar.gz", "a.", "a.png.gz"])
def test_a_file_of_another_format_is_told_with_the_formats_there_are(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("A.")
    assert skipped(tmp_path) == {name: UNKNOWN_FORMAT}
    assert skipped(tmp_path / name) == {name: UNKNOWN_FORMAT}


def test_one_unusable_file_does_not_cost_the_others(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "A.", "c.txt": "", "d.md": "---\n[\n---\nD.", "e.txt": "E."})
    (tmp_path / "b.txt").write_bytes(b"\0\1\2")
    assert [type(item) for item in read_corpus(tmp_path)] == [Document, Skipped, Skipped, Skipped, Document]
    assert list(skipped(tmp_path)) == ["b.txt", "c.txt", "d.md"]


def test_of_two_documents_with_one_id_the_second_is_told(tmp_path: Path) -> None:
    lines = [
        '{"id": "x", "text": "First."}',
        '{"id": "x", "text": "Second."}',
        '{"id": "z.txt", "text": "Third."}',
    ]
    write(tmp_path, {"a.jsonl": "\n".join(lines), "z.txt": "Fourth."})
    items = list(read_corpus(tmp_path))
    assert [item.text for item in items if isinstance(item, Document)] == ["First.", "Third."]
    assert [item for item in items if isinstance(item, Skipped)] == [
        Skipped("a.jsonl", "has an article whose id another one has already: x"),
        Skipped("z.txt", "has an article whose id another one has already: z.txt"),
    ]


def test_a_linked_folder_is_told_and_not_followed(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    write(corpus, {"a.txt": "A."})
    write(tmp_path / "elsewhere", {"b.txt": "B."})
    (corpus / "linked").symlink_to(tmp_path / "elsewhere")
    (corpus / "around").symlink_to(corpus)
    reason = "is a link to a folder; links to folders are not followed"
    assert skipped(corpus) == {"around": reason, "linked": reason}


@pytest.mark.parametrize("name", ["missing", "missing.txt", "a.txt/below", "x" * 5000])
def test_a_corpus_that_is_not_there_is_an_error_that_names_it(tmp_path: Path, name: str) -> None:
    write(tmp_path, {"a.txt": "A."})
    with pytest.raises(LoadError) as raised:
        list(read_corpus(tmp_path / name))
    assert raised.value.path == tmp_path / name
    assert str(tmp_path) in str(raised.value)


def test_a_link_to_a_folder_is_a_corpus(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.txt").write_text("A.")
    (tmp_path / "link").symlink_to("real")
    assert ids(tmp_path / "link") == ["a.txt"]


def test_a_link_that_leaves_the_corpus_is_told_and_not_followed(tmp_path: Path) -> None:
    write(tmp_path, {"corpus/c.txt": "C.", "a.txt": "A.", "corpus elsewhere/a.txt": "A."})
    (tmp_path / "corpus" / "b.txt").symlink_to("../a.txt")
    (tmp_path / "corpus" / "d.txt").symlink_to(tmp_path / "corpus elsewhere" / "a.txt")
    assert skipped(tmp_path / "corpus") == dict.fromkeys(("b.txt", "d.txt"), "is a link that leaves the corpus")


def test_a_link_to_a_file_that_is_read_itself_makes_no_second_article_of_it(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "A.", "folder/b.txt": "B."})
    (tmp_path / "folder" / "c.txt").symlink_to("../a.txt")
    reason = "is a link to a file of the corpus, which is read itself"
    assert skipped(tmp_path) == {"folder/c.txt": reason}


@pytest.mark.parametrize("target", [".store/a.txt", ".hidden.txt", "data.bin"])
def test_a_link_to_a_file_that_is_not_read_itself_is_read(tmp_path: Path, target: str) -> None:
    """Programs which keep large files apart from their names lay them into a hidden folder, and link there."""
    write(tmp_path, {target: "A."})
    (tmp_path / "a.txt").symlink_to(target)
    assert [item.id for item in read_corpus(tmp_path) if isinstance(item, Document)] == ["a.txt"]


def test_a_link_to_a_file_is_a_corpus(tmp_path: Path) -> None:
    write(tmp_path, {"real.txt": "A."})
    (tmp_path / "link.txt").symlink_to("real.txt")
    assert ids(tmp_path / "link.txt") == ["link.txt"]


@pytest.mark.parametrize("target", ["nothing.txt", "dangling.txt"])
def test_a_link_that_leads_nowhere_is_told(tmp_path: Path, target: str) -> None:
    """The second one leads to itself."""
    (tmp_path / "dangling.txt").symlink_to(target)
    write(tmp_path, {"a.txt": "A."})
    assert list(skipped(tmp_path)) == ["dangling.txt"]


def test_a_link_to_the_folder_above_does_not_go_round(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "A."})
    (tmp_path / "round").symlink_to(tmp_path)
    assert [item.id for item in read_corpus(tmp_path) if isinstance(item, Document)] == ["a.txt"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no FIFOs")
def test_a_fifo_is_told_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo.txt")
    assert skipped(tmp_path) == {"fifo.txt": "is not a file"}
    assert skipped(tmp_path / "fifo.txt") == {"fifo.txt": "is not a file"}


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="this system has no such sockets")
def test_a_socket_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.txt")
        assert skipped(tmp_path) == {"socket.txt": "is not a file"}


def test_a_folder_called_like_a_file_is_a_folder(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt/b.txt": "B."})
    assert ids(tmp_path) == ["a.txt/b.txt"]


needs_permissions = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything"
)


@needs_permissions
def test_a_file_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "A.", "b.txt": "B."})
    (tmp_path / "a.txt").chmod(0)
    assert skipped(tmp_path) == {"a.txt": "cannot be read: Permission denied"}


@needs_permissions
def test_a_folder_that_may_not_be_listed_is_told(tmp_path: Path) -> None:
    write(tmp_path, {"a/b.txt": "B.", "c.txt": "C."})
    (tmp_path / "a").chmod(0)
    found = list(read_corpus(tmp_path))
    (tmp_path / "a").chmod(0o700)
    assert [item for item in found if isinstance(item, Skipped)] == [Skipped("a", "cannot be read: Permission denied")]
    assert [item.id for item in found if isinstance(item, Document)] == ["c.txt"]


@needs_permissions
def test_a_corpus_that_may_not_be_listed_is_an_error(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    write(corpus, {"a.txt": "A."})
    for locked, wanted in ((corpus, corpus), (tmp_path, corpus)):
        locked.chmod(0)
        with pytest.raises(LoadError, match="Permission denied"):
            list(read_corpus(wanted))
        locked.chmod(0o700)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_a_file_whose_name_is_no_utf_8_is_read_under_a_name_that_can_be_printed(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("A.")
    (tmp_path / os.fsdecode(b"caf\xe9.pdf")).write_text("A.")
    items = list(read_corpus(tmp_path))
    assert [item.id for item in items if isinstance(item, Document)] == ["caf\ufffd.txt"]
    assert [item.path for item in items if isinstance(item, Skipped)] == ["caf\ufffd.pdf"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_two_names_that_print_alike_are_not_mixed_up(tmp_path: Path) -> None:
    for name in (b"caf\xe8.txt", b"caf\xe9.txt"):
        (tmp_path / os.fsdecode(name)).write_text("A.")
    assert ids(tmp_path) == ["caf\\xe8.txt", "caf\\xe9.txt"]


def test_names_of_any_script_are_ids(tmp_path: Path) -> None:
    for name in ("新闻.txt", "a b.txt", "é.txt"):
        (tmp_path / name).write_text("A.")
    assert ids(tmp_path) == ["a b.txt", "é.txt", "新闻.txt"]
