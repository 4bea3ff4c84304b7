"""The lines of printed pages."""

import pytest

from retrieval.corpus.loaders.pdf_paragraphs import paragraphs_of

FULL = "This line is as long as a full line of the page is, so that it goes on in the"


def test_lines_are_joined_into_paragraphs() -> None:
    page = f"A heading\n{FULL}\nnext one, which is the last one of it.\n{FULL}\nlast. Then it ends."
    assert paragraphs_of([page]).split("\n\n") == [
        "A heading",
        f"{FULL} next one, which is the last one of it.",
        f"{FULL} last. Then it ends.",
    ]


def test_a_paragraph_goes_over_the_end_of_a_page_and_its_number() -> None:
    pages = [f"Head of all\n{FULL}\n{FULL}n\n1", "Head of all\nnext page, and ends.\nSo it is.\n2"]
    assert f"{FULL} {FULL}n next page, and ends." in paragraphs_of(pages).split("\n\n")


@pytest.mark.parametrize("foot", ["{0}", "- {0} -", "Page {0} of 4", "{0}/4", "Draft {0} of the law, April 2021"])
def test_what_is_repeated_at_the_ends_of_pages_but_for_numbers_is_dropped(foot: str) -> None:
    days = ("Monday", "Tuesday", "Friday", "Sunday")
    pages = [f"It was on {day} that they met.\n{foot.format(number)}" for number, day in enumerate(days, start=1)]
    assert paragraphs_of(pages) == "\n\n".join(f"It was on {day} that they met." for day in days)


def test_the_heads_of_even_and_odd_pages_and_of_chapters_are_dropped() -> None:
    heads = ["The Book", "One: Winter"] * 3 + ["The Book", "Two: Spring"] * 3
    words = "abcdefghijkl"
    pages = [f"{head}\nThe {word} was seen by all." for head, word in zip(heads, words, strict=True)]
    assert paragraphs_of(pages) == "\n\n".join(f"The {word} was seen by all." for word in words)


def test_items_are_paragraphs_without_their_bullets() -> None:
    assert paragraphs_of(["Bring these:\n• A coat.\n• Two\npairs of shoes."]) == (
        "Bring these:\n\nA coat.\n\nTwo pairs of shoes."
    )


def test_a_line_repeated_within_pages_is_kept() -> None:
    page = "{0} begins here\nThen more\nAnd more\nChorus of all\nAnd more again\nThen {0}\nIt ends with {0}"
    assert paragraphs_of([page.format(name) for name in ("Ann", "Bob", "Cid")]).count("Chorus of all") == 3


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ("the environ-\nment", "the environment"),
        ("the environ\xad\nment", "the environment"),
        ("well-known, so well-\nknown", "well-known, so well-known"),
        ("in 2019-\n2021 it", "in 2019- 2021 it"),
        ("Jean-\nPaul spoke", "Jean-Paul spoke"),
        ("the o\ufb03ce", "the office"),
    ],
)
def test_broken_words_are_joined_as_the_document_writes_them(lines: str, text: str) -> None:
    assert paragraphs_of([lines]) == text


@pytest.mark.parametrize("pages", [[], [""], ["\n\n"], ["", ""], ["1", "2"]])
def test_pages_without_words_are_nothing(pages: list[str]) -> None:
    assert paragraphs_of(pages) == ""
