"""The templates render replies to HTML that Telegram accepts, and escape all inserted text."""

import re
from collections.abc import Iterator
from dataclasses import astuple
from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.answer import Citation, Correction
from bot.dates import readable
from bot.messages import Notice, Privacy, PrivateOnly, QuestionTooLong, TooMany
from bot.rendering.languages import Languages
from config.settings import FOLDER
from retrieval.models import Skipped, Span
from tests.bot.samples import (
    TEXTS,
    answer,
    citation,
    citations,
    forgotten,
    html,
    notices,
    reloaded,
    sources,
    visible,
    without_controls,
    without_isolates,
)
from tests.fakes.botapi.formatting import format_text
from tests.fakes.botapi.markup import parse_html

PRIVACY = """What is kept about you
• A message is kept from its arrival until it is answered, so that none is lost; then it is forgotten. Its number \
stays for {hours}, so that it is not answered twice.
• An answer's question, with who asked it and which sentences were quoted, stays for 48 hours, so that its buttons \
work and another question can follow it, and your opinion of it beside it.
• What you type behind the bot's name in another chat is not kept. Only where nothing answers it, the text stays for \
48 hours, so that a button can ask it in your private chat.
{kept}• What you choose with /settings is kept with your chat's number until it is chosen otherwise. What the \
administrators of a group choose is the group's: /forget leaves it.
• How much is asked, answered and liked is counted day by day, without who asked and without the questions.
• Where Telegram asks to wait before your chat gets another message, that is kept with the chat's number until then.
• A message that could not be answered is kept with the error, until the operator has seen to it.
• The log has numbers: of messages, chats and the articles quoted, times, and how sure an answer was. {questions}
Nothing is passed on to anybody. /forget deletes what is kept about you at once, except for what is in the log.

In Telegram, your messages and the answers stay in the chat, under Telegram's own rules. The console keeps a history \
of what was typed, in its own data folder on its own machine."""

# Without what a screen does not get, so that offsets in the text and on the screen are the same.
PRINTABLE = st.text(
    st.one_of(st.sampled_from("<>& \n😀"), st.characters(codec="utf-8", exclude_categories=["Cc"])), max_size=60
)


def shown(cited: Citation) -> str:
    [block] = html(answer(cited))
    return visible(block)


def bold(block: str) -> list[str]:
    text, entities = parse_html(block)
    return [entity.of(text) for entity in entities if entity.type == "bold"]


def texts_of(value: object) -> Iterator[object]:
    """Yield what is in a tuple of tuples."""
    if isinstance(value, tuple):
        for it in value:
            yield from texts_of(it)
    else:
        yield value


def links(block: str) -> list[str]:
    return re.findall(r'href="([^"]*)"', block)


@given(citations())
def test_a_quote_is_shown_exactly_whatever_its_words(cited: Citation) -> None:
    [block] = html(answer(cited))
    text, entities = parse_html(block)
    assert text.startswith(without_controls(cited.text) + "\n")
    quotes = [entity.of(text) for entity in entities if entity.type == "blockquote"]
    assert quotes == [without_controls(cited.text)]


@given(citations())
def test_title_source_date_and_id_are_shown_as_they_are(cited: Citation) -> None:
    line = shown(cited).removeprefix(without_controls(cited.text) + "\n")
    known = [cited.title, *filter(None, [cited.source, cited.published]), cited.document_id]
    further = cited.copied_by
    also = (
        f"\nAlso in {len(further)} other source{'s' * (len(further) > 1)}: {', '.join(further[:3])}" if further else ""
    )
    more = f" and {len(further) - 3} more" if len(further) > 3 else ""
    told = without_controls(" · ".join(known) + also + more)
    assert without_isolates(line).split() == without_isolates(told).split()


@pytest.mark.parametrize(
    "text", ["<b>bold</b>", "</blockquote><a href='http://x.y'>z</a>", "{{ 7 * 7 }}", "&lt;b&gt; &amp;", "<!-- no -->"]
)
def test_a_quote_never_becomes_markup(text: str) -> None:
    cited = citation(text, title=text, source=text, published=text, document_id=text, copied_by=(text,))
    [block] = html(answer(cited))
    shown_text, entities = parse_html(block)
    assert shown_text == f"{text}\n{text} · {text} · {text} · {text}\nAlso in 1 other source: {text}"
    assert {entity.type for entity in entities} == {"blockquote", "italic", "code"}


@given(TEXTS)
@example("reading")
def test_what_a_person_types_or_a_file_is_called_never_becomes_markup(text: str) -> None:
    for notice, without in zip(notices(text), notices(""), strict=True):
        [block] = html(notice)
        told = visible(block)
        assert told
        # Some values are the program's own, such as the stage of a reload: they are told in other words.
        if text in texts_of(astuple(notice)) and text not in texts_of(astuple(without)):
            assert without_isolates(without_controls(text)).strip() in without_isolates(told)


def test_the_samples_are_of_every_kind_of_notice() -> None:
    assert {type(notice) for notice in notices("")} == set(get_args(Notice))


@pytest.mark.parametrize(
    ("notice", "words"),
    [
        (
            TooMany(),
            (
                "That was more at once than I can answer, so this one is left out. Give me a moment, please, and then"
                " ask on."
            ),
        ),
        (
            QuestionTooLong(1234, 500),
            "That is too long for a question: 1,234 characters, and I read up to 500. Ask it in fewer words, please.",
        ),
        (
            PrivateOnly("reload"),
            "/reload works in a private chat with me only, where nobody reads along.",
        ),
        (
            forgotten("person"),
            (
                "Forgotten: what was kept about you here is deleted, except for the numbers in the log. Questions of"
                " yours that still waited are gone with it and will not be answered; ask them again if you like. What"
                " stands in this chat is Telegram's to keep and yours to delete."
            ),
        ),
        (
            forgotten("anonymous"),
            (
                "You write anonymously, or in the name of a channel: who you are was never known here, so nothing is"
                " kept about you."
            ),
        ),
        (
            forgotten("operator"),
            (
                "Nothing is kept about you but the console's history of what was typed: the file console_history in the"
                " data folder, which is yours to delete."
            ),
        ),
        (Privacy(), PRIVACY.format(hours="48 hours", kept="", questions="It has no questions.")),
        (
            Privacy(question_days=90),
            PRIVACY.format(
                hours="48 hours",
                kept=(
                    "• The operator of this bot keeps what is asked: each question, with who asked it, when, and"
                    " whether it was answered, stays for 90 days; of an answer that you voted on also your opinion and"
                    " which sentences were quoted.\n"
                ),
                questions="It has no questions.",
            ),
        ),
        (
            Privacy(hours=1, logs_questions=True),
            PRIVACY.format(
                hours="1 hour",
                kept="",
                questions="It also has the questions themselves: this bot's operator has chosen so.",
            ),
        ),
    ],
)
def test_what_is_said_of_limits_and_of_what_is_kept(notice: Notice, words: str) -> None:
    [block] = html(notice)
    assert visible(block) == words


@given(citations(PRINTABLE))
def test_emphasis_covers_the_matched_words_and_at_most_the_blanks_between(cited: Citation) -> None:
    [block] = html(answer(cited))
    text, entities = parse_html(block)
    units = text.encode("utf-16-le")
    covered: set[int] = set()
    for entity in entities:
        if entity.type == "bold":
            start = len(units[: 2 * entity.offset].decode("utf-16-le"))
            covered |= {at for at in range(start, start + len(entity.of(text))) if not text[at].isspace()}
    assert covered == {at for span in cited.matched for at in range(span.start, span.end) if not text[at].isspace()}


def test_matched_words_side_by_side_are_emphasised_in_one_stretch() -> None:
    [block] = html(answer(citation("Xi Jinping announced, Xi said", (Span(0, 2), Span(3, 10), Span(22, 24)))))
    assert bold(block) == ["Xi Jinping", "Xi"]


def test_even_a_quote_that_matches_everywhere_keeps_to_telegrams_hundred_entities() -> None:
    text = "Xi, " * 500
    matched = tuple(Span(start, start + 2) for start in range(0, len(text), 4))
    [block] = html(answer(citation(text.strip(), matched)))
    assert format_text(block, "HTML").violations == ()
    assert 0 < len(bold(block)) < 100


@pytest.mark.parametrize(
    "url",
    ["https://example.org/a?b=1&c=2#d", "http://example.org", "HTTPS://EXAMPLE.ORG/x", 'https://example.org/"><b>'],
)
def test_an_address_of_the_web_becomes_a_link_on_the_title(url: str) -> None:
    [block] = html(answer(citation("A quote.", title="The title", url=url)))
    text, entities = parse_html(block)
    [link] = [entity for entity in entities if entity.type == "text_link"]
    assert link.of(text) == "The title"
    assert {entity.type for entity in entities} == {"blockquote", "text_link", "code"}


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "javascript://example.org/%0aalert(1)",
        "data:text/html,<script>",
        "tg://user?id=42",
        "file:///etc/passwd",
        "ftp://example.org",
        "https://",
        "https:///path",
        "https://:80/",
        "https:example.org",
        "https://\x01",
        "https://[",
        "//example.org",
        "example.org",
        "no address at all",
        "https://exam ple.org/",
        "",
        None,
    ],
)
def test_what_is_no_address_of_the_web_never_becomes_a_link(url: str | None) -> None:
    [block] = html(answer(citation("A quote.", title="The title", url=url)))
    assert links(block) == []
    assert "The title" in visible(block)


@given(citations())
def test_a_link_only_ever_leads_to_the_web(cited: Citation) -> None:
    [block] = html(answer(cited))
    assert all(link.lower().startswith(("http://", "https://")) for link in links(block))


def test_an_unknown_source_or_date_leaves_no_gap() -> None:
    assert shown(citation("Q.", title="T", document_id="d")) == "Q.\nT · d"
    assert shown(citation("Q.", title="T", source="S", document_id="d")) == "Q.\nT · S · d"
    assert shown(citation("Q.", title="T", published="2021-04-15", document_id="d")) == "Q.\nT · 2021-04-15 · d"
    assert shown(citation("Q.", title="T", source="S", published="2021", document_id="d")) == "Q.\nT · S · 2021 · d"


def test_the_best_quote_stands_first_and_the_others_are_folded_by_article() -> None:
    cited = [("One.", "a"), ("Two.", "b"), ("Three.", "a"), ("Four.", "b")]
    best, others = html(
        answer(*(citation(text, (Span(0, 1),), title=it.upper(), document_id=it) for text, it in cited))
    )
    assert visible(best) == "One.\nA · a"
    assert visible(others) == "Three.\n\nB · b\nTwo.\n\nFour."
    assert others.startswith("<blockquote expandable>")
    assert bold(others) == []


def test_nearly_the_same_sentence_of_another_article_is_told_as_another_source() -> None:
    cited = [citation("It rained again.", (Span(0, 2),), title="T", document_id=it) for it in "abc"]
    [block] = html(answer(*cited))
    assert visible(block) == "It rained again.\nT · a\nAlso in 2 other sources: b, c"


def test_with_the_explanation_each_citation_is_a_block_in_the_answers_order() -> None:
    cited = [citation(f"Quote {number}.", (Span(0, 5),)) for number in range(5)]
    blocks = html(answer(*cited), explain=True)
    assert [visible(block).partition("\n")[0] for block in blocks] == [f"Quote {number}." for number in range(5)]


def test_what_an_answer_leaves_out_is_told_above_it() -> None:
    left, _ = html(answer(citation("Q."), left_out=("Xi",), unknown=("football", "<b>")))
    assert visible(left) == "Not in the articles: “football” and “<b>”\nNot in these sentences: “Xi”"
    only, _ = html(answer(citation("Q."), left_out=("Xi",)))
    assert visible(only) == "Not in these sentences: “Xi”"


@pytest.mark.parametrize(
    ("published", "seconds"),
    [
        ("2021-04-14T09:30:00+09:00", 1618360200),
        ("2021-04-14T09:30:00Z", 1618392600),
        ("2021-04-14 09:30:00+00:00", 1618392600),
        ("2021-04-14T09:30:00", None),
        ("2021-04-14", None),
        ("20210414", None),
        ("1969-12-31T23:59:59+00:00", None),
        ("1970-01-01T00:00:00+00:00", None),
        ("2038-01-19T03:14:07+00:00", 2**31 - 1),
        ("2038-01-19T03:14:08+00:00", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("Wednesday, 14 April", None),
    ],
)
def test_only_a_point_of_time_is_shown_in_the_readers_zone(published: str, seconds: int | None) -> None:
    [block] = html(answer(citation("Q.", title="T", document_id="d", published=published, url="https://example.org")))
    assert visible(block) == f"Q.\nT · {readable(published)} · d"
    tag = f'<tg-time unix="{seconds}" format="Dt">{readable(published)}</tg-time>'
    assert (tag in block) == (seconds is not None)
    assert ("<tg-time" in block) == (seconds is not None)
    assert "</a> · " in block


def test_what_was_searched_for_instead_is_told_once_above_the_citations_and_above_a_notice() -> None:
    corrections = (Correction("plegde", "pledged"), Correction("plegded", "pledged"), Correction("Xii", "<Xi>"))
    for told in (
        answer(citation("A."), citation("B."), corrections=corrections),
        answer(citation("A."), answered=False, corrections=corrections),
        answer(corrections=corrections),
    ):
        first, *rest = html(told)
        assert visible(first) == "Searched for: pledged, <Xi>"
        assert "Searched for" not in "".join(rest)


@pytest.mark.parametrize(
    ("words", "missing", "said"),
    [
        (("Xi", "pledge"), (), "."),
        (("Xi", "zebra"), ("zebra",), ". They do not have the word “zebra” at all."),
        (("zebra",), ("zebra",), ". They do not have the word “zebra” at all."),
        (("a", "zebra", "foal"), ("zebra", "foal"), ". They do not have the words “zebra” and “foal” at all."),
        (
            ("zebra", "<i>", "foal"),
            ("zebra", "<i>", "foal"),
            ". They have none of its words: “zebra”, “<i>” and “foal”.",
        ),
        (
            tuple("abcdefgh"),
            tuple("abcdefg"),
            ". They do not have the words “a”, “b”, “c”, “d”, “e” and 2 more at all.",
        ),
        (("b", "z" * 50), ("z" * 50,), f". They do not have the word “{'z' * 39}…” at all."),
    ],
)
def test_without_an_answer_the_words_that_the_articles_do_not_have_are_named(
    words: tuple[str, ...], missing: tuple[str, ...], said: str
) -> None:
    notice, _ = html(answer(citation("A."), answered=False, words=words, missing=missing))
    assert visible(notice) == f"Nothing in the articles answers this{said}"


def test_a_question_in_another_language_is_told_the_languages_of_the_articles_and_not_its_words() -> None:
    told = answer(words=("a", "b"), missing=("a", "b"), languages_instead=("en",))
    [notice] = html(told)
    assert notice == "Nothing in the articles answers this. They are in English: ask in that language."
    many = ("en", "de", "zh", "xx", "fa", "ja", "ko", "hi")
    [notice] = html(answer(words=(), languages_instead=many))
    assert "in these languages: English, German, Chinese, xx, Persian and 3 more. Ask in one of them." in notice


def test_languages_are_named_in_that_of_the_reader() -> None:
    told = answer(languages_instead=("de", "fr"))
    [notice] = html(told, Languages(FOLDER / "answers").templates("es"))
    assert "alemán" in notice
    assert "francés" in notice


@given(citations())
def test_the_closest_sentence_is_cited_as_any_other_and_marked_as_no_answer(cited: Citation) -> None:
    _, closest, *_ = html(answer(cited, citation("Another."), answered=False))
    [as_answer] = html(answer(cited))
    mark, _, rest = closest.partition("\n")
    assert visible(mark) == "Closest, not an answer:"
    assert rest == as_answer


def test_further_close_sentences_are_folded_below_the_closest() -> None:
    told = answer(*(citation(f"Quote {number}.", (Span(0, 5),)) for number in range(3)), answered=False)
    _, closest, others = html(told)
    assert "Closest, not an answer" in closest
    assert others.startswith("<blockquote expandable>")
    assert "Quote 1" in others
    assert "Quote 2" in others


@given(st.lists(TEXTS, max_size=8))
def test_the_words_of_a_question_never_become_markup(words: list[str]) -> None:
    missing = tuple(words)
    corrections = tuple(Correction(word, word) for word in words[::2])
    for block in html(answer(words=missing, missing=missing, corrections=corrections), explain=True):
        assert parse_html(block)[1] == []


def test_a_question_without_an_answer_gets_one_line_and_no_quote() -> None:
    told = html(answer(words=("zebra",)))
    asked_for_words = html(answer(words=()))
    for [block] in (told, asked_for_words):
        text, entities = parse_html(block)
        assert len(text.splitlines()) == 1
        assert entities == []
    assert told != asked_for_words


def test_one_is_told_in_the_singular_and_many_in_the_plural() -> None:
    [one] = html(sources(documents=1, sentences=1))
    [many] = html(sources(documents=2, sentences=1234))
    [none] = html(sources(documents=0, sentences=0))
    assert "1 article, 1 sentence\n" in one
    assert "2 articles, 1,234 sentences\n" in many
    assert "0 articles, 0 sentences\n" in none


def test_a_reload_names_some_of_the_documents_and_counts_them_all() -> None:
    [block] = html(reloaded(added=tuple(f"new{number}.txt" for number in range(8)), removed=("old.txt",)))
    lines = visible(block).splitlines()
    assert "Added 8: new0.txt, new1.txt, new2.txt, new3.txt, new4.txt and 3 more" in lines
    assert "Changed 0" in lines
    assert "Removed 1: old.txt" in lines
    assert "Skipped 0" in lines


@pytest.mark.parametrize("notice", [reloaded(duplicates=3), sources(duplicates=3)], ids=["reload", "sources"])
def test_articles_that_are_there_several_times_are_told_apart(notice: Notice) -> None:
    lines = visible(html(notice)[0]).splitlines()
    assert lines[1].startswith("3 duplicates of them, told of as further sources")
    assert "duplicate" not in visible(html(sources())[0])


def test_a_reload_tells_what_was_skipped_and_why_however_much_it_is() -> None:
    few = visible(html(reloaded(skipped=(Skipped("a.pdf", "is none of .txt"),)))[0])
    assert "a.pdf is none of .txt" in few
    assert "more" not in few
    many = visible(html(reloaded(skipped=tuple(Skipped(f"{n}.pdf", "no") for n in range(12))))[0])
    assert "Skipped 12" in many
    assert "9.pdf no\n" in many
    assert "and 2 more" in many
