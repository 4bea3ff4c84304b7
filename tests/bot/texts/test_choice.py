"""The catalogue that fits the tag of a language."""

import pytest

from bot.texts.choice import by_two_letters, chosen

CODES = ("ar", "de", "en", "es", "fr", "pt_BR", "ru", "zh")


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        (None, "en"),
        ("", "en"),
        ("en", "en"),
        ("en-GB", "en"),
        ("de", "de"),
        ("DE", "de"),
        ("de-AT", "de"),
        ("de_AT.UTF-8", "de"),
        ("de_DE@euro", "de"),
        ("zh-hans", "zh"),
        ("zh-Hans-CN", "zh"),
        ("zh_CN.GB18030", "zh"),
        ("pt-br", "pt_BR"),
        ("pt-BR", "pt_BR"),
        ("pt", "en"),
        ("pt-pt", "en"),
        ("es-419", "es"),
        ("tlh", "en"),
        ("deu", "en"),
        ("C", "en"),
        ("C.UTF-8", "en"),
        ("POSIX", "en"),
        ("-", "en"),
        ("../../de", "en"),
        ("ar\n", "ar"),
    ],
)
def test_a_tag_gets_the_catalogue_of_its_language_or_english(tag: str | None, code: str) -> None:
    assert chosen(tag, CODES) == code


def test_without_catalogues_everybody_gets_english() -> None:
    assert chosen("de", ()) == "en"


@pytest.mark.parametrize(
    ("codes", "letters"),
    [
        (CODES, {"ar": "ar", "de": "de", "": "en", "es": "es", "fr": "fr", "pt": "pt_BR", "ru": "ru", "zh": "zh"}),
        (("en", "pt_BR", "pt"), {"": "en", "pt": "pt"}),
        (("zh_TW", "zh_Hans", "en"), {"": "en", "zh": "zh_Hans"}),
        (("en", "tlh"), {"": "en"}),
    ],
)
def test_a_catalogue_is_found_by_two_letters(codes: tuple[str, ...], letters: dict[str, str]) -> None:
    assert by_two_letters(codes) == letters
    assert by_two_letters(reversed(codes)) == letters
