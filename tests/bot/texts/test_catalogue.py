"""A catalogue is read from .po files at the start, and replies are rendered in its words."""

import shutil
from pathlib import Path

import pytest

from bot.messages import AdminsOnly, Failed, Help, NotText, QuestionTooLong
from bot.messages import CommandHelp as Line
from bot.rendering.templates import Templates, TemplatesError
from bot.texts.catalogue import ENGLISH, CatalogueError, read_catalogue
from config.settings import FOLDER
from tests.bot.samples import html, visible
from tests.bot.texts.po import HEAD, entry, plural_entry, po

ANSWERS = FOLDER / "answers"
ADMINS_ONLY = "/%(name)s is for the admins of this bot only."
NOT_TEXT = "I can only read text: type your question, please."
TOO_LONG = (
    "That is too long for a question: %(num)s character, and I read up to %(limit)s. Ask it in fewer words, please.",
    "That is too long for a question: %(num)s characters, and I read up to %(limit)s. Ask it in fewer words, please.",
)
RUSSIAN = HEAD.replace(
    "nplurals=2; plural=(n != 1);",
    "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
)


def speaking(*folders: Path, code: str = "de") -> Templates:
    return Templates(ANSWERS, catalogue=read_catalogue(code, folders))


def test_a_reply_is_in_the_words_of_the_catalogue(tmp_path: Path) -> None:
    po(tmp_path / "de.po", entry(ADMINS_ONLY, "<b>/%(name)s</b> ist für Admins & niemanden sonst."))
    [block] = html(AdminsOnly("reload"), speaking(tmp_path))
    assert block == "<b>/reload</b> ist für Admins &amp; niemanden sonst."


def test_a_text_without_a_translation_stays_english(tmp_path: Path) -> None:
    po(tmp_path / "de.po", entry(ADMINS_ONLY, ""), "#, fuzzy\n" + entry(NOT_TEXT, "Nur Text."))
    english = Templates(ANSWERS)
    for notice in (AdminsOnly("reload"), NotText(), Failed()):
        assert html(notice, speaking(tmp_path)) == html(notice, english)


@pytest.mark.parametrize(
    "name", ["<b>bold</b>", "</code><a href='http://x.y'>z</a>", "&lt;", "%(limit)s %s %", "{{ 1 }}"]
)
def test_a_value_in_a_translated_sentence_never_becomes_markup(tmp_path: Path, name: str) -> None:
    po(tmp_path / "de.po", entry(ADMINS_ONLY, "<code>/%(name)s</code> nur für Admins"))
    [block] = html(AdminsOnly(name), speaking(tmp_path))
    assert visible(block) == f"/{name} nur für Admins"


def test_a_value_in_a_sentence_has_no_control_characters() -> None:
    [block] = html(AdminsOnly("a\x1b[31m\u202eb\rc"))
    assert block.startswith("/a[31mb c is for")


@pytest.mark.parametrize(("length", "form"), [(501, "одним"), (502, "двумя"), (505, "пятью"), (11_005, "пятью")])
def test_a_number_decides_on_the_form_as_the_language_has_it(tmp_path: Path, length: int, form: str) -> None:
    forms = [f"%(num)s {it} %(limit)s" for it in ("одним", "двумя", "пятью")]
    po(tmp_path / "ru.po", plural_entry(*TOO_LONG, *forms), head=RUSSIAN)
    assert html(QuestionTooLong(length, 500), speaking(tmp_path, code="ru")) == [f"{length:,} {form} 500"]


def test_a_command_is_listed_in_the_words_of_the_catalogue_as_plain_text(tmp_path: Path) -> None:
    po(tmp_path / "de.po", entry("Say hello", "Grüß <mich> & lächle"), entry("question", "Frage"))
    [block] = html(Help((Line("start", "Say hello", "question"),)), speaking(tmp_path))
    assert visible(block).splitlines()[-1] == "/start Frage: Grüß <mich> & lächle"


def test_a_text_marked_in_python_gets_its_values(tmp_path: Path) -> None:
    po(tmp_path / "de.po", entry("Only articles of %(month)s", "Nur Artikel vom %(month)s"))
    assert speaking(tmp_path).text("Only articles of %(month)s", month="März <1974>") == "Nur Artikel vom März <1974>"


def test_an_operators_own_file_goes_before_the_one_that_ships(tmp_path: Path) -> None:
    own, shipped = tmp_path / "own", tmp_path / "shipped"
    own.mkdir()
    shipped.mkdir()
    po(own / "de.po", entry(NOT_TEXT, "eigen"))
    po(shipped / "de.po", entry(NOT_TEXT, "fremd"), entry(ADMINS_ONLY, "%(name)s: fremd"))
    templates = speaking(own, shipped)
    assert html(NotText(), templates) == ["eigen"]
    assert html(AdminsOnly("x"), templates) == ["x: fremd"]


def test_english_needs_no_file_and_can_be_reworded_by_one(tmp_path: Path) -> None:
    assert read_catalogue("en", [tmp_path]) is ENGLISH
    po(tmp_path / "en.po", entry(NOT_TEXT, "Text only, mate."))
    assert html(NotText(), speaking(tmp_path, code="en")) == ["Text only, mate."]


def test_a_language_without_a_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"no texts in xx: no xx\.po in"):
        read_catalogue("xx", [tmp_path])


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        (HEAD.replace("Plural-Forms", "Forms"), "Plural-Forms"),
        (HEAD.replace("(n != 1)", "(n != "), "plural"),
        (HEAD + '\nmsgid "a', "de.po"),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, head: str, reason: str) -> None:
    file = po(tmp_path / "de.po", head=head)
    with pytest.raises(CatalogueError, match=reason) as caught:
        read_catalogue("de", [tmp_path])
    assert str(file) in str(caught.value)


def test_a_file_that_is_no_utf_8_is_named(tmp_path: Path) -> None:
    (tmp_path / "de.po").write_bytes(HEAD.encode() + b'\nmsgid "a"\nmsgstr "caf\xe9"\n')
    with pytest.raises(CatalogueError, match=r"de\.po"):
        read_catalogue("de", [tmp_path])


def test_a_translation_with_an_unknown_placeholder_is_noticed_before_anybody_asks(tmp_path: Path) -> None:
    po(tmp_path / "de.po", entry(ADMINS_ONLY, "%(title)s nur für Admins"))
    with pytest.raises(TemplatesError, match=r"admins_only\.html\.j2: line 1: .* unknown placeholder 'title'"):
        speaking(tmp_path).read_all()


def test_a_template_of_an_operator_may_use_the_filters_of_before(tmp_path: Path) -> None:
    own = Path(shutil.copytree(ANSWERS, tmp_path / "own"))
    (own / "question_too_long.html.j2").write_text('{{ length | count("letter") }}{{ ["a", "b"] | examples(1) }}')
    assert html(QuestionTooLong(2000, 5), Templates(own)) == ["2,000 letters: a and 1 more"]
