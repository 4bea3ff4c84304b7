"""The passage around a quote."""

from hypothesis import given
from hypothesis import strategies as st

from retrieval.analysis.passages import passage
from retrieval.models import Document, Span

_TEXT = "A heading\n\nFirst of it. The quote. Last of it.\n\nAlone here.\n\nThe end of all.\n"


def _around(quote: str, text: str = _TEXT, most: int = 1000, body: int = 0) -> str:
    start = text.index(quote)
    found = passage(Document("a", text, "A", body=body), Span(start, start + len(quote)), most)
    assert found.start <= start <= start + len(quote) <= found.end
    return text[found.start : found.end]


def test_a_quote_stands_in_its_paragraph() -> None:
    assert _around("The quote.") == "First of it. The quote. Last of it."


def test_a_quote_that_is_a_paragraph_of_its_own_stands_between_those_beside_it() -> None:
    assert _around("Alone here.") == "First of it. The quote. Last of it.\n\nAlone here.\n\nThe end of all."


def test_what_comes_before_the_body_is_not_shown() -> None:
    text = "---\ntitle: a\n---\nOnly this.\n"
    assert _around("Only this.", text, body=text.index("Only")) == "Only this."


def test_a_long_paragraph_is_cut_between_words() -> None:
    text = "one two three. The quote. four five six."
    assert _around("The quote.", text, most=9) == "three. The quote. four"


def test_a_quote_that_begins_with_the_marker_of_a_heading_keeps_it() -> None:
    """A block begins behind its marker."""
    assert _around("# A quote", "# A quote\n") == "# A quote"


@given(st.text("a .\n#-", max_size=80), st.data())
def test_a_passage_always_holds_the_quote_and_never_reaches_further_than_it_may(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = passage(Document("a", text, "A"), Span(start, end), 10)
    assert start - 10 <= found.start <= start
    assert end <= found.end <= end + 10
