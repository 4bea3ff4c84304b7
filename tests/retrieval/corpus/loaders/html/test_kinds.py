"""Headings, fields and code of web pages are marked."""

from io import BytesIO

import pytest

from retrieval.corpus.loaders import ReadingOptions
from retrieval.corpus.loaders.html import html_blocks, load_html
from retrieval.models import Document, SentenceKind

PROSE, HEADING, FIELD, CODE = SentenceKind.PROSE, SentenceKind.HEADING, SentenceKind.FIELD, SentenceKind.CODE

MANUAL = """<!DOCTYPE html>
<html lang="en"><head><title>Locks of the canal</title></head><body><main>
<h1>Locks of the canal</h1>
<p>A lock lifts a boat from one level of the canal to the next. It has two gates, and a keeper opens one at a time.</p>
<h2>Opening a lock</h2>
<p>The keeper opens a lock with one order, which the office on the quay must have signed beforehand:</p>
<pre>lock = canal.lock(3)

lock.open(gate="upper")</pre>
<dl class="py function"><dt class="sig sig-object py" id="open">
<span class="sig-name descname">open</span>(<em>gate</em>)</dt>
<dd><p>Opens a gate of the lock, and waits until the water behind it has come to rest.</p>
<dl class="field-list simple"><dt>Parameters</dt><dd><p>gate is the name of the gate that is to be opened.</p></dd></dl>
</dd></dl>
<table><tr><th>Gate</th><th>Width</th></tr><tr><td>upper</td><td>9 m</td></tr>
<tr><td>lower</td><td>It is as wide as the upper gate.</td></tr></table>
</main></body></html>"""


def read(page: str) -> Document:
    """Read a page."""
    (document,) = load_html(BytesIO(page.encode()), "page.html", ReadingOptions())
    assert isinstance(document, Document)
    return document


def test_what_is_no_prose_in_a_manual_is_marked() -> None:
    document = read(MANUAL)
    assert [(document.text[it.start : it.end], it.kind) for it in document.marks] == [
        ("Locks of the canal", HEADING),
        ("Opening a lock", HEADING),
        ('lock = canal.lock(3)\n\nlock.open(gate="upper")', CODE),
        ("open(gate)", CODE),
        ("Parameters", FIELD),
        ("Gate | Width", FIELD),
        ("upper | 9 m", FIELD),
    ]


@pytest.mark.parametrize(
    ("markup", "kind"),
    [
        ("<h4>Who may open a lock?</h4>", HEADING),
        ("<h2>The bridge will open again in May, the council said on Monday.</h2>", PROSE),
        ("<h2>The bridge will open again in May, the council said on Monday</h2>", HEADING),
        ("<p class='admonition-title'>Note</p>", HEADING),
        ("<p class='title'><b>Table 3. Gates</b></p>", HEADING),
        ("<div role='heading'>Gates</div>", HEADING),
        ("<dt>threshold (integer)</dt>", FIELD),
        ("<dl><dt id='a'><code class='descname'>lock.open</code>(gate)</dt></dl>", CODE),
        ("<pre>make install</pre>", CODE),
        ("<pre>for lock in canal:\n    lock.open()</pre>", CODE),
        ("<pre>The canal was dug by hand, and took nine years.\nIt was opened in June.</pre>", PROSE),
        ("<pre>运河是人工挖掘的。它在六月开通。</pre>", PROSE),
        ("<pre class='screen'>The lock is open. All is well.</pre>", CODE),
        ("<p>The canal was dug by hand</p>", PROSE),
        ("<p class='lead title-case'>The canal was dug by hand</p>", PROSE),
        ("<table><tr><td>Length</td><td>84 km</td></tr></table>", FIELD),
        ("<table><tr><td>The canal was dug by hand</td></tr></table>", PROSE),
        ("<table><tr><td>Length</td><td>It is 84 km long.</td></tr></table>", PROSE),
    ],
)
def test_the_kind_of_a_block(markup: str, kind: SentenceKind) -> None:
    (block,) = html_blocks(f"<html><body>{markup}</body></html>")
    assert block.kind == kind
