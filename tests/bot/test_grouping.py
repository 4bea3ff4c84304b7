"""Citations of the same sentence, and of the same article, stand together."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.answer import Citation
from bot.grouping import group
from bot.near_duplicates import SameSentence
from config.languages import read_language
from tests.bot.samples import citation

IS_SAME = SameSentence(read_language("en")["near_duplicates"])
OPENED, EDITED, BURNED = "The harbour opened again.", "The harbour has opened again.", "The forest of Arden burned."


def ranked(*cited: tuple[str, str, str | None], copied_by: tuple[str, ...] = ()) -> list[Citation]:
    """Make citations of texts, documents and publishers; the first has the duplicates."""
    made = [
        replace(citation(text, document_id=document), rank=rank, publisher=publisher)
        for rank, (text, document, publisher) in enumerate(cited, start=1)
    ]
    return [replace(made[0], copied_by=copied_by), *made[1:]]


def test_nearly_the_same_sentence_of_another_article_joins_the_best_one() -> None:
    [found] = group(ranked((OPENED, "a", "Crow"), (EDITED, "b", "Heron"), (OPENED, "c", "Owl")), IS_SAME)
    [quote] = found.quotes
    assert quote.citation.rank == 1
    assert quote.repeated_by == (2, 3)
    assert quote.also_in == ("Heron", "Owl")


def test_the_same_sentence_twice_in_one_article_is_two_quotes_under_one_caption() -> None:
    [found] = group(ranked((OPENED, "a", "Crow"), (EDITED, "a", "Crow")), IS_SAME)
    assert [quote.citation.rank for quote in found.quotes] == [1, 2]


def test_quotes_of_one_article_stand_where_its_best_one_stands() -> None:
    found = group(ranked((OPENED, "a", None), (BURNED, "b", None), ("Ferries sail.", "a", None)), IS_SAME)
    assert [[quote.citation.rank for quote in it.quotes] for it in found] == [[1, 3], [2]]


def test_publishers_are_counted_once_and_without_the_citations_own() -> None:
    cited = ranked(
        (OPENED, "a", "Crow"), (EDITED, "b", "crow"), (OPENED, "c", "Owl"), copied_by=("OWL", "Heron", "Crow")
    )
    [found] = group(cited, IS_SAME)
    assert found.quotes[0].also_in == ("OWL", "Heron")


def test_an_article_of_no_known_publisher_counts_for_itself() -> None:
    [found] = group(ranked((OPENED, "a.txt", None), (OPENED, "b.txt", None), (OPENED, "c.txt", None)), IS_SAME)
    assert found.quotes[0].also_in == ("b.txt", "c.txt")


def test_what_was_shown_before_is_not_shown_again() -> None:
    first, again, new = ranked((OPENED, "a", "Crow"), (EDITED, "b", "Heron"), (BURNED, "a", "Crow"))
    [found] = group([again, new], IS_SAME, shown=[first])
    assert [quote.citation for quote in found.quotes] == [new]


@given(
    st.lists(st.tuples(st.sampled_from([OPENED, EDITED, BURNED, "Ferries sail."]), st.sampled_from("abc")), min_size=1)
)
def test_each_citation_is_shown_or_repeats_one_that_ranks_higher(cited: list[tuple[str, str]]) -> None:
    citations = ranked(*((text, document, None) for text, document in cited))
    quotes = [quote for it in group(citations, IS_SAME) for quote in it.quotes]
    assert sorted(rank for it in quotes for rank in (it.citation.rank, *it.repeated_by)) == [
        it.rank for it in citations
    ]
    assert all(rank > it.citation.rank for it in quotes for rank in it.repeated_by)
    assert quotes[0].citation.rank == 1
