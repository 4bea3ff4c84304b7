"""Web pages."""

from html import escape

import pytest

from retrieval.corpus.loaders.html import html_to_text
from tests.retrieval.corpus.loaders.extracted import ExtractedContract, sentences

# A news page as sites write them, with all that stands around an article.
NEWS = """<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8">
<title>Harbour bridge to reopen in May | The Northport Courier</title>
<meta property="og:title" content="Harbour bridge to reopen in May, council says">
<meta property="og:site_name" content="The Northport Courier">
<meta property="article:modified_time" content="2024-03-12T08:00:00Z">
<link rel="canonical" href="https://courier.example/news/harbour-bridge">
<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{"@type": "NewsArticle",
"headline": "Harbour bridge to reopen in May", "datePublished": "2024-03-11T06:30:00+01:00",
"author": [{"@type": "Person", "name": "Ines Falk"}, {"@type": "Person", "name": "Tom Okafor"}],
"publisher": {"@type": "Organization", "name": "The Northport Courier"}}]}</script>
<style>.x { color: red }</style></head>
<body class="single has-cookie-banner">
<div id="cookie-notice"><p>We use cookies to improve your experience. Accept them all.</p><button>OK</button></div>
<header><nav><ul><li><a href="/">Home</a></li><li><a href="/weather">Weather in Northport today</a></li></ul></nav>
<p>The city's newspaper since 1874.</p></header>
<main><article>
<h1>Harbour bridge to reopen in May, council says</h1>
<time datetime="2024-03-11T06:30:00+01:00">11 March 2024</time>
<p>The harbour bridge will reopen to traffic on 6&nbsp;May, six months after a barge struck its central
pier, the city council said on Monday.</p>
<p>Repairs cost &pound;4.2m, of which the barge&rsquo;s owner will pay <strong>two thirds</strong>, the
coun&shy;cil&#39;s report says. &ldquo;We are relieved,&rdquo; said the mayor, Dr. Lena Abbott.</p>
<aside><p>Sign up for our letter and read the news first.</p></aside>
<h2>Ferry to stop</h2>
<p>The ferry will make its last crossing on 12 May.<br>It will then be sold.</p>
<ul><li>Cars may cross from 6 a.m.</li><li>Lorries over 7.5 tonnes must wait until June.</li></ul>
<table><tr><th>Month</th><th>Passengers</th></tr><tr><td>January</td><td>48,200</td></tr></table>
<blockquote><p>Nobody was hurt, the harbour master said.</p></blockquote>
</article>
<section class="related-stories"><h3>Related</h3><a href="/x">Barge captain fined after harbour accident</a></section>
<section id="comments"><h2>2 comments</h2><ol class="comment-list"><li><p>About time! I waited for months.</p></li>
<li><p>What a waste of money this bridge is.</p></li></ol></section>
</main><footer><p>&copy; 2024 The Northport Courier. All rights reserved.</p></footer></body></html>
"""
_FIRST = (
    "The harbour bridge will reopen to traffic on 6 May, six months after a barge struck its central pier, "
    "the city council said on Monday."
)
TEXT = "<p>The bridge will reopen in May, the council said on Monday, after six months of work.</p>" * 2


class TestHtml(ExtractedContract):
    """An `.html` file is the article of its page."""

    suffix = ".html"

    def file_of(self, *paragraphs: str) -> bytes:
        body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
        return f"<html><body><article>{body}</article></body></html>".encode()

    def test_of_a_news_page_the_article_alone_becomes_sentences(self) -> None:
        assert sentences(self.document(NEWS.encode())) == [
            "Harbour bridge to reopen in May, council says",
            _FIRST,
            "Repairs cost £4.2m, of which the barge’s owner will pay two thirds, the council's report says.",
            "“We are relieved,” said the mayor, Dr. Lena Abbott.",
            "Ferry to stop",
            "The ferry will make its last crossing on 12 May.",
            "It will then be sold.",
            "Cars may cross from 6 a.m.",
            "Lorries over 7.5 tonnes must wait until June.",
            "Month | Passengers",
            "January | 48,200",
            "Nobody was hurt, the harbour master said.",
        ]

    def test_a_news_page_tells_title_date_source_author_address_and_language(self) -> None:
        document = self.document(NEWS.encode())
        assert document.title == "Harbour bridge to reopen in May, council says"
        assert document.published == "2024-03-11T06:30:00+01:00"
        assert document.source == "The Northport Courier"
        assert document.author == "Ines Falk, Tom Okafor"
        assert document.url == "https://courier.example/news/harbour-bridge"
        assert document.language == "en"

    @pytest.mark.parametrize(
        ("markup", "published"),
        [
            ('<meta property="article:published_time" content="2021-04-14T10:30:00Z">', "2021-04-14T10:30:00+00:00"),
            ('<meta name="date" content="2021-04-14T10:30">', "2021-04-14T10:30:00+00:00"),
            ('<meta name="DC.date.issued" content="2021-04-14">', "2021-04-14"),
            ('<meta itemprop="datePublished" content="April 14, 2021">', "2021-04-14"),
            ('<time datetime="2021-04-14">yesterday</time>', "2021-04-14"),
            ('<p class="entry-date">14 April 2021</p>', "2021-04-14"),
            ('<meta property="article:modified_time" content="2021-04-14T10:30:00Z">', None),
            ("<p>On 14 April 2021 nothing happened.</p><p>© 2020</p>", None),
            ('<p class="published">2 hours ago</p>', None),
            ("", None),
        ],
    )
    def test_a_date_is_what_the_markup_says_and_never_a_guess(self, markup: str, published: str | None) -> None:
        page = f"<html><body><article>{markup}{TEXT}</article></body></html>"
        assert self.document(page.encode()).published == published

    @pytest.mark.parametrize(
        ("head", "encoding"),
        [
            ('<meta charset="windows-1251">', "cp1251"),
            ('<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">', "koi8_r"),
            ("<meta charset='iso-8859-5'>", "iso8859_5"),
            ("", "utf-16"),
            ("", "utf-8-sig"),
            ("<meta charset='latin1'>", "utf-8"),  # saved anew, and the declaration forgotten
            ("<meta charset='no-such-thing'>", "utf-8"),
        ],
    )
    def test_the_declared_encoding_counts(self, head: str, encoding: str) -> None:
        text = "Президент заявил в среду, что мост откроют в мае. Переговоры продолжатся."
        page = f"<html><head>{head}</head><body><article><p>{text}</p></article></body></html>"
        assert self.document(page.encode(encoding)).text == text

    def test_one_broken_character_does_not_spoil_a_page(self) -> None:
        page = self.file_of("The café was full.", "The mayor spoke.").replace(b"mayor", b"m\xffyor")
        assert "The café was full." in self.document(page).text

    def test_mojibake_is_undone_and_good_text_is_left_as_it_is(self) -> None:
        good = "“Ça va?” – he’d read ﬁve of № 5’s ½-inch ＡＢＣ cards…"
        document = self.document(self.file_of("The cafÃ© wasnâ€™t full on Monday.", good))
        assert document.text == f"The café wasn’t full on Monday.\n\n{good}"

    @pytest.mark.parametrize("markup", ["<html><body></body></html>", "<p>***</p>", "<script>var words = 1</script>"])
    def test_a_page_that_shows_no_words_is_skipped(self, markup: str) -> None:
        assert self.reason(markup.encode()) == "has no words"

    def test_a_page_in_which_no_article_is_found_is_read_all_the_same(self) -> None:
        assert self.document(b"<div class='comments'>Closed today.</div>").text == "Closed today."

    def test_a_short_page_has_no_navigation_either(self) -> None:
        page = (
            "<html><body><header><a href='/'>Home of news</a></header><nav><a href='/a'>All articles</a></nav>"
            "<div class='cookie-consent'><p>We use cookies on this page.</p></div><p>The bridge is open.</p>"
            "<footer>All rights reserved by us.</footer></body></html>"
        )
        assert self.document(page.encode()).text == "The bridge is open."

    def test_a_bar_of_links_and_the_marks_of_footnotes_are_dropped(self) -> None:
        page = (
            "<div><a href='/'>Home</a> | <a href='/n'>News</a> | <a href='/l'>Live</a></div>"
            "<div><p>The city was founded in 1312.<sup><a href='#n1'>[1]</a></sup> It measures 84 km<sup>2</sup>.</p>"
            "<p>See <a href='/a'>a</a>, "
            "<a href='/b'>b</a> and <a href='/c'>c</a>.</p></div>"
        )
        assert self.document(page.encode()).text == (
            "The city was founded in 1312. It measures 84 km2.\n\nSee a, b and c."
        )

    def test_xhtml_whose_elements_are_closed_at_once_is_not_swallowed(self) -> None:
        page = '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/><script src="x"/></head>'
        assert self.document(f"{page}<body><p>The bridge is open.</p></body></html>".encode()).text

    @pytest.mark.parametrize("tags", ["<div>", "<table><tr><td>", "<b>", "<blockquote>"])
    def test_tags_nested_a_hundred_thousand_deep_are_told(self, tags: str) -> None:
        assert self.reason((tags * 100_000 + "Deep words.").encode()) in {
            "is nested too deeply",
            "has more than 300,000 tags",
        }

    def test_tags_nested_deeper_than_python_can_recurse_are_read(self) -> None:
        page = "<div>" * 1500 + "<p>The bridge is open.</p>" + "</div>" * 1500
        assert self.document(page.encode()).text == "The bridge is open."

    def test_fifty_megabytes_are_skipped_unread(self) -> None:
        assert self.reason(b"<p>The bridge is open.</p>" * 2_000_000) == "is larger than 32 MiB (largest_file)"

    def test_a_page_as_large_as_a_book_is_read(self) -> None:
        page = "<html><body><nav>Home of news</nav>" + "<p>The bridge is open.</p>" * 60_000
        assert self.document(page.encode()).text.count("\n\n") == 59_999

    @pytest.mark.parametrize("number", [20_000, 300_000])
    def test_a_tag_of_a_million_attributes_is_told(self, number: int) -> None:
        page = "<p " + " ".join(f"a{i:x}" for i in range(number)) + ">The bridge is open."
        assert self.reason(page.encode()) == "has more attributes than any page needs"

    def test_a_picture_written_into_the_page_is_no_reason_to_skip_it(self) -> None:
        picture = "<img alt='b' src='data:image/svg+xml," + "M 0 0 L " * 10_000 + "'>"
        assert "reopen in May" in self.document(f"<article>{picture}{TEXT}</article>".encode()).text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("One.<br>Two.<br><br>Three.", "One.\nTwo.\n\nThree."),
        ("<b>O</b>ne <i>two</i>,\n  three.", "One two, three."),
        ("Fish &amp; chips &lt;3 &euro;5&nbsp;each", "Fish & chips <3 €5 each"),
        ("no markup &amp;amp; at all", "no markup & at all"),
        ("<div>A<div>B</div>C</div>", "A\n\nB\n\nC"),
        ("<ul><li>a</li><li>b</li></ul>", "a\n\nb"),
        (
            "<table><tr><td>Name</td><td>Year</td></tr><tr><td>Ann</td><td>1984</td></tr></table>",
            "Name | Year\n\nAnn | 1984",
        ),
        ("<table><tr><td>It rained.</td><td>They left.</td></tr></table>", "It rained.\n\nThey left."),
        ("<pre>one\ntwo</pre>", "one\ntwo"),
        ("a<script>b</script><style>c</style><!-- d --><template>e</template>f", "af"),
        ("a<span style='display: none'>b</span><span hidden>c</span>d", "ad"),
        ("<p>a<p>b", "a\n\nb"),
        ("", ""),
        ("<br>", ""),
    ],
)
def test_html_becomes_text_with_a_blank_line_between_paragraphs(markup: str, text: str) -> None:
    assert html_to_text(markup) == text
