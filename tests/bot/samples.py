"""Replies to render: made by hand, and made up by hypothesis."""

import re
import unicodedata

from hypothesis import strategies as st

from bot.commands import COMMANDS
from bot.messages import Answer, Citation, Correction, Notice, NoticeKind
from bot.rendering.templates import Templates
from config.settings import FOLDER
from retrieval.models import CorpusSummary, Explanation, Progress, Skipped, Span
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
    skipped = (Skipped(text, text),)
    return [
        Notice(NoticeKind.START, {"commands": COMMANDS}),
        Notice(NoticeKind.HELP, {"commands": COMMANDS}),
        sources(newest=text),
        privacy(),
        privacy(logs_questions=True),
        *(forgotten(who) for who in ("person", "anonymous", "operator")),
        Notice(NoticeKind.ASK_WHAT),
        Notice(NoticeKind.NOT_TEXT),
        Notice(NoticeKind.UNKNOWN_COMMAND, {"name": text}),
        Notice(NoticeKind.ADMINS_ONLY, {"name": text}),
        Notice(NoticeKind.PRIVATE_ONLY, {"name": text}),
        Notice(NoticeKind.QUESTION_TOO_LONG, {"length": 1234, "limit": 500}),
        Notice(NoticeKind.TOO_MANY),
        Notice(NoticeKind.RELOADING, {"progress": None}),
        Notice(NoticeKind.RELOADING, {"progress": Progress(1, 2)}),
        Notice(NoticeKind.RELOAD_RUNNING),
        reloaded(added=(text,), changed=(text,), removed=(text,), skipped=skipped),
        Notice(NoticeKind.RELOAD_FAILED, {"reason": text}),
        Notice(NoticeKind.FAILED),
        Notice(NoticeKind.DEAD_UPDATES, {"dead": [(1, text)]}),
        Notice(NoticeKind.DEAD_UPDATES, {"dead": [(number, text) for number in range(12)]}),
    ]


def privacy(*, hours: int = 48, logs_questions: bool = False) -> Notice:
    """Make the reply to /privacy."""
    return Notice(NoticeKind.PRIVACY, {"hours": hours, "logs_questions": logs_questions})


def forgotten(who: str) -> Notice:
    """Make the reply to /forget, of a person, somebody anonymous or the operator."""
    return Notice(NoticeKind.FORGOTTEN, {"is_operator": who == "operator", "is_anonymous": who == "anonymous"})


def sources(
    *,
    documents: int = 2,
    duplicates: int = 0,
    sentences: int = 23,
    newest: str | None = None,
    skipped: tuple[Skipped, ...] = (),
) -> Notice:
    """Make the reply to /sources."""
    return Notice(
        NoticeKind.SOURCES,
        {
            "documents": documents,
            "duplicates": duplicates,
            "sentences": sentences,
            "newest": newest,
            "skipped": skipped,
            "loaded_at": "2026-11-22 12:00 UTC",
        },
    )


def reloaded(
    *,
    added: tuple[str, ...] = (),
    changed: tuple[str, ...] = (),
    removed: tuple[str, ...] = (),
    skipped: tuple[Skipped, ...] = (),
    duplicates: int = 0,
) -> Notice:
    """Make the last reply to /reload."""
    return Notice(
        NoticeKind.RELOADED,
        {
            "added": added,
            "changed": changed,
            "removed": removed,
            "skipped": skipped,
            "documents": 1,
            "duplicates": duplicates,
            "sentences": 1,
            "seconds": 0.25,
        },
    )


BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def without_controls(text: str) -> str:
    """Return what of the text a reader sees: of its control characters the line breaks, tabs, and blanks for breaks."""
    text = re.sub("\r(?!\n)|[\v\f\x1c-\x1e\x85\u2028\u2029]", " ", text)
    return "".join(it for it in text if it in "\n\t" or (unicodedata.category(it) != "Cc" and it not in BIDI))


def visible(html: str) -> str:
    """Return the text that Telegram shows of HTML; fails where Telegram would refuse it."""
    return parse_html(html)[0]
