"""Every text in every language has the room that Telegram gives it. No file has a caption."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

import bot
from bot.menus import Menu
from bot.messages import Noted, Toast
from bot.rendering.html import messages
from bot.rendering.languages import Languages
from bot.rendering.samples import sample_replies
from bot.rendering.templates import Templates
from bot.rendering.text import plain
from bot.telegram.options import ProfileOptions
from bot.telegram.profile import Part, wanted
from bot.texts.choice import by_two_letters
from bot.utf16 import utf16_length
from config.settings import FOLDER, Settings
from tests.bot.samples import notices
from tests.fakes.botapi.formatting import LONGEST_TEXT, format_text

LANGUAGES = Languages(FOLDER / "answers")
COMMAND, BUTTON, TOAST = 256, 30, 200
MAKERS = {"Button", "Alternative"}
ORDERS = {"Newest first", "Best first"}  # made with one or the other
TEXTS = {Part.NAME: 64, Part.DESCRIPTION: 512, Part.SHORT_DESCRIPTION: 120}

every_language = pytest.mark.parametrize("language", sorted(LANGUAGES.codes))


def templates(language: str) -> Templates:
    """Return the templates of a language; English has no tag."""
    return LANGUAGES.templates(language)


@cache
def labels() -> frozenset[str]:
    """Return the marked texts that stand on buttons: those that a `Button` or an `Alternative` is made with."""
    return frozenset(_labels())


def _labels() -> Iterator[str]:
    for file in Path(bot.__file__).parent.rglob("*.py"):
        tree = ast.parse(file.read_text("utf-8"))
        marked = {
            target.id: text
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign) and (text := marked_text(node.value))
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MAKERS):
                continue
            for inner in (it for argument in (*node.args, *node.keywords) for it in ast.walk(argument)):
                if text := marked.get(inner.id, "") if isinstance(inner, ast.Name) else marked_text(inner):
                    yield text


def marked_text(node: ast.AST) -> str:
    """Return the text of a `gettext_noop("…")`, empty if it is none."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "gettext_noop":
        [argument] = node.args
        return str(argument.value) if isinstance(argument, ast.Constant) else ""
    return ""


@every_language
def test_every_reply_is_in_messages_that_telegram_takes_with_all_their_entities(language: str) -> None:
    for reply in (*sample_replies(), *notices("12"), *notices("كلمة word")):
        for message in messages(templates(language).blocks(reply)):
            if not message.plain:  # a sample without any parts, which nobody is sent
                continue
            formatted = format_text(message.html, "HTML")  # refuses too many bytes of entities
            assert formatted.violations == ()
            assert utf16_length(formatted.text) <= LONGEST_TEXT


@every_language
def test_a_button_and_a_toast_have_room(language: str) -> None:
    shown = templates(language).text
    found = labels() | ORDERS
    assert {"Context", "More ›", "‹ Back", "Without filters"} <= found
    for label in found:
        if "%(" not in label:  # what is filled in is cut
            assert len(shown(label)) <= BUTTON, label
    toasts = [*(made() for made in get_args(Toast) if made is not Noted), Noted(is_like=True), Noted(is_like=False)]
    for toast in toasts:
        assert utf16_length(plain(templates(language).blocks(toast))) <= TOAST


def test_all_that_telegram_shows_of_the_bot_has_room() -> None:
    texts = {letters: LANGUAGES.catalogue(code).gettext for letters, code in by_two_letters(LANGUAGES.codes).items()}
    assert len(texts) == len(LANGUAGES.codes)
    items = wanted(texts, [42], ProfileOptions(name="A name"))
    assert len(items) == len(texts) * (len(Menu) + 1 + len(TEXTS)) + 1
    for item in items:
        match item.value:
            case str(text):
                assert 1 <= len(text) <= TEXTS[item.place.part]
            case list(commands):
                assert 1 <= len(commands) <= 100
                assert all(1 <= len(it["description"]) <= COMMAND for it in commands)
                assert all(it["command"].isascii() for it in commands)
            case _:
                assert item.place.part is Part.BUTTON


@pytest.mark.parametrize(("name", "part"), [(f"bot_{it.value}", it) for it in TEXTS])
def test_a_setting_takes_no_longer_text_than_telegram(name: str, part: Part) -> None:
    [limit] = [it.max_length for it in Settings.model_fields[name].metadata if hasattr(it, "max_length")]
    assert limit == TEXTS[part]
