"""The choices of the settings of a chat, their labels in every language, and what their buttons send."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, cast
from zoneinfo import ZoneInfo, available_timezones

import pytest

from bot.chat_settings import AS_BY_DEFAULT, ChatSettings, Setting
from bot.messages import SettingsCard
from bot.rendering.templates import Templates
from bot.requests import Origin, SettingPress
from bot.settings_menu import ZONES, ZONES_OF_PAGE, is_offered, menu_of, page_of, with_choice
from bot.telegram.keyboards import parse_press, to_markup
from tests.bot.samples import LANGUAGES, html, settings_card, visible, without_isolates

CODES = sorted(LANGUAGES.codes)
PAGES = range((len(ZONES) + ZONES_OF_PAGE - 1) // ZONES_OF_PAGE)
CHOSEN = ChatSettings("zh", ZONES[-1], 5, has_buttons=False)
IN_GERMAN = """Einstellungen dieser Gruppe

Sprache: Deutsch
Zeitzone: Tokio (UTC+09:00)
Zitate pro Antwort: höchstens 4
Knöpfe unter Antworten: aus

Ändern können sie nur die Administratoren der Gruppe."""
IN_ARABIC = """إعدادات هذه المجموعة

اللغة: العربية
المنطقة الزمنية: طوكيو (UTC+09:00)
الاقتباسات في الإجابة: 4 على الأكثر
الأزرار تحت الإجابات: معطّلة

لا يغيّرها إلا مشرفو المجموعة."""
every_language = pytest.mark.parametrize("language", CODES)


def cards() -> list[SettingsCard]:
    """Return the settings with the choices of each, on every page, in both seasons."""
    noon = datetime(2026, 6, 30, 12, tzinfo=UTC)
    of_all = [settings_card(), *(settings_card(it) for it in Setting)]
    paged = [replace(settings_card(Setting.TIME_ZONE), page=page) for page in PAGES]
    return [replace(it, chosen=chosen, moment=at) for it in (*of_all, *paged)
            for chosen in (AS_BY_DEFAULT, CHOSEN) for at in (it.moment, noon)]  # fmt: skip


def buttons(card: SettingsCard, templates: Templates) -> list[tuple[str, str]]:
    """Return the label and the data of each button under a card."""
    markup = cast("Any", to_markup(menu_of(card), templates.text))
    return [(it["text"], it["callback_data"]) for row in markup["inline_keyboard"] for it in row]


@every_language
def test_every_label_has_the_room_of_a_telephone_and_no_two_buttons_have_the_same(language: str) -> None:
    for card in cards():
        labels = [without_isolates(label) for label, _ in buttons(card, LANGUAGES.templates(language))]
        assert [it for it in labels if not 0 < len(it) <= 30] == []
        assert len(set(labels)) == len(labels)


def test_every_button_sends_at_most_64_bytes_that_are_understood_again() -> None:
    for card in cards():
        does = [button.does for row in menu_of(card).rows for button in row]
        sent = [data for _, data in buttons(card, LANGUAGES.templates())]
        assert [parse_press(it) for it in sent] == does
        assert all(len(it.encode()) <= 64 for it in sent)


@pytest.mark.parametrize("setting", Setting)
def test_each_choice_is_marked_once_it_is_chosen_and_no_other_is(setting: Setting) -> None:
    for card in (it for it in cards() if it.setting is setting):
        for press in (it.does for row in menu_of(card).rows for it in row if it.does.choice is not None):
            chosen = with_choice(card.chosen, press, CODES)
            assert chosen is not None
            after = replace(card, chosen=chosen)
            marked = [it.does.choice for row in menu_of(after).rows for it in row if it.is_chosen]
            assert marked == [press.choice]


@pytest.mark.parametrize(
    ("setting", "choice"),
    [
        (None, "de"),
        (Setting.LANGUAGE, "it"),
        (Setting.TIME_ZONE, "Europe/Rome"),
        (Setting.QUOTES, "6"),
        (Setting.QUOTES, "0"),
        (Setting.QUOTES, "-1"),
        (Setting.BUTTONS, ""),
        (Setting.BUTTONS, None),
    ],
)
def test_what_no_button_offers_cannot_be_chosen(setting: Setting | None, choice: str | None) -> None:
    press = SettingPress(setting, Origin(), choice)
    assert with_choice(CHOSEN, press, CODES) is None
    assert is_offered(press, CODES) == (choice is None)


def test_there_are_no_pages_but_those_of_the_zones() -> None:
    pages = [page for page in range(99) if is_offered(SettingPress(Setting.TIME_ZONE, Origin(), page=page), CODES)]
    assert pages == list(PAGES)
    others = [it for it in (None, *Setting) if it is not Setting.TIME_ZONE]
    assert not any(is_offered(SettingPress(it, Origin(), page=1), CODES) for it in others)
    assert all(is_offered(it.does, CODES) for card in cards() for row in menu_of(card).rows for it in row)


def test_the_zones_exist_and_lie_from_west_to_east() -> None:
    assert set(ZONES) <= available_timezones()
    winter = datetime(2026, 1, 15, tzinfo=UTC)
    offsets = [winter.astimezone(ZoneInfo(it)).utcoffset() or timedelta(0) for it in ZONES]
    # Those south of the equator have summer then, which puts a few clocks an hour further east.
    assert all(later - earlier >= timedelta(hours=-1) for earlier, later in pairwise(offsets))
    assert timedelta(hours=-10) in offsets
    assert timedelta(hours=13) in offsets


def test_the_page_that_opens_is_that_of_the_zone() -> None:
    assert [page_of(it) for it in (ZONES[0], ZONES[-1], None, "Europe/Rome")] == [0, PAGES[-1], 0, 0]


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("de", IN_GERMAN),
        ("ar", IN_ARABIC),
    ],
)
def test_the_settings_are_told_in_the_language_that_was_chosen(language: str, shown: str) -> None:
    chosen = ChatSettings(language, "Asia/Tokyo", 4, has_buttons=False)
    [block] = html(replace(settings_card(), chosen=chosen, is_group=True), LANGUAGES.templates(language))
    assert without_isolates(visible(block)) == shown


def test_in_arabic_a_distance_from_utc_keeps_its_direction() -> None:
    templates = LANGUAGES.templates("ar")
    [block] = html(replace(settings_card(), chosen=CHOSEN), templates)
    assert "\u2068UTC+13:00\u2069" in visible(block)
    assert any("\u2068UTC" in label for label, _ in buttons(settings_card(Setting.TIME_ZONE), templates))
