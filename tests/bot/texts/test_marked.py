"""Every text of a reply is marked: what people read comes out of the catalogue, or is a value."""

import ast
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

import bot
from bot.answer import Correction, Why
from bot.commands import COMMANDS
from bot.messages import CommandHelp, Help, NotText, Reloading, Reply
from bot.rendering.samples import sample_replies
from bot.rendering.templates import Templates
from config.settings import FOLDER
from retrieval.models import Contribution, Explanation, Match, Progress
from retrieval.ranking.features import FEATURES
from tests.bot.samples import answer, citation, html, notices, reloaded, sources, visible

ANSWERS = FOLDER / "answers"
PACKAGE = Path(bot.__file__).parent
FILES = sorted(ANSWERS.glob("*.j2"), key=lambda it: it.name)
_PLACEHOLDER = re.compile(r"(%\(\w+\)s)")
# Values of sample replies: their texts, names of commands, time zones, a language, and a month, which Babel names.
_VALUES = re.compile(r"/?https://example\.org/|(?<!\w)a+(?!\w)|/[a-z]+|UTC|Berlin|Tokyo|Deutsch|January")


class Marks:
    """A catalogue whose texts stand between marks; a value in a text stands outside of them."""

    def gettext(self, message: str) -> str:
        """Return the text with marks."""
        return "".join(it if _PLACEHOLDER.fullmatch(it) else it and f"⟦{it}⟧" for it in _PLACEHOLDER.split(message))

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """Return the English form with marks."""
        return self.gettext(singular if number == 1 else plural)


MARKED = Templates(ANSWERS, catalogue=Marks())


def bare_words(reply: Reply, templates: Templates = MARKED) -> list[str]:
    """Return the words that a reply shows and that stand in no text of the catalogue."""
    shown = "\n".join(visible(block) for block in html(reply, templates, explain=True))
    return re.findall(r"[^\W\d_]+", _VALUES.sub("", re.sub("⟦[^⟦⟧]*(⟧|…)", "", shown)))


def bare_texts(file: Path) -> list[str]:
    """Return what of a template's source is text outside of `{% trans %}`, and constant texts that it may show."""
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    found = []
    for output in environment.parse(file.read_text("utf-8")).find_all(nodes.Output):
        source = "".join(it.data if isinstance(it, nodes.TemplateData) else "0" for it in output.nodes)
        found += re.findall(r"[^\W\d_]+", re.sub(r"<[^<>]*>|<[^<>]*$|^[^<>]*>", "", source))
        for node in output.nodes:
            found += [it for it in shown_constants(node) if re.search(r"[^\W\d_]", it)]
    return found


def shown_constants(node: nodes.Node) -> Iterator[str]:
    """Yield the constant texts that an expression may have for its value."""
    match node:
        case nodes.Const(value=str(text)):
            yield text
        case nodes.CondExpr():
            yield from shown_constants(node.expr1)
            if node.expr2 is not None:
                yield from shown_constants(node.expr2)
        case nodes.Or() | nodes.And() | nodes.Add() | nodes.Concat():
            for child in node.iter_child_nodes():
                yield from shown_constants(child)
        case nodes.MarkSafeIfAutoescape() | nodes.MarkSafe():
            yield from shown_constants(node.expr)
        case _:
            pass  # a value, or a call: the texts of gettext are its arguments


def replies() -> Iterator[Reply]:
    """Yield replies of every kind, with the values that decide on their words."""
    yield from sample_replies()
    yield from notices("12")
    commands = tuple(CommandHelp(it.name, it.summary, it.takes) for it in COMMANDS)
    yield from (Help(commands), sources(duplicates=1), sources(duplicates=2), reloaded(duplicates=2))
    for stage in ("looking", "reading", "finishing"):
        for seconds in (2.0, 200.0, 20_000.0):
            progress = Progress(1, 2, stage=stage, seconds=seconds, bytes_read=1, bytes_total=9)
            yield from (Reloading(progress), Reloading(replace(progress, files_total=2000)))
    contributions = tuple(
        Contribution(name, label, 1.0, 1 / (at + 1)) for at, (name, label) in enumerate(FEATURES.items())
    )
    matches = tuple(Match("1", "2", how) for how in ("itself", "synonym", "correction"))
    explained = replace(
        citation("12 34", title="1", document_id="2", further_sources=tuple("1234")),
        explanation=Explanation(contributions, matches),
    )
    yield Why(0, explained, matches, tuple(FEATURES.values()))
    for words in ((), ("1",), ("1", "2"), tuple("1234567")):
        reply = replace(answer(explained), corrections=tuple(Correction(it, it) for it in words), words=words)
        yield from (
            reply,
            replace(reply, answered=False, missing=words),
            replace(reply, answered=False, missing=words[:1]),
        )


@pytest.mark.parametrize("reply", list(replies()), ids=lambda it: type(it).__name__)
def test_every_word_of_a_reply_that_is_no_value_comes_from_the_catalogue(reply: Reply) -> None:
    assert bare_words(reply) == []


@pytest.mark.parametrize("file", FILES, ids=lambda it: it.name)
def test_no_template_has_text_outside_of_trans(file: Path) -> None:
    assert bare_texts(file) == []


@pytest.mark.parametrize(
    "source",
    [
        "Text only.",
        "{% trans %}Text{% endtrans %} only",
        '{{ "Text" if 1 else "" }}',
        '{{ "" or "Text" }}',
        '{% trans word="Text" | upper %}{{ word }}{% endtrans %}',
    ],
)
def test_a_text_that_is_not_marked_is_noticed(tmp_path: Path, source: str) -> None:
    folder = Path(shutil.copytree(ANSWERS, tmp_path / "answers"))
    (folder / "not_text.html.j2").write_text(source, encoding="utf-8")
    assert bare_words(NotText(), Templates(folder, catalogue=Marks()))


@pytest.mark.parametrize(
    "source", ["Text", "<b>Text</b>", '<a href="{{ x }}">Text</a>', '{{ x or "Text" }}', '{{ "T" if x }}']
)
def test_a_text_that_no_sample_shows_is_noticed_in_the_source(tmp_path: Path, source: str) -> None:
    file = tmp_path / "not_text.html.j2"
    file.write_text(f"{{% if x %}}{source}{{% endif %}}", encoding="utf-8")
    assert bare_texts(file)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda it: it.name)
def test_a_command_is_listed_in_the_words_of_the_catalogue(command: CommandHelp) -> None:
    shown = visible(html(Help((CommandHelp(command.name, command.summary, command.takes),)), MARKED)[0])
    takes = f" ⟦{command.takes}⟧" if command.takes else ""
    assert shown.splitlines()[-1] == f"/{command.name}{takes}: ⟦{command.summary}⟧"


def bare_arguments(source: str) -> list[str]:
    """Return the texts that Python gives a button or a command without marking them."""
    return [
        argument.value
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in {"Button", "Command"}
        for argument in [*call.args[call.func.id == "Command" :], *(it.value for it in call.keywords)]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and argument.value
    ]


@pytest.mark.parametrize("file", sorted(PACKAGE.rglob("*.py")), ids=lambda it: it.relative_to(PACKAGE).as_posix())
def test_no_button_or_command_has_a_text_that_is_not_marked(file: Path) -> None:
    assert bare_arguments(file.read_text("utf-8")) == []


@pytest.mark.parametrize("source", ["Button('More', action)", "Button(text='More')", "Command('new', 'Forget', run)"])
def test_a_button_or_command_that_is_not_marked_is_noticed(source: str) -> None:
    assert bare_arguments(source)
