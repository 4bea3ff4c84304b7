"""The documentation and the program agree: commands, settings and files."""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli.parser import make_parser
from bot.commands import COMMANDS
from config.settings import PREFIX, Settings
from tests.docs.consoles import ROOT, Example, examples, run

_PAGES = (ROOT / "README.md", *sorted(ROOT.glob("docs/*.md")), *sorted(ROOT.glob("deploy/*.md")))
_TEXT = "\n".join(page.read_text(encoding="utf-8") for page in _PAGES)
_COMMANDS_PAGE = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
_SETTINGS_FILE = (ROOT / "config" / "verbatim.toml").read_text(encoding="utf-8")
# What stands behind `verbatim` in code: in a span, or at the beginning of a line of a block.
_TYPED = re.compile(r"(?:^ {4,}|^\$ |[`(|] ?|\| )verbatim((?: [^`\n|>#)]+)?)", re.MULTILINE)
_NOT_COMMANDS = {"healthz", "home", "metrics", "readyz"}  # paths
_SMALLEST, _LARGEST = 6_000, 12_000


def _subparsers(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    actions = [it for it in parser._actions if isinstance(it, argparse._SubParsersAction)]  # noqa: SLF001
    return dict(actions[0].choices) if actions else {}


def _parsers(parser: argparse.ArgumentParser, name: str = "") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    yield name, parser
    for word, below in _subparsers(parser).items():
        yield from _parsers(below, f"{name} {word}".strip())


_PARSER = make_parser()
_BY_NAME = dict(_parsers(_PARSER))


def _options(parser: argparse.ArgumentParser) -> set[str]:
    return {it for action in parser._actions for it in action.option_strings if it.startswith("--")}  # noqa: SLF001


@pytest.mark.parametrize("name", [it for it in _BY_NAME if it])
def test_every_command_of_the_terminal_is_documented(name: str) -> None:
    assert (
        re.search(rf"verbatim (?:--corpus \S+ )?{name}\b", _TEXT)
        or f"verbatim corpus --corpus articles/ {name}" in _TEXT
    )


@pytest.mark.parametrize("option", sorted(set().union(*map(_options, _BY_NAME.values())) - {"--help"}))
def test_every_option_is_documented(option: str) -> None:
    assert re.search(rf"(?<![\w-]){option}(?![\w-])", _TEXT)


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_documented_and_explained_in_the_settings_file(name: str) -> None:
    assert f"| `{name}` |" in _COMMANDS_PAGE
    assert re.search(rf"^(?:# )?{name} = ", _SETTINGS_FILE, re.MULTILINE)


@pytest.mark.parametrize("command", [it.name for it in COMMANDS])
def test_every_command_of_the_bot_is_documented(command: str) -> None:
    assert f"`/{command}`" in _COMMANDS_PAGE


def test_every_documented_setting_exists() -> None:
    variables = set(re.findall(rf"\b{PREFIX}([A-Z_]+)\b", _TEXT)) - {""}
    listed = set(re.findall(r"^\| `([a-z_]+)` \|", _COMMANDS_PAGE, re.MULTILINE))
    assert {it.lower() for it in variables} | listed <= set(Settings.model_fields)


def test_every_documented_command_of_the_bot_exists() -> None:
    names = {it.name for it in COMMANDS}
    assert set(re.findall(r"(?<=`/)[a-z]+(?=`)", _TEXT)) - _NOT_COMMANDS <= names


@pytest.mark.parametrize("typed", sorted({it.strip() for it in _TYPED.findall(_TEXT)}))
def test_every_documented_command_line_exists(typed: str) -> None:
    words = [it for it in re.sub(r'"[^"]*"|“[^”]*”|\'[^\']*\'', "QUOTED", typed).split() if it != "…"]
    parser = _PARSER
    known = _options(parser)
    for word in words:
        below = _subparsers(parser)
        if word in below:
            parser = below[word]
            known |= _options(parser)
        elif word.startswith("--"):
            assert word in known
        elif below and not word.startswith("-"):
            assert parser is not _PARSER, f"verbatim has no command {word}"


@pytest.mark.parametrize("example", examples(), ids=lambda it: f"{it.page}: {it.command}")
def test_every_console_block_shows_what_the_command_prints(
    example: Example, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(example.command).rstrip() == example.output.rstrip(), "python -m tests.docs.consoles writes them anew"


def test_each_page_links_only_to_what_exists() -> None:
    pages = [*_PAGES, *ROOT.glob("*.md"), *ROOT.glob("docs/decisions/*.md")]
    broken = [
        f"{page.name}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
        if not target.startswith(("http", "mailto:")) and not (page.parent / target).exists()
    ]
    assert broken == []


def test_the_readme_and_the_architecture_page_are_short() -> None:
    assert len((ROOT / "README.md").read_bytes()) <= _SMALLEST
    assert len((ROOT / "ARCHITECTURE.md").read_bytes()) <= _LARGEST
