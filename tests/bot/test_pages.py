"""The pages of an answer's quotes: each is the same from wherever it is reached, and no two overlap."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest

from bot.answer import Answer, Citation, FurtherQuotes
from bot.near_duplicates import SameSentence
from bot.pages import Pages
from bot.requests import Action
from bot.service import Service
from bot.views import Views, given
from retrieval.models import Span
from tests.bot.articles import searcher
from tests.bot.samples import citation
from tests.golden.questions import SEEDS

LONG = 2000
"""The length of a quote of which no two fit into a message."""


def ranked(*texts: str) -> list[Citation]:
    """Return quotes of these texts in this order, each of an article of its own."""
    return [
        replace(citation(text, (Span(0, 1),), document_id=f"{rank}.txt"), rank=rank)
        for rank, text in enumerate(texts, start=1)
    ]


def ranks(page: FurtherQuotes) -> list[int]:
    return sorted(quote.citation.rank for group in page.groups for quote in group.quotes)


def all_pages(pages: Pages, quotes: Sequence[Citation], first: int) -> list[FurtherQuotes]:
    """Return the pages as *More* leads from each to the next."""
    found, place = [], first
    while (page := pages.at(place, quotes, first)) is not None:
        found.append(page)
        if page.following is None:
            break
        place = page.following
    return found


SAID = ("Ann ran home.", "Bob ate pie.", "Cy saw it.")
QUOTES = {
    "a page of repetitions": ranked(*SAID, *SAID, "Di won.", "Ed hid."),
    "long and short quotes": ranked(
        *(letter * (9 if place % 3 else LONG) for place, letter in enumerate("abcdefghij"))
    ),
}


def test_back_from_behind_a_skipped_page_leads_to_the_page_before_it() -> None:
    pages, quotes = Pages(3, SameSentence()), QUOTES["a page of repetitions"]
    skipping = pages.at(3, quotes, 3)
    assert skipping is not None
    assert (ranks(skipping), skipping.place, skipping.previous, skipping.following) == ([7, 8], 6, 0, None)
    assert pages.at(skipping.place, quotes, 3) == skipping


@pytest.mark.parametrize("first", [1, 2, 3])
@pytest.mark.parametrize("quotes", QUOTES.values(), ids=QUOTES.keys())
def test_pages_follow_each_other_both_ways_and_share_no_quote(quotes: list[Citation], first: int) -> None:
    pages = Pages(3, SameSentence())
    found = all_pages(pages, quotes, first)
    listed = [rank for page in found for rank in ranks(page)]
    assert len(listed) == len(set(listed)) > 0
    assert min(listed) > first
    for before, page in pairwise(found):
        assert pages.at(page.previous, quotes, first) == before
    assert found[0].previous == 0


@pytest.mark.parametrize("first", [1, 2, 3])
@pytest.mark.parametrize("quotes", QUOTES.values(), ids=QUOTES.keys())
def test_each_quote_of_a_page_leads_back_to_that_page(quotes: list[Citation], first: int) -> None:
    pages = Pages(3, SameSentence())
    for page in all_pages(pages, quotes, first):
        assert all(pages.at(rank - 1, quotes, first) == page for rank in ranks(page))


def test_back_from_a_quote_in_its_context_returns_to_the_page_that_was_open() -> None:
    async def turn() -> None:
        service = Service(searcher(SEEDS), citations=2)
        views = Views(service, 2)
        answer = await service.ask("what did Xi pledge?")
        about = given(answer)
        page = await views.show(about, Action.QUOTES, len(answer.citations))
        pages = [page]
        while isinstance(page, FurtherQuotes):
            context = await views.show(about, Action.CONTEXT, page.place)
            assert not isinstance(context, Answer | FurtherQuotes)
            assert await views.show(about, Action.QUOTES, page.place) == page
            if page.following is None:
                break
            page = await views.show(about, Action.QUOTES, page.following)
            pages.append(page)
        assert len(pages) > 2
        for before, page in zip([answer, *pages], pages, strict=False):
            assert isinstance(page, FurtherQuotes)
            assert await views.show(about, Action.QUOTES, page.previous) == before

    asyncio.run(turn())
