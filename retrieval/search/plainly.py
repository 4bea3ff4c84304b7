"""What an index tells at once, put together from what it tells one by one."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retrieval.segments.view import AROUND, Regarded

if TYPE_CHECKING:
    from retrieval.search.port import Index


def regarded(
    index: "Index",
    terms: Sequence[str],
    sentence_ids: NDArray[np.intp],
    documents: NDArray[np.intp],
    shown: NDArray[np.uint8],
) -> Regarded:
    """Return what `Index.regard` returns, given the sentences' documents, and what they show by their characters."""
    sentences = index.sentences(sentence_ids.tolist())
    firsts, ends = index.bounds(sentence_ids).T[:, :, None]
    ids = sentence_ids[:, None] + np.array(AROUND)
    is_there = (firsts <= ids) & (ids < ends)
    return Regarded(
        texts=[it.text for it in sentences],
        shown=shown,
        documents=documents,
        starts=np.array([it.start for it in sentences], np.intp),
        is_display=np.array([it.is_display for it in sentences], np.bool_),
        lengths=index.text_lengths(sentence_ids),
        words=index.words(sentence_ids),
        held=index.holding(terms, np.where(is_there, ids, sentence_ids[:, None])) & is_there,
        titled=index.titled(terms, sentence_ids),
    )


def around(index: "Index", terms: Sequence[str], sentence_id: int, reach: int) -> tuple[NDArray[np.bool_], int]:
    """Return what `Index.around` returns."""
    [[first, end]] = index.bounds(np.array([sentence_id])).tolist()
    begin = max(first, sentence_id - reach)
    return index.holding(terms, np.arange(begin, min(end, sentence_id + reach + 1))), sentence_id - begin
