"""A folder to start the program in."""

import json
from pathlib import Path

import pytest

from tests.bot.articles import FOREST, HARBOUR

# Longer than a terminal is wide: in a pipe it stays a line.
FROZEN = "The mayor's “plan” froze them 😀, as he had told the council, the press and everybody else in town he would."
# A line each of two stories, the second with Windows line ends within its text.
STORIES: list[dict[str, object]] = [
    {"id": "story-1", "text": "The museum bought a Vermeer.", "title": "Museum", "date": "2026-01-02"},
    {
        "id": 17,
        "text": "Café rents doubled.\r\n" + FROZEN + "\r\n\r\nTenants cheered.",
        "source": "Crow",
    },
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder to start the program in, with a corpus of every format and of what cannot be read."""
    folder = tmp_path_factory.mktemp("main")
    corpus = folder / "corpus"
    (corpus / "sub").mkdir(parents=True)
    (corpus / "forest.txt").write_bytes(FOREST.replace("\n", "\r\n").encode("utf-8-sig"))
    (corpus / "sub" / "harbour.md").write_text(HARBOUR, encoding="utf-8")
    first, second = STORIES
    lines = [json.dumps(first), "{broken", json.dumps(second, ensure_ascii=False)]
    (corpus / "stories.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (corpus / "scan.pdf").write_bytes(b"%PDF-1.7")
    (corpus / "empty.txt").touch()
    (folder / "nothing").mkdir()
    return folder
