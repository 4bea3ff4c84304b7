"""Filters in words."""

import pytest

from bot.rendering.filters import filters_in_words
from retrieval.models import Filters


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        (Filters(), ""),
        (Filters(frozenset({"Kyodo", "AP"})), "source: AP, Kyodo"),
        (Filters(since="2021-04-03"), "since April 3, 2021"),
        (Filters(since="2021-04-01"), "since April 2021"),
        (Filters(since="2021-01-01"), "since 2021"),
        (Filters(until="2021-12-31"), "before 2022"),
        (Filters(until="2021-03-31"), "before April 2021"),
        (Filters(until="2021-04-02"), "before April 3, 2021"),
        (Filters(since="1974-03-01", until="1974-03-31"), "March 1974"),
        (Filters(since="2024-02-01", until="2024-02-29"), "February 2024"),
        (Filters(since="2024-01-01", until="2024-12-31"), "2024"),
        (Filters(since="2021-01-01", until="2024-12-31"), "2021 – 2024"),
        (Filters(since="2021-03-01", until="2021-05-31"), "March – May 2021"),
        (Filters(since="2026-11-28", until="2026-11-28"), "November 28, 2026"),
        (Filters(since="2026-11-16", until="2026-11-22"), "Nov 16 – 22, 2026"),
        (Filters(since="2022-01-01", until="2020-12-31"), "since 2022 · before 2021"),
        (Filters(titles=("net", "zero")), "in the title: “net” and “zero”"),
        (Filters(phrases=("net zero",)), "in the article: “net zero”"),
        (Filters(phrases=("net zero",), in_sentence=True), "in the sentence: “net zero”"),
        (Filters(without=("coal", "oil")), "without “coal” and “oil”"),
        (
            Filters(frozenset({"AP"}), "2021-01-01", None, ("climate",), ("coal",), ("net zero",)),
            "source: AP · since 2021 · in the title: “climate” · in the article: “net zero” · without “coal”",
        ),
    ],
)
def test_filters_are_told_in_a_line(filters: Filters, words: str) -> None:
    assert filters_in_words(filters).replace("\u2009", " ") == words


def test_many_and_long_words_are_shortened() -> None:
    words = filters_in_words(Filters(frozenset(f"{number}{'x' * 200}" for number in range(50))))
    assert len(words) < 300
    assert words.endswith("and 45 more")
