"""ARCHITECTURE.md matches the source tree."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
FOLDERS = ("benchmarks", "bot", "config", "docs", "retrieval", "tests")


@pytest.mark.parametrize("path", sorted(set(re.findall(rf"`((?:{'|'.join(FOLDERS)})/[^`\s*]*)`", TEXT))))
def test_every_path_that_it_names_exists(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize("folder", [f"{it.name}/" for it in ROOT.iterdir() if (it / "__init__.py").exists()])
def test_it_speaks_of_every_package(folder: str) -> None:
    assert f"`{folder}" in TEXT
