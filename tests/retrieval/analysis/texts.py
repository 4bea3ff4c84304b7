"""Hypothesis strategies for texts, with difficult ones more frequent."""

from hypothesis import strategies as st

_MARKERS = "#>-*+•–—"

_PIECES = st.sampled_from(
    [
        *(
            "\n",
            "\r\n",
            "\r",
            "\n\n",
            "\r\n\r\n",
            " \n\t\n",
            "\x0b",
            "\x0c",
            "\x1c",
            "\x85",
            "\u2028",
            "\xa0",
            "\u200b",
        ),
        *(" ", ". ", "? ", "! ", "...", "… ", ": ", ", ", "“", "”", '"', "‘", "’", "?”", ".”", "(", ")", "!)"),
        *("Mr.", "Gen.", "U.S.", "U.N.", "J.K.", "J.", "Inc.", "p.m.", "The ", "he asked", "Xi's", "co-", "per\ncent"),
        *("日本。", "e\u0301", "ﬁ", "İ", "ß", "😀", "\u202e"),
    ],
)
_LAYOUT = st.sampled_from(["# ", "## ", "- ", "* ", "> ", "1. ", "(2) ", "– ", "***", "No. 5", "2.5", "1,000", "2°C"])
_UNMARKED = st.text(st.characters(exclude_categories=["Cs", "Nd"], exclude_characters=_MARKERS), max_size=8)

ANY_TEXT = st.lists(st.one_of(st.text(max_size=8), _PIECES, _LAYOUT), max_size=30).map("".join)
"""Anything that a file may decode to."""

UNMARKED_TEXT = st.lists(
    st.one_of(_UNMARKED, _PIECES.filter(lambda piece: not set(piece) & set(_MARKERS))), max_size=30
).map("".join)
"""Texts in which no line can begin with a heading's, a list's or a quotation's marker."""

PIECES = [
    "a", "1", ".", "?", " ", "'", "’", "-", "1,", "1.", "a.", "A. ", ".)", "!”", "e-", "per ", "e\u0301", "\n", "\r",
    "\f ", "\n ", "# ", "> ", "- a\n", "He said. ", "U.S. The ", "a'", "a" * 70 + "1,", "“", "said.” ", " and ,",
]  # fmt: skip
"""Pieces that a text may repeat without end, each once a risk for some pattern."""
