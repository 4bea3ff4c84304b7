"""Blocks become messages within Telegram's limits, uncut where possible."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.answer import Citation
from bot.rendering.html import MESSAGE_LENGTH
from bot.rendering.html import messages as rendered
from bot.rendering.markup import parse
from bot.utf16 import utf16_length
from retrieval.models import Span
from tests.bot.samples import TEMPLATES, answer, citation, citations, html, notices, visible
from tests.fakes.botapi import utf16_length as as_telegram_counts
from tests.fakes.botapi.formatting import format_text
from tests.fakes.botapi.markup import parse_html

GAP = "\n\n"
LIMITS = st.integers(20, 300)

# Long and short words, of one and of two UTF-16 units, and what is escaped in HTML. No line breaks: so a gap is
# known for one.
_WORDS = st.text(st.sampled_from("ab<>&'\"é“中😀"), min_size=1, max_size=12)
_LONG_WORDS = st.builds(str.__mul__, _WORDS, st.integers(1, 40))
_SENTENCES = st.lists(_WORDS | _LONG_WORDS, min_size=1, max_size=30).map(" ".join)

ANSWERS = st.lists(citations(_SENTENCES), min_size=1, max_size=6)


def blocks_of(cited: list[Citation]) -> list[str]:
    """Return a block for each citation, as long as they are."""
    return [block for it in cited for block in html(answer(it))]


def messages(blocks: list[str], limit: int = MESSAGE_LENGTH) -> list[str]:
    """Return the HTML of the messages that blocks of HTML make."""
    return [message.html for message in rendered([parse(block) for block in blocks], limit)]


def letters(pieces: list[str]) -> str:
    return "".join("".join(visible(piece).split()) for piece in pieces)


@given(ANSWERS, LIMITS)
def test_no_message_is_over_the_limit_and_each_is_well_formed(cited: list[Citation], limit: int) -> None:
    for message in messages(blocks_of(cited), limit):
        assert 0 < as_telegram_counts(visible(message)) <= limit


@given(ANSWERS, LIMITS)
def test_nothing_but_blanks_is_lost_or_moved(cited: list[Citation], limit: int) -> None:
    blocks = blocks_of(cited)
    assert letters(messages(blocks, limit)) == letters(blocks)


@given(ANSWERS, LIMITS)
def test_words_keep_their_emphasis_their_quote_and_their_link_where_a_block_is_split(
    cited: list[Citation], limit: int
) -> None:
    def styled(pieces: list[str]) -> list[tuple[str, str, str | None]]:
        found: list[tuple[str, str, str | None]] = []
        for text, entities in map(parse_html, pieces):
            for entity in sorted(entities, key=lambda it: (it.offset, -it.length)):
                found += [(letter, entity.type, entity.url) for letter in entity.of(text) if not letter.isspace()]
        return sorted(found, key=str)

    blocks = blocks_of(cited)
    assert styled(messages(blocks, limit)) == styled(blocks)


@given(ANSWERS, st.integers(0, 300))
def test_a_split_falls_between_citations_where_each_fits(cited: list[Citation], spare: int) -> None:
    blocks = blocks_of(cited)
    limit = max(as_telegram_counts(visible(block)) for block in blocks) + spare
    split = messages(blocks, limit)
    left = [visible(block) for block in blocks]
    for message in split:
        text = visible(message)
        taken = next(count for count in range(1, len(left) + 1) if GAP.join(left[:count]) == text)
        del left[:taken]
    assert left == []


@given(ANSWERS, LIMITS)
def test_there_are_no_more_messages_than_needed(cited: list[Citation], limit: int) -> None:
    """Of two messages in a row, the second begins where the first had no room for the next block or word."""
    blocks = blocks_of(cited)
    total = sum(as_telegram_counts(visible(block)) + len(GAP) for block in blocks)
    split = messages(blocks, limit)
    if total <= limit:
        assert len(split) == 1
    if all(as_telegram_counts(visible(block)) <= limit for block in blocks):
        for one, other in pairwise(split):
            first_of_other = visible(other).split(GAP)[0]
            assert as_telegram_counts(visible(one)) + len(GAP) + as_telegram_counts(first_of_other) > limit


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_length_is_counted_as_telegram_does(text: str) -> None:
    assert utf16_length(text) == as_telegram_counts(text)


def test_the_limit_is_telegrams() -> None:
    exactly = "a" * MESSAGE_LENGTH
    assert messages([exactly]) == [exactly]
    assert format_text(exactly, "HTML").text == exactly
    assert [len(message) for message in messages([exactly + "a"])] == [MESSAGE_LENGTH, 1]


def test_entities_and_tags_do_not_count_towards_the_limit() -> None:
    block = "<b>" + "&amp;" * MESSAGE_LENGTH + "</b>"
    assert messages([block]) == [block]


def test_a_character_of_two_units_is_not_cut_in_halves() -> None:
    split = messages(["😀" * 3000])
    assert [visible(message) for message in split] == ["😀" * 2048, "😀" * 952]


def test_a_block_that_is_too_long_is_cut_at_a_blank() -> None:
    split = messages(["<blockquote>" + "word " * 2000 + "</blockquote>"])
    for message in split:
        text, entities = parse_html(message)
        assert set(text.split()) == {"word"}
        assert text[0] == "w"
        assert [entity.type for entity in entities] == ["blockquote"]
    assert sum(len(visible(message).split()) for message in split) == 2000
    assert len(split) == 3


def test_no_message_has_more_than_a_hundred_entities() -> None:
    words = "Xi, " * 20
    matched = tuple(Span(start, start + 2) for start in range(0, len(words) - 1, 4))
    blocks = blocks_of([citation(words.strip(), matched)] * 10)
    split = messages(blocks)
    assert GAP.join(map(visible, split)) == GAP.join(map(visible, blocks))
    assert [format_text(message, "HTML").violations for message in split] == [()] * len(split)
    entities = [len(parse_html(message)[1]) for message in split]
    assert sum(entities) == 10 * 23
    assert len(split) == 3  # four citations of 23 entities each to a message


def test_no_quote_stands_within_a_folded_one() -> None:
    [message] = messages(html(answer(*(citation(f"Quote {number}.", (Span(0, 5),)) for number in range(3)))))
    text, entities = parse_html(message)
    quotes = [(it.type, it.of(text)) for it in entities if it.type.endswith("blockquote")]
    assert quotes == [("blockquote", "Quote 0."), ("expandable_blockquote", "Quote 1.\n\nQuote 2.")]


def test_every_notice_is_one_message_that_telegram_takes() -> None:
    for notice in notices("some <words> & more"):
        [message] = messages(html(notice))
        assert format_text(message, "HTML").violations == ()


def test_even_a_notice_of_very_many_words_is_taken() -> None:
    for notice in notices("x" * 5000):
        for message in messages(html(notice)):
            assert format_text(message, "HTML").text


def test_nothing_to_say_is_no_message() -> None:
    assert messages([]) == []


@given(ANSWERS, LIMITS)
def test_without_its_html_a_message_says_the_same(cited: list[Citation], limit: int) -> None:
    for message in rendered(TEMPLATES.blocks(answer(*cited)), limit):
        assert message.plain == visible(message.html)
