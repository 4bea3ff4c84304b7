"""Replies as blocks of formatted text, rendered by the templates of `config/answers/`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)
from markupsafe import Markup, escape

from bot.answer import Answer, Citation, CitationGroup, Quote
from bot.asked import Alternative, Asked
from bot.chat_settings import ZoneAt
from bot.dates import readable, unix_time
from bot.grouping import shown_of
from bot.rendering.compiled import CompiledTemplates
from bot.rendering.explanation import corrected_words, matched_in_line, matched_words, number, rows, shortened
from bot.rendering.filters import filters_in_words
from bot.rendering.links import link_to_quote, safe_link
from bot.rendering.lists import MOST_LISTED, listed, named
from bot.rendering.markup import Block, Run, parse
from bot.rendering.progress import duration, latency, sentences_per_second, time_left
from bot.rendering.zones import zone_in_words
from bot.texts.catalogue import ENGLISH, ENGLISH_CODE, Catalogue
from bot.texts.templating import Translation, install
from bot.texts.writing import Writing, balanced, own_name
from retrieval.models import Filters, Span

if TYPE_CHECKING:
    from bot.messages import Notice, Reply

# Telegram draws about 100 entities in a message and drops the rest. This keeps a single quote below.
_MOST_EMPHASISED = 30
_LONGEST_QUESTION = 200
"""The most characters of a question in a list, or above its answer."""
# The templates that are not of notices: those of answers, and those that templates include.
_PARTS = (
    *("completed", "lost_turn", "no_turn", "filtered", "searched_for", "left_out", "citation", "caption", "also_in"),
    *("other_quotes", "grouped_quotes", "not_answered", "closest", "explanation", "commands", "corpus", "offers"),
)
# Control characters that a terminal would obey: line separators become blanks, others are removed.
_CONTROLS: dict[int, str | None] = {
    **dict.fromkeys({*range(0x20), *range(0x7F, 0xA0)} - {ord("\n"), ord("\t")}),
    # These reverse the direction of text; U+2068 and U+2069, if in pairs, do not.
    **dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x2068))),
    **dict.fromkeys(map(ord, "\v\f\x1c\x1d\x1e\x85\u2028\u2029"), " "),
}


class TemplatesError(Exception):
    """A template is missing or wrong."""


class Templates:
    """Renders replies in one language. The HTML uses Telegram's tags only: b, i, a, code, blockquote, tg-time."""

    def __init__(self, *folders: Path, catalogue: Catalogue = ENGLISH, language: str = ENGLISH_CODE) -> None:
        """Take each template from the first folder that has it; their texts are looked up in the language's catalogue.

        A template is read when it is first filled, since a single command fills few; `read_all` reads all of them.
        """
        self._environment = Environment(
            extensions=[Translation],
            loader=FileSystemLoader(folders),
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=False,
            finalize=without_controls,
            bytecode_cache=CompiledTemplates(catalogue),
        )
        self.language = language
        self._writing = writing = Writing(language)
        self._texts = texts = install(self._environment, catalogue, writing, without_controls)
        self._environment.filters |= {
            "count": count,  # this and "examples" are English: for templates of operators
            "duration": partial(duration, texts=texts),
            "examples": examples,
            "latency": partial(latency, texts=texts),
            "listed": partial(listed, texts),
            "named": partial(named, texts),
            "moment": lambda time: readable(time.isoformat(), writing.day),
            "link": safe_link,
            "link_to_quote": lambda citation: link_to_quote(citation.url, citation.text),
            "matched_in_line": partial(matched_in_line, texts=texts),
            "readable": partial(readable, day=writing.day, zone=writing.isolated),
            "quote": lambda citation: emphasised(citation.text, citation.matched),
            "sentences_per_second": sentences_per_second,
            "shortened": lambda text: shortened(text, _LONGEST_QUESTION),
            "time_left": partial(time_left, texts=texts),
            "unix_time": unix_time,
            "own_name": own_name,
            "zone": lambda name, moment: zone_in_words(ZoneAt(name, moment), texts),
        }
        self._folder = folders[0]
        self._templates: dict[str, Template] = {}

    def read_parts(self) -> None:
        """Read the templates of answers, of which the first answer needs several at once.

        Raises `TemplatesError` if one is missing or wrong.
        """
        for name in _PARTS:
            self._template(name)

    def read_all(self) -> None:
        """Read all templates. Raises `TemplatesError` if one is missing or wrong."""
        from bot.messages import Notice  # noqa: PLC0415  (an answer needs none of the many kinds of notices)

        self.read_parts()
        for name in map(_template_name, get_args(Notice)):
            self._template(name)

    def text(self, message: str, /, **values: object) -> str:
        """Return a text that is marked in Python, such as that of a button, as plain text in the language.

        Values fill its placeholders, filters and time zones in words.
        """
        return self._texts.gettext(message, **{name: self._told(it) for name, it in values.items()})

    def _told(self, value: object) -> object:
        match value:
            case Filters():
                return self._in_words(value)
            case ZoneAt():
                return zone_in_words(value, self._texts)
            case _:
                return value

    def _in_words(self, filters: Filters) -> str:
        return filters_in_words(filters, self._texts, self.language)

    def check(self) -> None:
        """Read all templates, and render sample replies. Raises `TemplatesError` if a template fails."""
        from bot.rendering.samples import sample_replies  # noqa: PLC0415  (see `read_all`)

        self.read_all()
        for reply in sample_replies():
            self.blocks(reply)
            self.blocks(reply, explain=True, offers=True)

    def blocks(self, reply: "Reply", *, explain: bool = False, offers: bool = False) -> list[Block]:
        """Return the blocks of a reply.

        With `explain` each citation ends with a table of its score's contributions, for a monospaced font.
        With `offers` a reply ends with what it offers to ask, for a door without buttons.
        Raises `TemplatesError` if a template fails, as by an unknown value, or its tags do not nest.
        """
        match reply:
            case Answer():
                searched = list(dict.fromkeys(it.searched for it in reply.corrections))
                left_out = {"left_out": reply.left_out, "unknown": reply.unknown}
                filtered = self._filtered(reply)
                return [
                    *self._turn(reply.asked),
                    *([self._render("filtered", filtered)] if any(filtered.values()) else []),
                    *([self._render("searched_for", {"searched": searched})] if searched else []),
                    *([] if reply.answered else [self._render("not_answered", self._not_answered(reply))]),
                    *([self._render("left_out", left_out)] if reply.left_out or reply.unknown else []),
                    *(self._explained(reply) if explain else self._grouped(reply)),
                    *([self._offers(reply.offers)] if offers and reply.offers else []),
                ]
            case notice:
                blocks = [self._render(_template_name(type(notice)), _values(notice))]
                if offers:
                    from bot.messages import Ambiguous, Start  # noqa: PLC0415  (see `read_all`)

                    if isinstance(notice, Ambiguous | Start) and notice.offers:
                        blocks.append(self._offers(notice.offers))
                return blocks

    def _turn(self, asked: Asked) -> Iterator[Block]:
        """Yield how a question follows another, or why it cannot."""
        if asked.is_completed:
            question = shortened(asked.question, _LONGEST_QUESTION)
            yield self._render("completed", {"question": question, "leaves_out": bool(asked.leave_out)})
        if asked.has_lost_turn:
            yield self._render("lost_turn", {})
        if asked.has_no_turn:
            yield self._render("no_turn", {})

    def _filtered(self, answer: Answer) -> dict[str, object]:
        """Return what an answer says of its filters."""
        asked = answer.asked
        words = "" if answer.excluded_by else self._in_words(asked.filters)
        return {"filters": words, "unread": asked.unread, "undated": asked.undated, "unsourced": asked.unsourced}

    def _not_answered(self, answer: Answer) -> dict[str, object]:
        excluding = list(map(self._in_words, answer.excluded_by))
        return {
            "words": answer.words,
            "missing": answer.missing,
            "excluding": excluding,
            "languages": [self._writing.language_name(it) for it in answer.languages_instead],
            "is_filtered": not answer.asked.filters.is_empty,
        }

    def _grouped(self, answer: Answer) -> Iterator[Block]:
        """Yield the best quote, and all others in a block of their own."""
        if not answer.groups:
            return
        first, *groups = answer.groups
        best, *further = first.quotes
        yield self._best(best, answer)
        if further:
            groups.insert(0, CitationGroup(tuple(further)))
        if groups:
            yield self._render("other_quotes", {"groups": groups, "continues": bool(further)})

    def _explained(self, answer: Answer) -> Iterator[Block]:
        """Yield each citation by itself, with how it got its score."""
        for citation in shown_of(answer.citations[: answer.limit]):
            block = self._best(Quote(citation, also_in=citation.copied_by), answer)
            yield [*block, Run("\n"), *self._explanation(citation, answer)]

    def _best(self, quote: Quote, answer: Answer) -> Block:
        citation = quote.citation
        return self._render(
            "citation" if answer.answered else "closest",
            {
                "rank": citation.rank,
                "quote": emphasised(citation.text, citation.matched),
                "title": citation.title,
                "source": citation.source,
                "published": citation.published,
                "time": unix_time(citation.published),
                "link": link_to_quote(citation.url, citation.text),
                "document_id": citation.document_id,
                "also_in": quote.also_in,
                "further_sources": citation.further_sources,  # for templates of operators
            },
        )

    def _offers(self, offers: Sequence[Alternative]) -> Block:
        return self._render("offers", {"offers": [it.shown(self.text) for it in offers]})

    def _explanation(self, citation: Citation, answer: Answer) -> Block:
        values = {
            "rows": rows(citation.explanation.contributions, self._texts),
            "score": number(citation.score),
            "matched": matched_words(citation.explanation.matches, self._texts),
            "corrected": corrected_words(answer.corrections, self._texts),
        }
        return self._render("explanation", values)

    def _template(self, name: str) -> Template:
        if (known := self._templates.get(name)) is not None:
            return known
        try:
            template = self._environment.get_template(_file(name))
        except (TemplateError, OSError, UnicodeDecodeError) as error:
            raise TemplatesError(f"cannot use the template {self._folder / _file(name)}: {_reason(error)}") from error
        template.globals = dict(template.globals)  # copied at each rendering, as a ChainMap slowly
        self._templates[name] = template
        return template

    def _render(self, name: str, values: Mapping[str, object]) -> Block:
        template = self._template(name)
        try:
            return parse(template.render(values).strip())
        except Exception as error:  # an expression of a template may raise any
            raise TemplatesError(f"cannot fill the template {_file(name)}: {_reason(error)}") from error


def emphasised(text: str, matched: Sequence[Span]) -> Markup:
    """Return the text as HTML with the matched words in bold, adjacent ones together."""
    text = _breaks_as_blanks(text)
    stretches: list[Span] = []
    for span in matched:
        if stretches and text[stretches[-1].end : span.start].isspace():
            stretches[-1] = Span(stretches[-1].start, span.end)
        else:
            stretches.append(span)
    parts = []
    done = 0
    for stretch in stretches[:_MOST_EMPHASISED]:
        parts += [escape(text[done : stretch.start]), "<b>", escape(text[stretch.start : stretch.end]), "</b>"]
        done = stretch.end
    parts.append(escape(text[done:]))
    return Markup("".join(parts))  # noqa: S704  (the text is escaped)


def _template_name(notice: "type[Notice]") -> str:
    """Return the name of a notice's template: "ask_what" for `AskWhat`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", notice.__name__).lower()


def _values(reply: "Reply") -> dict[str, object]:
    """Return the fields of a reply, which its template gets."""
    return {field.name: getattr(reply, field.name) for field in fields(reply)}


def _file(name: str) -> str:
    return f"{name}.html.j2"


def _reason(error: Exception) -> str:
    match error:
        case TemplateNotFound():
            return "there is no such file"
        case TemplateSyntaxError():
            return f"line {error.lineno}: {error.message}"
        case _:
            return str(error)


def without_controls(value: object) -> object:
    """Return the value, without control characters if it is a text."""
    if not isinstance(value, str):
        return value
    if value.isprintable():  # most texts
        return value
    return balanced((value if isinstance(value, Markup) else _breaks_as_blanks(value)).translate(_CONTROLS))


def _breaks_as_blanks(text: str) -> str:
    """Replace lone carriage returns by blanks. The length stays, so that spans stay valid."""
    return re.sub(r"\r(?!\n)", " ", text) if "\r" in text else text


def count(number: int, noun: str) -> str:
    """Return "1 article", "2,000 articles"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def examples(names: Sequence[str], most: int = MOST_LISTED) -> str:
    """Return ": a, b and 3 more"; an empty text if there are no names."""
    if not names:
        return ""
    more = len(names) - most
    return ": " + ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")
