"""The text extracted from a page is found in the page's own text."""

from collections.abc import Sequence

import pytest

from retrieval.corpus.loaders.blocks import TextBlock
from retrieval.corpus.loaders.html.source_text import restore_source_text
from retrieval.models import SentenceKind

PAGE = "Home\n\nThe bridge (see #7) measures 84 km2, he said, and more.\n\nIt is old.\nVery old.\n\nThe end."


@pytest.mark.parametrize(
    ("extracted", "text"),
    [
        ("It is old. Very old.\n\nThe end.", "It is old. Very old.\n\nThe end."),
        ("The end.\n\nIt is old.", "The end.\n\nIt is old."),
        (
            "The bridge (see #7) measures 84 km 2 , he said, and more.",
            "The bridge (see #7) measures 84 km2, he said, and more.",
        ),
        ("The bridge) measures 84 km2, he said, and more.", "The bridge (see #7) measures 84 km2, he said, and more."),
        ("Nowhere on the page.\n\nThe end.", "The end."),
    ],
)
def test_a_paragraph_is_as_the_page_has_it_or_left_out(extracted: str, text: str) -> None:
    page = [TextBlock(it) for it in PAGE.split("\n\n")]
    assert [it.text for it in restore_source_text(extracted.split("\n\n"), page)] == text.split("\n\n")


HEADING, CODE, PROSE = SentenceKind.HEADING, SentenceKind.CODE, SentenceKind.PROSE


@pytest.mark.parametrize(
    ("extracted", "blocks"),
    [
        (["Opening", "The lock opens at six."], [("Opening", HEADING), ("The lock opens at six.", PROSE)]),
        (["Opening The lock opens at six."], [("Opening", HEADING), ("The lock opens at six.", PROSE)]),
        (["lock = open() lock.close()"], [("lock = open()\n\nlock.close()", CODE)]),
        (["For example: lock = open()"], [("For example:", PROSE), ("lock = open()", CODE)]),
    ],
)
def test_a_paragraph_has_the_kind_of_its_block_and_is_divided_where_that_changes(
    extracted: Sequence[str], blocks: Sequence[tuple[str, SentenceKind]]
) -> None:
    page = [
        TextBlock("Opening", HEADING),
        TextBlock("The lock opens at six."),
        TextBlock("For example:"),
        TextBlock("lock = open()\n\nlock.close()", CODE),
    ]
    assert restore_source_text(extracted, page) == [TextBlock(*it) for it in blocks]


def test_a_short_heading_is_not_found_within_a_word() -> None:
    page = [TextBlock("The ticketing office sells ticket books."), TextBlock("Tick", HEADING), TextBlock("It ticks.")]
    assert restore_source_text(["Tick"], page) == [TextBlock("Tick", HEADING)]


def test_paragraphs_of_a_block_are_found_one_by_one_where_the_page_has_something_between() -> None:
    page = [TextBlock("It is old.\n\nAdvertisement\n\nIt is very old."), TextBlock("a = 1\n\nb = 2", CODE)]
    found = restore_source_text(["It is old.\n\nIt is very old.", "a = 1\n\nb = 2"], page)
    assert found == [TextBlock("It is old."), TextBlock("It is very old."), page[1]]
