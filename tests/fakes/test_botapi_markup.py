"""Telegram's HTML: texts, entities, errors, and what becomes of spaces and control characters."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .botapi import Entity, utf16_length
from .botapi.entities import settle
from .botapi.formatting import format_caption, format_text
from .botapi.links import accepted_url
from .botapi.markup import parse_html
from .botapi.records import ApiError

# What hypothesis may put into a message: all that can be written in UTF-8, but no null byte.
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"))


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("plain", "plain", []),
        ("<b>x</b><strong>y</strong>", "xy", [("bold", 0, 2)]),
        ("<i>x</i> <em>y</em>", "x y", [("italic", 0, 1), ("italic", 2, 1)]),
        ("<u>x</u> <ins>y</ins>", "x y", [("underline", 0, 1), ("underline", 2, 1)]),
        ("<s>x</s> <strike>y</strike>", "x y", [("strikethrough", 0, 1), ("strikethrough", 2, 1)]),
        ("<del>x</del>", "x", [("strikethrough", 0, 1)]),
        ('<span class="tg-spoiler">x</span>', "x", [("spoiler", 0, 1)]),
        ("<tg-spoiler>x</tg-spoiler>", "x", [("spoiler", 0, 1)]),
        ("<code>x</code>", "x", [("code", 0, 1)]),
        ("<pre>x\n y</pre>", "x\n y", [("pre", 0, 4)]),
        ("<blockquote>x</blockquote>", "x", [("blockquote", 0, 1)]),
        ("<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", 0, 1)]),
        ("<BLOCKQUOTE expandable=''>x</BlockQuote >", "x", [("expandable_blockquote", 0, 1)]),
        ("<B>x</b>", "x", [("bold", 0, 1)]),
        ("<b\n>x</>", "x", [("bold", 0, 1)]),
        ("😀<b>😀é</b>", "😀😀é", [("bold", 2, 3)]),
        ("<b></b>x", "x", []),
        ("<b> x </b>", " x", [("bold", 0, 2)]),
        (" \n <b>x </b> \n", "x", [("bold", 0, 1)]),
        ("&lt;b&gt; &amp;amp; &quot;", '<b> &amp; "', []),
        ("&#65;&#x42;&#128512;&amp", "AB😀&", []),
        ("&nbsp;&copy;&apos;&#0;&#x;&ampx; & &", "&nbsp;&copy;&apos;&#0;&#x;&ampx; & &", []),
        ("a > b", "a > b", []),
        ("x\ty\r\nz\u202eq", "x y\nzq", []),
        ("<b>a<i>b</i>c</b>", "abc", [("bold", 0, 1), ("bold", 1, 2), ("italic", 1, 1)]),
        ("<b>a<code>b</code>c</b>", "abc", [("bold", 0, 1), ("code", 1, 1), ("bold", 2, 1)]),
        ("<code>a<b>b</b></code>", "ab", [("code", 0, 2)]),
        ("<blockquote>a<b>b</b></blockquote>", "ab", [("blockquote", 0, 2), ("bold", 1, 1)]),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "ab", [("blockquote", 0, 2)]),
    ],
)
def test_a_text_becomes_plain_text_with_entities(source: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    """Each case is what the real server makes of it."""
    formatted = format_text(source, "HTML")
    assert formatted.text == text
    assert [(entity.type, entity.offset, entity.length) for entity in formatted.entities] == entities
    assert formatted.violations == ()


@pytest.mark.parametrize(
    ("source", "entities"),
    [
        ('<a href="https://a.org/?q=1&amp;r=2">x</a>', [Entity("text_link", 0, 1, url="https://a.org/?q=1&r=2")]),
        ("<a href='A.org'>x</a>", [Entity("text_link", 0, 1, url="http://a.org/")]),
        ("<a>a.org/b</a>", [Entity("text_link", 0, 7, url="http://a.org/b")]),
        ('<a href="http://localhost/">x</a>', []),
        ('<a href="javascript:alert(1)">x</a>', []),
        ('<a href="tg://user?id=9">x</a>', [Entity("text_mention", 0, 1, user_id=9)]),
        ('<tg-emoji emoji-id="536">😀</tg-emoji>', [Entity("custom_emoji", 0, 2, custom_emoji_id="536")]),
        ('<tg-time unix="1618000000">x</tg-time>', [Entity("date_time", 0, 1, unix_time=1618000000)]),
        (
            "<tg-time unix=1 format=wDT>x</tg-time>",  # an unquoted value is read in small letters
            [Entity("date_time", 0, 1, unix_time=1, date_time_format="wdt")],
        ),
        (
            '<tg-time unix="2147483647" format="wDT">x</tg-time>',
            [Entity("date_time", 0, 1, unix_time=2**31 - 1, date_time_format="wDT")],
        ),
        ('<tg-time unix="0">x</tg-time>', []),
        ('<tg-time unix="-1">x</tg-time>', []),
        ('<tg-time unix="2147483648">x</tg-time>', []),
        ('<a href="a.org"><tg-time unix="1">x</tg-time></a>', [Entity("text_link", 0, 1, url="http://a.org/")]),
        ('<a href="a.org">x<tg-time unix="1">y</tg-time></a>', [Entity("text_link", 0, 2, url="http://a.org/")]),
        (
            '<b><tg-time unix="1">x</tg-time></b>',
            [Entity("date_time", 0, 1, unix_time=1), Entity("bold", 0, 1)],
        ),
        ('<pre><code class="language-py">x</code></pre>', [Entity("pre", 0, 1, language="py")]),
        ("<code class=language-py><pre>x</pre></code>", [Entity("pre", 0, 1, language="py")]),
        ('<pre>x<code class="language-py">y</code></pre>', [Entity("pre", 0, 2)]),
        ('<code class="language-py">x</code>', [Entity("code", 0, 1)]),
    ],
)
def test_tags_with_attributes_keep_what_telegram_keeps(source: str, entities: list[Entity]) -> None:
    """An address that Telegram refuses costs the link, not the text."""
    assert list(format_text(source, "html").entities) == entities


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("é<x>", 'Unsupported start tag "x" at byte offset 2'),
        ("1 < 2 ", 'Unsupported start tag "" at byte offset 2'),
        ("line<br/>", 'Unsupported start tag "br/" at byte offset 4'),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("x <", "Unclosed start tag at byte offset 2"),
        ("x <b", "Unclosed start tag at byte offset 2"),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a href", 'Unclosed start tag "a" at byte offset 0'),
        ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
        ("<a href=x", "Unclosed start tag at byte offset 0"),
        ('<a "x">', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=x/y>", "Unexpected end of name token at byte offset 8"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<tg-emoji>x</tg-emoji>", "Invalid custom emoji identifier specified"),
        ("<tg-time>x</tg-time>", "Invalid date specified"),
        ('<tg-time unix="1" format="R">x</tg-time>', "Invalid date-time format specified"),
        ("a\0b", "Text must not contain null bytes"),
        ("&#xD83D;", "Text contains invalid Unicode characters after decoding HTML entities"),
    ],
)
def test_what_telegram_cannot_parse_fails_in_its_words(source: str, reason: str) -> None:
    """Byte offsets are those of the UTF-8 text as sent."""
    with pytest.raises(ApiError) as refused:
        parse_html(source)
    assert refused.value.code == 400
    assert refused.value.description.startswith(f"Bad Request: can't parse entities: {reason}")


@given(TEXTS)
def test_an_escaped_text_comes_back_as_it_was(text: str) -> None:
    """Escaping with the standard library is enough for Telegram."""
    assert parse_html(html.escape(text)) == (text, [])


@given(TEXTS, TEXTS, st.sampled_from(["b", "i", "u", "s", "code", "pre", "blockquote", "tg-spoiler"]))
def test_an_entity_covers_what_its_tag_held(before: str, inside: str, tag: str) -> None:
    """Offset and length are right whatever stands before and inside."""
    text, entities = parse_html(f"{html.escape(before)}<{tag}>{html.escape(inside)}</{tag}>")
    assert [entity.of(text) for entity in entities] == ([inside] if inside else [])


@given(TEXTS, st.lists(st.tuples(st.sampled_from(["bold", "italic", "code", "blockquote"]), TEXTS)))
def test_settled_entities_never_cross(filling: str, spans: list[tuple[str, str]]) -> None:
    """Whatever a bot sends, one entity holds another or is apart from it."""
    entities = [
        Entity(kind, utf16_length(filling) // (place + 1), utf16_length(text))
        for place, (kind, text) in enumerate(spans)
    ]
    settled = settle(entities)
    for place, one in enumerate(settled):
        for other in settled[place + 1 :]:
            assert other.offset >= one.end or other.end <= one.end


def test_entities_may_be_given_instead_of_a_parse_mode() -> None:
    """They move along with what is cleaned and trimmed away."""
    formatted = format_text("  a\rbc ", "", [Entity("bold", 4, 1), Entity("italic", 6, 1)])
    assert (formatted.text, formatted.entities) == ("abc", (Entity("bold", 1, 1),))


@pytest.mark.parametrize("url", ["", "nodot", "http://", "ftp://a.org", "http://a b.org", "http://a.org:port/"])
def test_an_address_telegram_does_not_accept_is_none(url: str) -> None:
    """No link comes of it."""
    assert accepted_url(url) is None


def test_times_that_are_given_as_entities_obey_the_same_rules() -> None:
    """It makes no difference how a bot says it."""
    times = [Entity("date_time", offset, 1, unix_time=unix) for offset, unix in enumerate((0, 1, 2**31))]
    assert format_text("abc", "", times).entities == (times[1],)


def test_entities_that_weigh_too_much_in_all_are_refused() -> None:
    """Long addresses reach this limit before the text reaches its own."""
    link = f'<a href="https://a.org/{"x" * 1000}">y</a> '
    assert len(format_text(link * 9, "HTML").entities) == 9
    with pytest.raises(ApiError, match="ENTITIES_TOO_LONG"):
        format_text(link * 10, "HTML")


def test_a_caption_may_be_empty_and_is_shorter_than_a_text() -> None:
    """It has at most 1024 UTF-16 units after parsing."""
    assert format_caption("", "HTML").text == ""
    assert len(format_caption(f"<b>{'x' * 1024}</b>", "HTML").text) == 1024
    with pytest.raises(ApiError, match="message caption is too long"):
        format_caption("x" * 1025, "HTML")


def test_an_unknown_parse_mode_is_refused() -> None:
    """It is no reason to send plain text."""
    with pytest.raises(ApiError, match="unsupported parse_mode"):
        format_text("x", "bbcode")
