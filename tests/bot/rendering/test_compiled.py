"""A template is compiled once in a process, for each language."""

import gettext

from jinja2 import DictLoader, Environment

from bot.rendering.compiled import CompiledTemplates
from bot.texts.catalogue import ENGLISH, Catalogue
from bot.texts.templating import Translation, install
from bot.texts.writing import Writing

SOURCE = "{% trans %}Unheard of{% endtrans %}"


class Loud(gettext.NullTranslations):
    """Speaks in capitals."""

    def gettext(self, message: str) -> str:
        return message.upper()


class Counting(Environment):
    """Counts what it compiles."""

    compiled = 0

    def compile(self, *arguments: object, **settings: object) -> object:  # type: ignore[override]
        self.compiled += 1
        return super().compile(*arguments, **settings)  # type: ignore[call-overload]


def environment(source: str, catalogue: Catalogue = ENGLISH) -> Counting:
    made = Counting(
        extensions=[Translation], loader=DictLoader({"a.j2": source}), bytecode_cache=CompiledTemplates(catalogue)
    )
    install(made, catalogue, Writing(), lambda value: value)
    return made


def test_what_one_environment_compiled_the_next_does_not_compile() -> None:
    for compiled in (1, 0):
        reading = environment(SOURCE + "!")
        assert reading.get_template("a.j2").render() == "Unheard of!"
        assert reading.compiled == compiled


def test_a_changed_source_or_another_language_is_compiled() -> None:
    assert environment(SOURCE + "?").get_template("a.j2").render() == "Unheard of?"
    changed = environment(SOURCE + "…")
    assert changed.get_template("a.j2").render() == "Unheard of…"
    loud = environment(SOURCE + "?", Loud())
    assert loud.get_template("a.j2").render() == "UNHEARD OF?"
    assert (changed.compiled, loud.compiled) == (1, 1)


def test_beyond_a_number_the_oldest_are_let_go() -> None:
    first = "first"
    environment(first).get_template("a.j2")
    for number in range(1 << 10):
        environment(str(number)).get_template("a.j2")
    reading = environment(first)
    assert reading.get_template("a.j2").render() == first
    assert reading.compiled == 1
