"""RSS and Atom."""

from html import escape

import pytest

from retrieval.models import Document, Skipped
from tests.retrieval.corpus.loaders.extracted import ExtractedContract, sentences

_RSS = (
    '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
    "<title>The Northport Courier</title><link>https://courier.example/</link><language>en-gb</language>{0}"
    "</channel></rss>"
)
_ITEM = """<item><title>Harbour bridge &amp;amp; ferry</title><link>https://courier.example/1</link>
<guid isPermaLink="false">courier-1</guid><dc:creator>Ines Falk</dc:creator>
<pubDate>Mon, 11 Mar 2024 06:30:00 +0100</pubDate><description>A summary only.</description>
<content:encoded><![CDATA[<p>The bridge will reopen on 6&nbsp;May.</p><p>It cost &pound;4.2m, the council&#8217;s
report says.</p><script>alert("no")</script>]]></content:encoded></item>"""
_ATOM = """<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de">
<title>Hafenblatt</title>
<entry><title type="html">Br&amp;uuml;cke offen</title><link href="https://blatt.example/1"/><id>urn:x:1</id>
<updated>2024-03-12T10:00:00Z</updated><published>2024-03-11T06:30:00+01:00</published>
<author><name>J. Lind</name></author>
<summary>Kurz.</summary><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Die Brücke ist offen.</p>
<p>Die Fähre fährt.</p></div></content></entry>
<entry><title>Nur Text</title><id>urn:x:2</id><updated>2024-03-12T10:00:00Z</updated>
<content type="text">1 &lt; 2, sagte sie.</content></entry></feed>"""


class TestFeed(ExtractedContract):
    """An entry of a feed is a document."""

    suffix = ".rss"

    def file_of(self, *paragraphs: str) -> bytes:
        content = escape("".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs))
        return _RSS.format(f"<item><title>Title</title><description>{content}</description></item>").encode()

    def test_an_entry_of_rss_is_its_content_with_all_that_is_told_of_it(self) -> None:
        assert self.document(_RSS.format(_ITEM).encode()) == Document(
            id="courier-1",
            text="The bridge will reopen on 6 May.\n\nIt cost £4.2m, the council’s report says.",
            title="Harbour bridge & ferry",
            source="The Northport Courier",
            published="2024-03-11T06:30:00+01:00",
            url="https://courier.example/1",
            author="Ines Falk",
            language="en",
        )

    def test_entries_of_atom_are_read_as_html_or_as_text_as_they_say(self) -> None:
        first, second = self.load(_ATOM.encode())
        assert first == Document(
            id="urn:x:1",
            text="Die Brücke ist offen.\n\nDie Fähre fährt.",
            title="Brücke offen",
            source="Hafenblatt",
            published="2024-03-11T06:30:00+01:00",
            url="https://blatt.example/1",
            author="J. Lind",
            language="de",
        )
        assert isinstance(second, Document)
        assert (second.text, second.published) == ("1 < 2, sagte sie.", "2024-03-12T10:00:00+00:00")

    def test_an_entry_without_content_is_its_summary(self) -> None:
        item = "<item><title>T</title><description>&lt;p&gt;The ferry stops.&lt;/p&gt;&lt;p&gt;It is old.&lt;/p&gt;"
        assert sentences(self.document(_RSS.format(item + "</description></item>").encode())) == [
            "The ferry stops.",
            "It is old.",
        ]

    def test_an_entry_without_id_is_known_by_its_address_or_else_by_its_number(self) -> None:
        items = (
            "<item><title>A</title><link>https://x.example/a</link><description>One.</description></item>",
            "<item><title>B</title><description>Two.</description></item>",
        )
        documents = self.load(_RSS.format("".join(items)).encode())
        assert [item.id for item in documents if isinstance(item, Document)] == [
            "https://x.example/a",
            f"{self.path}#2",
        ]

    def test_an_entry_without_text_is_told_and_the_others_are_kept(self) -> None:
        first, second = self.load(_RSS.format("<item><title>None</title></item>" + _ITEM).encode())
        assert first == Skipped(self.path, "entry 1 has no text")
        assert isinstance(second, Document)

    def test_a_date_that_tells_no_year_is_none(self) -> None:
        item = "<item><title>T</title><pubDate>--03-11</pubDate><description>One.</description></item>"
        assert self.document(_RSS.format(item).encode()).published is None

    @pytest.mark.parametrize(
        ("file", "reason"),
        [
            ('<?xml version="1.0"?><urlset><url/></urlset>', "is not an RSS or Atom feed"),
            ("Words, no markup.", "is not an RSS or Atom feed"),
            ("<html><body>Words</body></html>", "is not an RSS or Atom feed"),
            (_RSS.format(""), "is a feed without entries"),
            (
                '<!DOCTYPE rss [<!ENTITY a "ha">]><rss><item/></rss>',
                "declares XML entities of its own, which are not read",
            ),
            ("<rss>" + "<item>" * 400_000 + "x", "has more than 300,000 tags"),
        ],
    )
    def test_a_file_that_is_no_feed_is_told(self, file: str, reason: str) -> None:
        assert self.reason(file.encode()) == reason

    def test_a_feed_in_another_encoding_is_read_as_it_declares(self) -> None:
        feed = _ATOM.replace("utf-8", "windows-1252").encode("cp1252")
        first, _ = self.load(feed)
        assert isinstance(first, Document)
        assert first.text == "Die Brücke ist offen.\n\nDie Fähre fährt."

    def test_a_feed_that_is_not_well_formed_is_read_as_far_as_it_goes(self) -> None:
        feed = _RSS.format(_ITEM + _ITEM.replace("courier-1", "courier-2").replace("</title>", "& more</title>"))
        ids = [item.id for item in self.load(feed.encode()) if isinstance(item, Document)]
        assert ids == ["courier-1", "courier-2"]
