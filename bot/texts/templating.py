"""Translation within templates: sentences as a template is read, and what a number decides on as it is filled."""

import re
from collections.abc import Callable, Iterator

from jinja2 import Environment, nodes
from jinja2.ext import InternationalizationExtension
from jinja2.parser import Parser

from bot.texts.catalogue import Catalogue
from bot.texts.lookup import Texts
from bot.texts.writing import Writing

_PLACEHOLDER = re.compile(r"%\((\w+)\)s")


class Translation(InternationalizationExtension):
    """Puts a sentence's translation into the template as it is parsed, so that filling it costs no look-up.

    A sentence whose form a number decides on is looked up at each rendering.
    """

    def parse(self, parser: Parser) -> nodes.Node | list[nodes.Node]:
        """Parse `{% trans %}`; the nodes are those of the translation."""
        parsed = super().parse(parser)
        for node in parsed if isinstance(parsed, list) else [parsed]:
            if isinstance(node, nodes.Output):
                node.nodes = [it for call in node.nodes for it in self._translated(call, parser)]
        return parsed

    def _translated(self, call: nodes.Expr, parser: Parser) -> Iterator[nodes.Expr]:
        match call:
            case nodes.Call(node=nodes.Name(name="gettext"), args=[nodes.Const(value=str(message))], kwargs=values):
                named = {it.key: it.value for it in values}
                catalogue: Catalogue = self.environment.catalogue  # type: ignore[attr-defined]
                text, *rest = _PLACEHOLDER.split(catalogue.gettext(message))  # then a placeholder and text, in turn
                yield nodes.TemplateData(_unescaped(text), lineno=call.lineno)
                for name, text in zip(rest[::2], rest[1::2], strict=True):
                    if name not in named:
                        parser.fail(f"the translation of {message!r} has an unknown placeholder {name!r}", call.lineno)
                    yield nodes.Filter(named[name], "isolated", [], [], None, None, lineno=call.lineno)
                    yield nodes.TemplateData(_unescaped(text), lineno=call.lineno)
            case _:
                yield call


def install(
    environment: Environment, catalogue: Catalogue, writing: Writing, finalize: Callable[[object], object]
) -> Texts:
    """Let the templates of an environment that has `Translation` speak the catalogue's language; return the texts.

    `writing` is how that language writes. `finalize` prepares each value before it is escaped.
    """
    texts = Texts(catalogue, writing)
    environment.extend(catalogue=catalogue)
    prepare(environment)
    environment.globals |= texts.for_templates(finalize)
    environment.filters |= {"grouped": writing.grouped, "isolated": writing.isolated, "translated": texts.gettext}
    return texts


def prepare(environment: Environment) -> None:
    """Set how texts are parsed, the same when they are extracted and when they are shown."""
    environment.policies["ext.i18n.trimmed"] = True  # a text may be written in several lines
    # Percent signs are doubled in every text, and functions get the values, to escape them one by one.
    environment.newstyle_gettext = True  # type: ignore[attr-defined]


def _unescaped(text: str) -> str:
    return text.replace("%%", "%")
