"""A template that is missing or wrong is named before anybody asks."""

import re
import shutil
from pathlib import Path
from typing import get_args

import pytest

from bot.messages import Notice, Privacy
from bot.rendering.templates import Templates, TemplatesError
from config.settings import FOLDER
from tests.bot.samples import html

ANSWERS = FOLDER / "answers"
FILES = sorted(path.name for path in ANSWERS.glob("*.j2"))


def test_every_kind_of_notice_has_a_template_of_its_name() -> None:
    names = {re.sub("(?<!^)([A-Z])", r"_\1", kind.__name__).lower() for kind in get_args(Notice)}
    assert {f"{name}.html.j2" for name in names} <= set(FILES)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Copy the templates, to be changed at will."""
    return Path(shutil.copytree(ANSWERS, tmp_path / "answers"))


@pytest.mark.parametrize("name", FILES)
def test_a_missing_template_is_named_before_anybody_asks(copied: Path, name: str) -> None:
    """And so every file of the folder is used."""
    (copied / name).unlink()
    with pytest.raises(TemplatesError, match=re.escape(name)):
        Templates(copied).read_all()


@pytest.mark.parametrize("name", FILES)
def test_a_broken_template_is_named_before_anybody_asks(copied: Path, name: str) -> None:
    (copied / name).write_text("one line\n{% if %}", encoding="utf-8")
    with pytest.raises(TemplatesError) as caught:
        Templates(copied).read_all()
    [line] = str(caught.value).splitlines()
    assert name in line
    assert "line 2" in line


def test_a_template_that_is_no_utf_8_is_named(copied: Path) -> None:
    (copied / "help.html.j2").write_bytes(b"caf\xe9")
    with pytest.raises(TemplatesError, match=re.escape("help.html.j2")):
        Templates(copied).read_all()


def test_a_folder_without_templates_is_told(tmp_path: Path) -> None:
    with pytest.raises(TemplatesError, match="nowhere"):
        Templates(tmp_path / "nowhere").read_all()


def test_an_edited_template_is_what_is_said(copied: Path) -> None:
    (copied / "privacy.html.j2").write_text("We keep <b>nothing</b>.\n", encoding="utf-8")
    assert html(Privacy(), Templates(copied)) == ["We keep <b>nothing</b>."]


def test_a_template_whose_tags_do_not_nest_is_named(copied: Path) -> None:
    (copied / "privacy.html.j2").write_text("We keep <b>nothing.", encoding="utf-8")
    with pytest.raises(TemplatesError, match=r"privacy\.html\.j2: <b> is not closed"):
        Templates(copied).blocks(Privacy())


@pytest.mark.parametrize("name", FILES)
def test_an_unknown_value_is_noticed_by_the_check(copied: Path, name: str) -> None:
    """And so the samples render every template."""
    (copied / name).write_text("{{ nope.x }}", encoding="utf-8")
    with pytest.raises(TemplatesError, match="nope"):
        Templates(copied).check()


def test_an_expression_that_fails_is_noticed_by_the_check(copied: Path) -> None:
    (copied / "help.html.j2").write_text("{{ 1 / 0 }}", encoding="utf-8")
    with pytest.raises(TemplatesError, match="division by zero"):
        Templates(copied).check()


@pytest.mark.parametrize("name", ["citation", "dead_updates", "not_answered", "reloaded", "reloading", "sources"])
def test_the_check_reaches_what_only_some_replies_show(copied: Path, name: str) -> None:
    file = copied / f"{name}.html.j2"
    source = file.read_text(encoding="utf-8")
    for branch in re.findall(r"{%-? if .*?%}", source)[:1]:
        file.write_text(source.replace(branch, f"{branch}{{{{ nope }}}}", 1), encoding="utf-8")
        with pytest.raises(TemplatesError, match=rf"{name}\.html\.j2: 'nope' is undefined"):
            Templates(copied).check()


def test_the_templates_that_ship_pass_the_check() -> None:
    Templates(ANSWERS).check()
