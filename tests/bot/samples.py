"""Replies to render: made by hand, and made up by hypothesis."""

import re
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import strategies as st

from bot.commands import COMMANDS
from bot.messages import (
    AdminsOnly,
    Answer,
    AskWhat,
    Citation,
    CommandHelp,
    Correction,
    DeadUpdates,
    Failed,
    Forgotten,
    Help,
    Notice,
    NotText,
    Privacy,
    PrivateOnly,
    QuestionTooLong,
    Reloaded,
    ReloadFailed,
    Reloading,
    ReloadRunning,
    Reply,
    Sources,
    Start,
    TooMany,
    UnknownCommand,
    Upgrading,
)
from bot.rendering.markup import serialise
from bot.rendering.templates import Templates
from config.settings import FOLDER
from retrieval.models import CorpusSummary, Explanation, Progress, ReloadReport, Skipped, Span
from tests.fakes.botapi.markup import parse_html

TEMPLATES = Templates(FOLDER / "answers")
"""The templates that ship."""

_CORPUS = CorpusSummary(documents=2, sentences=23, fingerprint="0123456789abcdef", newest=None, skipped=())

# All that can be written in UTF-8, with much of what markup is made of.
_CHARACTERS = st.one_of(st.sampled_from("<>&\"'/=;#{}% \n\tb😀"), st.characters(codec="utf-8"))
TEXTS = st.text(_CHARACTERS, max_size=60)


def citation(  # noqa: PLR0913  (a field each)
    text: str,
    matched: tuple[Span, ...] = (),
    *,
    title: str = "A title",
    source: str | None = None,
    published: str | None = None,
    url: str | None = None,
    document_id: str = "a.txt",
    explanation: Explanation = Explanation(),  # noqa: B008  (frozen)
    further_sources: tuple[str, ...] = (),
) -> Citation:
    """Make a citation."""
    return Citation(
        rank=1,
        document_id=document_id,
        title=title,
        source=source,
        published=published,
        url=url,
        start=0,
        end=len(text),
        text=text,
        score=1.5,
        matched=matched,
        explanation=explanation,
        further_sources=further_sources,
    )


def answer(
    *citations: Citation,
    words: tuple[str, ...] = ("word",),
    answered: bool | None = None,
    missing: tuple[str, ...] = (),
    corrections: tuple[Correction, ...] = (),
) -> Answer:
    """Make an answer; one without citations is none, unless told otherwise."""
    return Answer(
        question="what?",
        words=words,
        answered=bool(citations) if answered is None else answered,
        confidence=0.5,
        citations=citations,
        corpus=_CORPUS,
        corrections=corrections,
        missing=missing,
    )


def _is_shown_whole(text: str) -> bool:
    shown = without_controls(text)
    return shown != "" and shown == shown.strip()


@st.composite
def citations(draw: st.DrawFn, texts: st.SearchStrategy[str] = TEXTS) -> Citation:
    """Make up citations: like a sentence, the text shows something, and has no blank at either end.

    Any stretches of it match.
    """
    text = draw(texts.map(str.strip).filter(_is_shown_whole))
    ends = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8, unique=True)))
    return citation(
        text,
        tuple(Span(start, end) for start, end in zip(ends[::2], ends[1::2], strict=False)),
        title=draw(TEXTS),
        source=draw(st.none() | TEXTS),
        published=draw(st.none() | TEXTS),
        url=draw(st.none() | TEXTS | TEXTS.map("https://example.org/{}".format)),
        document_id=draw(TEXTS),
        further_sources=tuple(draw(st.lists(TEXTS, max_size=5))),
    )


def notices(text: str) -> list[Notice]:
    """Return notices of every kind, with the text wherever a person's or an article's words may stand."""
    commands = tuple(CommandHelp(it.name, it.summary, it.takes) for it in COMMANDS)
    return [
        Start(commands),
        Help(commands),
        sources(newest=text),
        Privacy(),
        Privacy(logs_questions=True),
        *(forgotten(who) for who in ("person", "anonymous", "operator")),
        AskWhat(),
        NotText(),
        UnknownCommand(text),
        AdminsOnly(text),
        PrivateOnly(text),
        QuestionTooLong(1234, 500),
        TooMany(),
        Reloading(),
        Reloading(Progress(1, 2)),
        ReloadRunning(),
        reloaded(added=(text,), changed=(text,), removed=(text,), skipped=(Skipped(text, text),)),
        ReloadFailed(text),
        Upgrading(),
        Failed(),
        DeadUpdates(((1, text),)),
        DeadUpdates(tuple((number, text) for number in range(12))),
    ]


def forgotten(who: str) -> Forgotten:
    """Make the reply to /forget, of a person, somebody anonymous or the operator."""
    return Forgotten(is_operator=who == "operator", is_anonymous=who == "anonymous")


def sources(*, documents: int = 2, duplicates: int = 0, sentences: int = 23, newest: str | None = None) -> Sources:
    """Make the reply to /sources."""
    corpus = replace(_CORPUS, documents=documents, duplicates=duplicates, sentences=sentences, newest=newest)
    return Sources(corpus, datetime(2026, 11, 22, 12, tzinfo=UTC))


def reloaded(
    *,
    added: tuple[str, ...] = (),
    changed: tuple[str, ...] = (),
    removed: tuple[str, ...] = (),
    skipped: tuple[Skipped, ...] = (),
    duplicates: int = 0,
) -> Reloaded:
    """Make the last reply to /reload."""
    corpus = replace(_CORPUS, documents=1, sentences=1, duplicates=duplicates, skipped=skipped)
    return Reloaded(ReloadReport(added, changed, removed, corpus, 0.25))


BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def without_controls(text: str) -> str:
    """Return what of the text a reader sees: of its control characters the line breaks, tabs, and blanks for breaks."""
    text = re.sub("\r(?!\n)|[\v\f\x1c-\x1e\x85\u2028\u2029]", " ", text)
    return "".join(it for it in text if it in "\n\t" or (unicodedata.category(it) != "Cc" and it not in BIDI))


def html(reply: Reply, templates: Templates = TEMPLATES, *, explain: bool = False) -> list[str]:
    """Return the blocks of a reply as HTML."""
    return [serialise(block) for block in templates.blocks(reply, explain=explain)]


def visible(source: str) -> str:
    """Return the text that Telegram shows of HTML; fails where Telegram would refuse it."""
    return parse_html(source)[0]
