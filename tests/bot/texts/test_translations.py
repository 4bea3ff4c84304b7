"""The catalogues that ship: whole, right in their plurals, and sound in both directions."""

import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

import pytest
from babel.messages.pofile import read_po

from bot.messages import AdminsOnly, Privacy, QuestionTooLong, Reply
from bot.rendering.samples import sample_replies
from bot.rendering.templates import Templates
from bot.texts.catalogue import read_catalogue
from bot.texts.extraction import english_texts
from bot.texts.writing import IN_ENGLISH
from config.settings import FOLDER
from tests.bot.samples import answer, citation, html, notices, reloaded, sources, visible
from tests.fakes.botapi.markup import parse_html

ANSWERS = FOLDER / "answers"
LANGUAGES = ("ar", "de", "es", "fr", "ru", "zh")
NUMBERS = (0, 1, 2, 3, 11, 100, 1_000_000)
# Which form each of these numbers takes, as the Unicode CLDR has it; Spanish and French of translators have two.
FORMS = {
    "ar": (0, 1, 2, 3, 4, 5, 5),
    "de": (1, 0, 1, 1, 1, 1, 1),
    "es": (1, 0, 1, 1, 1, 1, 1),
    "fr": (0, 0, 1, 1, 1, 1, 1),
    "ru": (2, 0, 1, 1, 2, 2, 2),
    "zh": (0,) * 7,
}
ARTICLES = {
    "ar": ("0 مقال", "مقال واحد", "مقالان", "3 مقالات", "11 مقالًا", "100 مقال", "1,000,000 مقال"),
    "de": ("0 Artikel", "1 Artikel", "2 Artikel", "3 Artikel", "11 Artikel", "100 Artikel", "1.000.000 Artikel"),
    "es": (*(f"{it} artículo{'s' * (it != 1)}" for it in NUMBERS[:-1]), "1.000.000 artículos"),
    "fr": (*(f"{it} article{'s' * (it > 1)}" for it in NUMBERS[:-1]), "1\u202f000\u202f000 articles"),
    "ru": ("0 статей", "1 статья", "2 статьи", "3 статьи", "11 статей", "100 статей", "1\xa0000\xa0000 статей"),
    "zh": (*(f"{it} 篇文章" for it in NUMBERS[:-1]), "1,000,000 篇文章"),
}
_ISOLATE, _POP = "\u2068", "\u2069"
_ISOLATED = re.compile(f"{_ISOLATE}[^{_ISOLATE}{_POP}]*{_POP}")
_COMMAND = re.compile(r"/[a-z]+")

every_language = pytest.mark.parametrize("language", LANGUAGES)


@cache
def speaking(language: str) -> Templates:
    """Return the templates of a language."""
    return Templates(ANSWERS, catalogue=read_catalogue(language, [ANSWERS]), language=language)


def test_these_languages_ship() -> None:
    assert tuple(sorted(file.stem for file in ANSWERS.glob("*.po"))) == LANGUAGES


@every_language
def test_each_number_has_the_form_that_it_takes(language: str) -> None:
    catalogue = read_catalogue(language, [ANSWERS])
    with (ANSWERS / f"{language}.po").open("rb") as file:
        forms = tuple(read_po(file)["%(num)s article"].string or ())
    assert tuple(catalogue.ngettext("%(num)s article", "%(num)s articles", it) for it in NUMBERS) == tuple(
        forms[form] for form in FORMS[language]
    )


@every_language
@pytest.mark.parametrize("place", range(len(NUMBERS)))
def test_a_number_is_written_and_agreed_with_as_in_the_language(language: str, place: int) -> None:
    reply = sources(documents=NUMBERS[place], newest="2021-04-15")
    [block] = html(reply, speaking(language))
    assert visible(block).startswith(ARTICLES[language][place])


@pytest.mark.parametrize(
    ("language", "day"),
    [
        ("de", "15. April 2021"),
        ("es", "15 de abril de 2021"),
        ("fr", "15 avril 2021"),
        ("ru", "15 апреля 2021\u202fг."),
        ("zh", "2021年4月15日"),
        ("ar", "15 أبريل 2021"),
    ],
)
def test_a_date_is_written_as_in_the_language(language: str, day: str) -> None:
    cited = citation("A quote.", published="2021-04-15T10:00:00+01:00")
    [block] = html(answer(cited), speaking(language))
    zone = f"{_ISOLATE}+01:00{_POP}" if language == "ar" else "+01:00"  # else its sign would stand behind it
    assert f" · {day} 10:00 {zone} · " in visible(block).replace("\xa0г.", "\u202fг.")
    assert day in visible(html(sources(newest="2021-04-15"), speaking(language))[0]).replace("\xa0г.", "\u202fг.")


@cache
def texts_with_a_number() -> tuple[tuple[str, str], ...]:
    """Return the English texts that a number decides on: the singular and the plural."""
    ids = (message.id for message in english_texts(ANSWERS))
    return tuple((it[0], it[1]) for it in ids if it and not isinstance(it, str))


def numbered(number: int) -> Iterator[Reply]:
    """Yield replies in which the number stands."""
    yield sources(documents=number, sentences=number, duplicates=number)
    yield reloaded(duplicates=number)
    yield QuestionTooLong(number, number)
    yield Privacy(question_days=number)


@every_language
@pytest.mark.parametrize("number", NUMBERS)
def test_every_text_is_rendered_with_any_number(language: str, number: int) -> None:
    templates, catalogue = speaking(language), read_catalogue(language, [ANSWERS])
    for reply in numbered(number):
        assert visible("\n".join(html(reply, templates)))
    for singular, plural in texts_with_a_number():
        shown = catalogue.ngettext(singular, plural, number)
        values = dict.fromkeys(re.findall(r"%\((\w+)\)s", shown), "7")
        assert parse_html(shown % values)[0]


def is_whole(text: str) -> bool:
    """Tell whether every isolate ends, and ends in its line."""
    for line in text.split("\n"):
        depth = 0
        for char in line:
            depth += (char == _ISOLATE) - (char == _POP)
            if depth < 0:
                return False
        if depth:
            return False
    return True


@every_language
@pytest.mark.parametrize("words", ["كلمة", "word", "كلمة word", "2021-04-15"])
def test_isolates_end_in_every_reply(language: str, words: str) -> None:
    for reply in (*notices(words), *sample_replies()):
        for block in html(reply, speaking(language)):
            assert is_whole(visible(block))


def test_a_command_in_an_arabic_sentence_is_isolated() -> None:
    """Else its slash would stand on its other side, since it belongs to neither direction."""
    for reply in sample_replies():
        for block in html(reply, speaking("ar")):
            for line in visible(block).split("\n"):
                for found in _COMMAND.finditer(line):
                    is_value = "example.org" in line
                    assert is_value or line[: found.start()].endswith(_ISOLATE), line


def test_a_line_of_an_arabic_sentence_begins_in_arabic() -> None:
    """Apps write a line from the side on which its first letter outside isolates begins."""
    for reply in (*notices("كلمة"), *notices("word"), *sample_replies()):
        for block in html(reply, speaking("ar")):
            for line in visible(block).split("\n"):
                while (outside := _ISOLATED.sub("", line)) != line:
                    line = outside  # noqa: PLW2901
                directions = [it for char in line if (it := unicodedata.bidirectional(char)) in {"L", "AL"}]
                assert "AL" not in directions or directions[0] == "AL", line


def test_a_latin_value_in_an_arabic_sentence_is_isolated_and_an_arabic_one_in_a_latin_sentence() -> None:
    [block] = html(AdminsOnly("reload"), speaking("ar"))
    assert f"{_ISOLATE}/{_ISOLATE}reload{_POP}{_POP}" in block
    [missing, *_] = html(answer(missing=("كلمة",), words=("كلمة", "b")), speaking("de"))
    assert f"„{_ISOLATE}كلمة{_POP}“" in missing
    [missing, *_] = html(answer(missing=("word",), words=("word", "b")), speaking("ar"))
    assert f"«{_ISOLATE}word{_POP}»" in missing


def test_whatever_is_written_from_right_to_left_is_isolated_in_english() -> None:
    for char in map(chr, range(sys.maxunicode + 1)):
        turns = unicodedata.bidirectional(char) in {"R", "AL"}
        assert (IN_ENGLISH.isolated(char) != char) == turns, hex(ord(char))


@pytest.mark.parametrize("language", ["ar", "de"])
def test_a_caption_of_both_directions_keeps_its_parts_apart(language: str) -> None:
    cited = citation("A quote.", title="عنوان", source="Kyodo", published="no date 2")
    foreign = "عنوان" if language == "de" else "Kyodo"
    [block] = html(answer(cited), speaking(language))
    assert f"{_ISOLATE}{foreign}{_POP}" in block
    assert visible(block).startswith("A quote.\n")


def test_a_value_cannot_leave_its_isolate() -> None:
    [block] = html(AdminsOnly(f"a{_POP}\u2067b{_ISOLATE}כ"), speaking("ar"))
    assert f"{_ISOLATE}/{_ISOLATE}abכ{_POP}{_POP}" in block
    quoted = replace(citation(f"a {_POP}\u2066b{_ISOLATE} c {_ISOLATE}d{_POP}"))
    assert visible(html(answer(quoted), speaking("ar"))[0]).startswith(f"a b c {_ISOLATE}d{_POP}\n")


@pytest.mark.parametrize(
    ("language", "wrong"),
    [
        ("fr", re.compile(r" [:;?!»]|« |\w[?!]|“|”|\w'\w")),
        ("de", re.compile(r"\w'\w|”")),
        ("es", re.compile(r"“|”|„")),
        ("ru", re.compile(r"“|”|„")),
        ("zh", re.compile(r"[\u4e00-\u9fff][,;:?!.]|[,;?!][\u4e00-\u9fff]")),
        ("ar", re.compile(r"[\u0620-\u064a]\s*[,;?]|“|”")),
    ],
)
def test_the_punctuation_is_that_of_the_language(language: str, wrong: re.Pattern[str]) -> None:
    with (ANSWERS / f"{language}.po").open("rb") as file:
        forms = [it for message in read_po(file) if message.id for it in forms_of(message.string or "")]
    assert [it for it in forms if wrong.search(re.sub(r"<[^<>]*>|%\(\w+\)s|https?://\S+", "x", it))] == []


def forms_of(text: str | Sequence[str]) -> Sequence[str]:
    return (text,) if isinstance(text, str) else text
