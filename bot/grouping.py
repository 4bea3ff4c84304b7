"""Which quotes of an answer say the same, and which stand under one caption. Pure."""

from collections.abc import Iterable, Sequence

from bot.answer import Citation, CitationGroup, Quote
from bot.near_duplicates import SameSentence


def shown_of(citations: Sequence[Citation]) -> list[Citation]:
    """Return the citations to show. Those that rank only by their context help a reader at most in the first place."""
    return [it for it in citations if it.rank == 1 or it.matched]


def group(
    citations: Iterable[Citation], is_same: SameSentence, shown: Iterable[Citation] = ()
) -> tuple[CitationGroup, ...]:
    """Group citations, given in the order of the ranking, and leave out those that repeat one that was `shown` before.

    Nearly the same sentence of another article joins the best citation of it. Quotes of one article stand together,
    where its best one stands.
    """
    before = list(shown)
    kept: list[Citation] = []
    repeats: dict[int, list[Citation]] = {}
    for citation in citations:
        if _original(citation, before, is_same) is not None:
            continue
        if (original := _original(citation, kept, is_same)) is None:
            kept.append(citation)
        else:
            repeats.setdefault(original.rank, []).append(citation)
    articles: dict[str, list[Quote]] = {}
    for citation in kept:
        others = repeats.get(citation.rank, [])
        quote = Quote(citation, tuple(it.rank for it in others), _also_in(citation, others))
        articles.setdefault(citation.document_id, []).append(quote)
    return tuple(CitationGroup(tuple(quotes)) for quotes in articles.values())


def first_quotes(groups: Iterable[CitationGroup], most: int) -> tuple[CitationGroup, ...]:
    """Return the groups with only the first quotes by rank, at most so many."""
    kept = list(groups)
    ranks = sorted(quote.citation.rank for group in kept for quote in group.quotes)
    return up_to(kept, ranks[most - 1]) if 0 < most < len(ranks) else tuple(kept)


def up_to(groups: Iterable[CitationGroup], rank: int) -> tuple[CitationGroup, ...]:
    """Return the groups without quotes of a rank above this one."""
    kept = (tuple(it for it in group.quotes if it.citation.rank <= rank) for group in groups)
    return tuple(CitationGroup(quotes) for quotes in kept if quotes)


def _original(citation: Citation, others: Sequence[Citation], is_same: SameSentence) -> Citation | None:
    """Return the first of the others that says the same in another article."""
    return next(
        (it for it in others if it.document_id != citation.document_id and is_same(it.text, citation.text)), None
    )


def _also_in(citation: Citation, repeats: Sequence[Citation]) -> tuple[str, ...]:
    """Return the publishers of the duplicates and repeats, each once, without the citation's own."""
    names = [*citation.copied_by]
    for it in repeats:
        named = it.publisher or (it.title if it.title != citation.title else "") or it.document_id
        names += [named, *it.copied_by]
    distinct: dict[str, str] = {}
    for name in names:
        distinct.setdefault(name.casefold(), name)
    if citation.publisher is not None:
        distinct.pop(citation.publisher.casefold(), None)
    return tuple(distinct.values())
