"""The text extracted from a page is found in the page's own text."""

import pytest

from retrieval.corpus.loaders.html.source_text import restore_source_text

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
        ("", ""),
    ],
)
def test_a_paragraph_is_as_the_page_has_it_or_left_out(extracted: str, text: str) -> None:
    assert restore_source_text(extracted, PAGE) == text
