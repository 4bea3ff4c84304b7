"""The recorded analysis of sample files matches the current code, unless `ANALYSIS` was raised."""

import re
from pathlib import Path

import pytest

from retrieval.corpus.loaders import LOADERS
from retrieval.store import compatibility

from .make_files import FILES
from .record import analysed, made_by, recorded, trouble

_LOCK = Path(__file__).parents[4] / "requirements.lock"
_ALIKE = {".htm": ".html", ".xhtml": ".html", ".xml": ".rss"}
"""Suffixes of formats that have another suffix, too."""


def test_analysis_changes_its_output_only_with_its_number() -> None:
    locked = dict(re.findall(r"^([\w.-]+)==([^\s;\\]+)", _LOCK.read_text(encoding="utf-8"), re.MULTILINE))
    others = {name: version for name, version in made_by().items() if name in locked and locked[name] != version}
    if others:
        pytest.skip(f"these are not the locked versions: {others}")
    assert (told := trouble(recorded(), analysed())) is None, told


def test_there_is_a_file_of_every_format() -> None:
    names = [path.name for path in FILES.iterdir()]
    for suffix in LOADERS:
        if not suffix.endswith(".gz"):
            assert [name for name in names if name.endswith(_ALIKE.get(suffix, suffix))], suffix
    assert [name for name in names if name.endswith(".gz")]


def test_what_to_do_is_told_where_the_output_has_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    record = recorded()
    files = dict(analysed())
    files["plain.txt"] = []
    assert "something else of plain.txt: if that is meant, raise ANALYSIS" in str(trouble(record, files))
    monkeypatch.setattr(compatibility, "ANALYSIS", 1000)
    assert "python -m tests.retrieval.store.analysis.record" in str(trouble(record, files))
