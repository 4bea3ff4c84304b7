"""What competes under a query's filters, and what comes first of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial, reduce

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis import is_stopword_in_any_case, tokenise
from retrieval.analysis.languages import terms_of_filter
from retrieval.models import Candidate, Filters, Query, Weights
from retrieval.search.bm25 import DOCUMENT, Scores, candidates_in
from retrieval.search.route import Passing, Route, fastest_route, frequencies_of
from retrieval.segments.open_collection import Ints, OpenCollection
from retrieval.segments.phrases import Occurrences, Phrase, occurrences, phrases_of
from retrieval.segments.sentence_filters import Terms, with_phrases, without_words

_Flags = NDArray[np.bool_]

_CACHED, _CACHED_PHRASES = 16, 4  # a frequent phrase takes eight bytes for each sentence that has it
_FEW_DOCUMENTS = 2000
"""Documents that are looked up by their words before a phrase is looked for in them, rather than in all."""

_NONE = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """The sentences that compete: those of `passing` that have the `phrases`, which are looked for only when they must.

    Their documents must have all of `in_document`, which are looked for likewise. `regardless` are ids, ascending, of
    sentences that compete even if they share no term with the query, for they have all phrases; these come before all
    others that have not. `route` is the fastest way for an engine that proposes. `has_function_words` tells whether
    function words are excluded, of which an engine has no postings.
    """

    collection: OpenCollection
    passing: Passing
    phrases: Sequence[Phrase]
    regardless: Ints
    route: Route
    has_function_words: bool
    in_document: Sequence[Phrase] = ()

    def may_compete(self, sentence_ids: Ints) -> _Flags:
        """Flag the sentences that compete as far as that can be told without reading them."""
        competing = self.passing.documents[self.collection.place_of(sentence_ids)]
        return competing if self.passing.among is None else competing & _is_in(sentence_ids, self.passing.among)

    def is_worth_scoring(self, sentence_ids: Ints) -> _Flags:
        """Flag the sentences that compete, or may, of those that an engine proposes by the route."""
        is_left_out = self.route.engine_filter.excluded and not self.has_function_words
        return self.may_compete(sentence_ids) if is_left_out else self.passes(sentence_ids)

    def passes(self, sentence_ids: Ints) -> _Flags:
        """Flag the sentences that compete, or may but for the phrases."""
        passing = self.may_compete(sentence_ids)
        if self.passing.excluded:
            passing[passing] = without_words(self.collection, self.passing.excluded, sentence_ids[passing])
        return passing

    def are_regardless(self, sentence_ids: Ints) -> _Flags:
        """Flag the sentences that compete even if they share no term with the query."""
        return _is_in(sentence_ids, self.regardless)

    def best(self, ids: Ints, scores: Sequence[Scores], weights: Weights, limit: int) -> list[Candidate]:
        """Return those of some sentences that compete, best first, at most `limit`; ids are ascending."""
        worse = -weights.blend(*scores)
        if self.passing.among is None:  # else all have the phrases
            order = np.lexsort((worse, ~self.are_regardless(ids)))
        else:
            order = worse.argsort(kind="stable")  # as above, ties stay in order of id
        found = [_NONE]
        step = limit + limit // 4 + 1  # nearly all pass
        for start in range(0, len(order), step) if limit > 0 else ():
            some = order[start : start + step]
            some = some[self.passes(ids[some])]
            if self.phrases:
                some = some[with_phrases(self.collection, self.phrases, ids[some])]
            found.append(some[self._are_in_documents_with_phrases(ids[some])] if self.in_document else some)
            if sum(map(len, found)) >= limit:
                break
        return candidates_in(np.concatenate(found)[: max(limit, 0)], ids, scores)

    def _are_in_documents_with_phrases(self, sentence_ids: Ints) -> _Flags:
        of = self.collection.place_of(sentence_ids)
        documents = _documents_with(self.collection, of)
        for phrase in self.in_document:
            found = occurrences(self.collection, phrase, documents)
            documents = _documents_with(self.collection, found.verified_places(self.collection, phrase))
        flags: _Flags = documents[of]
        return flags


class Selections:
    """The selections of recent filters over one collection."""

    def __init__(self, collection: OpenCollection, documents_with: Callable[[Terms], Ints] | None = None) -> None:
        """Take the collection that is searched.

        A function that finds the documents with some content words, by place, makes it faster to find a phrase of them.
        """
        self._collection = collection
        self._plain = lru_cache(_CACHED)(partial(_plain, collection))
        self._by_phrases = lru_cache(_CACHED_PHRASES)(partial(_ByPhrases, collection, documents_with))
        self._complete = lru_cache(_CACHED_PHRASES)(_ByPhrases.complete)

    def search(
        self, query: Query, limit: int, search: Callable[[Selection | None], list[Candidate]]
    ) -> list[Candidate]:
        """Return what a function finds that searches under a selection, or without one if nothing is filtered.

        Sentences with all phrases of the filters come first. If as many as `limit` are found among those that may have
        them, nothing else is looked at; if not, so many of these are verified, or all, and then the documents, too.
        """
        filters = query.filters
        if filters.is_empty:
            return search(None)
        if not phrases_of(filters, self._collection):
            return search(self._plain(filters))
        by_phrases = self._by_phrases(filters)
        if by_phrases.may_have(limit):
            found = search(by_phrases.quick)
            if len(found) >= limit:
                return found
        return search(self._complete(by_phrases, limit))


def _plain(collection: OpenCollection, filters: Filters) -> Selection:
    return _selection(collection, filters, collection.passing(filters.of_documents).places)


class _ByPhrases:
    """The selections by filters with phrases."""

    def __init__(
        self, collection: OpenCollection, documents_with: Callable[[Terms], Ints] | None, filters: Filters
    ) -> None:
        """Look where the phrases may stand."""
        self._collection = collection
        self._filters = filters
        self._phrases = phrases_of(filters, collection)
        self._documents = collection.passing(filters.of_documents).places
        content = [terms for phrase in self._phrases for terms in phrase.content]
        if documents_with is not None and _are_rare(collection, content):
            self._documents = self._documents & _documents_with(collection, documents_with(content))
        found = []
        for phrase in self._phrases:
            found.append(occurrences(self._collection, phrase, self._documents))
            places = found[-1].places(self._collection)
            self._documents = self._documents & _documents_with(self._collection, places)
        if len(found) > 1:  # a later phrase left out documents
            found = [its.among(self._collection, self._documents) for its in found]
        self._among = _in_sentence(found)

    def may_have(self, limit: int) -> bool:
        """Tell whether so many sentences may have all phrases that `limit` probably do."""
        return len(self._among) >= 2 * limit

    @cached_property
    def quick(self) -> Selection:
        """The sentences that may have all phrases, which are not yet verified."""
        return self._of_sentences(self._among, verified=_NONE, phrases=self._phrases)

    def complete(self, limit: int) -> Selection:
        """Select what has the phrases though it may share no term with a query: sentences, if `limit` have all.

        If fewer have, and the phrases need not stand in one sentence, these come first, and then their documents.
        """
        verified = self._verified(limit)
        if len(verified) >= limit:
            return self._of_sentences(self._among, verified=verified, phrases=self._phrases)
        if self._filters.in_sentence:
            return self._of_sentences(verified, verified=verified, phrases=())
        return _selection(
            self._collection, self._filters, self._documents, regardless=verified, in_document=self._phrases
        )

    def _verified(self, limit: int) -> Ints:
        """Return the first sentences of the corpus that pass and have all phrases: at least `limit`, or all."""
        excluded = _excluded(self._filters, self._collection)
        found = [_NONE]
        for start in range(0, len(self._among), 2 * limit):
            some = self._among[start : start + 2 * limit]
            some = some[without_words(self._collection, excluded, some)] if excluded else some
            found.append(some[with_phrases(self._collection, self._phrases, some)])
            if sum(map(len, found)) >= limit:
                break
        return np.concatenate(found)

    def _of_sentences(self, among: Ints, *, verified: Ints, phrases: Sequence[Phrase]) -> Selection:
        documents = self._documents
        if among is not self._among:
            documents = _documents_with(self._collection, self._collection.place_of(among))
        return _selection(
            self._collection,
            self._filters,
            documents,
            among=among,
            required=[terms for phrase in self._phrases for terms in phrase.content],
            phrases=phrases,
            regardless=verified,
        )


def _are_rare(collection: OpenCollection, words: Terms) -> bool:
    """Tell whether few documents have all of some words."""
    return any(frequencies_of(collection, alternatives)[DOCUMENT] <= _FEW_DOCUMENTS for alternatives in words)


def _in_sentence(found: Sequence[Occurrences]) -> Ints:
    """Return the ids of the sentences that have all phrases."""
    return reduce(lambda some, others: some[_is_in(some, others)], [its.inside for its in found])


def _documents_with(collection: OpenCollection, places: Ints) -> _Flags:
    """Flag documents, given by place."""
    documents = np.zeros(len(collection.first_sentence) - 1, np.bool_)
    documents[places] = True
    return documents


def _is_in(sentence_ids: Ints, some: Ints) -> _Flags:
    """Flag the sentences that are among some, which are ascending."""
    if not len(some):
        return np.zeros(len(sentence_ids), np.bool_)
    at = some.searchsorted(sentence_ids)
    at[at == len(some)] = 0
    flags: _Flags = some[at] == sentence_ids
    return flags


def _excluded(filters: Filters, collection: OpenCollection) -> list[Terms]:
    """Return the words that a sentence must not have together, each by its alternatives."""
    return [terms for it in filters.without if (terms := terms_of_filter(it, collection.languages()))]


def _selection(  # noqa: PLR0913  (each is a part of it)
    collection: OpenCollection,
    filters: Filters,
    documents: _Flags,
    *,
    among: Ints | None = None,
    required: Terms = (),
    phrases: Sequence[Phrase] = (),
    regardless: Ints = _NONE,
    in_document: Sequence[Phrase] = (),
) -> Selection:
    passing = Passing(documents, among, required, _excluded(filters, collection))
    return Selection(
        collection,
        passing,
        phrases,
        regardless,
        fastest_route(collection, filters, passing),
        has_function_words=any(is_stopword_in_any_case(word) for it in filters.without for word in tokenise(it)),
        in_document=in_document,
    )
