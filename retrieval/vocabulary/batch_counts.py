"""Term ids and word counts of a batch of sentences, computed on arrays: many times as fast as sentence by sentence."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis.languages import ENGLISH, Analysis
from retrieval.vocabulary.acronyms import explained_acronyms
from retrieval.vocabulary.counts import WordTable, begins_with, has_end_mark
from retrieval.vocabulary.hash_table import Ids
from retrieval.vocabulary.interning import CONTENT, LOWER, OF_PAIR, WordInterner

_CHARACTERS_AT_ONCE = 1 << 20
"""Characters that are tokenised together: this takes about ten times as many bytes meanwhile."""


@dataclass(frozen=True, slots=True, eq=False)
class BatchCounts:
    """The terms of a batch, as indexes into its `vocabulary`, and the counts of its words.

    `ids` are the terms of the sentences' content words, concatenated, `counts` their number per sentence; `title_ids`
    and `title_counts` are those of titles. `word_terms`, `word_token_types`, `word_hashes` and `word_counts` are of all
    words of the sentences, function words included, `title_word_terms` and `title_word_counts` of all words of the
    titles. `interned` maps indexes into `vocabulary` to term ids of the `WordInterner`. `words` counts the words of all
    sentences and titles.
    """

    ids: Ids
    counts: Ids
    title_ids: Ids
    title_counts: Ids
    word_terms: Ids
    word_token_types: NDArray[np.uint8]
    word_hashes: NDArray[np.uint16]
    word_counts: Ids
    title_word_terms: Ids
    title_word_counts: Ids
    vocabulary: tuple[str, ...]
    interned: Ids
    words: WordTable


class BatchCounter:
    """Collects the texts of documents and counts their words."""

    def __init__(self, words: WordInterner | None = None) -> None:
        """Begin with no document; `words` may know words of other batches."""
        self._words = WordInterner() if words is None else words
        self._texts: list[str] = []  # not tokenised yet, all of one language
        self._analysis: Analysis = ENGLISH
        self._characters = 0
        self._found: list[Ids] = [np.empty(0, np.uint32)]
        self._sentences: list[str] = []
        self._sizes: list[int] = []

    def add(self, title: str, sentences: Sequence[str], analysis: Analysis = ENGLISH) -> None:
        """Add a document of at least one sentence, with the analysis of its language."""
        if analysis is not self._analysis:
            self._tokenise()
            self._analysis = analysis
        self._texts.append(title)
        self._texts += sentences
        self._characters += len(title) + sum(map(len, sentences))
        self._sentences += sentences
        self._sizes.append(len(sentences))
        if self._characters > _CHARACTERS_AT_ONCE:
            self._tokenise()

    def _tokenise(self) -> None:
        if self._texts:
            self._found.append(self._words.ids_in(self._texts, self._analysis))
        self._texts, self._characters = [], 0

    def counts(self) -> BatchCounts:
        """Return the terms and counts of all documents added."""
        self._tokenise()
        ids = np.concatenate(self._found)
        breaks = np.flatnonzero(ids == 0)
        sizes = np.diff(breaks, prepend=-1) - 1  # of each text, title or sentence
        ids = ids[ids != 0]
        is_title = np.zeros(len(breaks), np.bool_)
        is_title[np.cumsum([0, *self._sizes[:-1]]) + np.arange(len(self._sizes))] = True
        kinds = self._words.kinds()
        is_content = kinds.take(ids) >= CONTENT
        of_content = ids[is_content]
        texts = np.repeat(np.arange(len(breaks), dtype=np.int32), sizes)[is_content]
        content_sizes = np.bincount(texts, minlength=len(breaks))
        counts = content_sizes[~is_title]
        in_title = np.repeat(is_title, content_sizes)
        words, in_titles = of_content[~in_title], of_content[in_title]
        of_title = np.repeat(is_title, sizes)
        is_word = kinds.take(ids) != OF_PAIR
        if not is_word.all():
            of_text = np.repeat(np.arange(len(breaks), dtype=np.int32), sizes)[is_word]
            sizes, ids, of_title = np.bincount(of_text, minlength=len(breaks)), ids[is_word], of_title[is_word]
        all_words = ids[~of_title]
        word_counts = sizes[~is_title]

        term_ids = self._words.term_ids()
        of_sentences, of_titles, word_terms = (term_ids.take(it) for it in (words, in_titles, all_words))
        title_terms = term_ids.take(ids[of_title])
        vocabulary = self._vocabulary(
            np.concatenate((of_sentences, of_titles)), np.concatenate((word_terms, title_terms))
        )
        place = np.empty(len(self._words.terms), np.uint32)
        place[vocabulary] = np.arange(len(vocabulary), dtype=np.uint32)
        return BatchCounts(
            ids=place.take(of_sentences),
            counts=counts.astype(np.uint32),
            title_ids=place.take(of_titles),
            title_counts=content_sizes[is_title].astype(np.uint32),
            word_terms=place.take(word_terms),
            word_token_types=self._words.token_types().take(all_words),
            word_hashes=self._words.word_hashes().take(all_words),
            word_counts=word_counts.astype(np.uint32),
            title_word_terms=place.take(title_terms),
            title_word_counts=sizes[is_title].astype(np.uint32),
            vocabulary=tuple(map(self._words.terms.__getitem__, vocabulary.tolist())),
            interned=vocabulary,
            words=self._table(of_content, words[self._informative(kinds, words, counts, all_words, word_counts)]),
        )

    def _vocabulary(self, of_content: Ids, of_all: Ids) -> Ids:
        """Return the terms of content words by first occurrence, then the other terms of function words, sorted.

        The order depends on this batch alone, whatever words of other batches the interner knows.
        """
        first = _by_first_occurrence(of_content)
        is_other = np.zeros(len(self._words.terms), np.bool_)
        is_other[of_all] = True
        is_other[first] = False
        others = sorted(np.flatnonzero(is_other).tolist(), key=self._words.terms.__getitem__)
        return np.concatenate((first, np.array(others, np.uint32)))

    def _table(self, of_content: Ids, informative: Ids) -> WordTable:
        """Count the content words of titles and sentences, and those whose case is informative."""
        of_content = of_content[self._words.kinds().take(of_content) != OF_PAIR]
        distinct = _by_first_occurrence(of_content)
        place = np.empty(len(self._words.words), np.int64)
        place[distinct] = np.arange(len(distinct))
        aliases = Counter(it for text in self._sentences if "(" in text for it in explained_acronyms(text))
        return WordTable(
            len(self._sentences),
            list(map(self._words.words.__getitem__, distinct.tolist())),
            list(map(self._words.terms.__getitem__, self._words.term_ids()[distinct].tolist())),
            np.bincount(place.take(of_content), minlength=len(distinct)).astype(np.uint32),
            np.bincount(place.take(informative), minlength=len(distinct)).astype(np.uint32),
            dict(aliases),
        )

    def _informative(
        self,
        kinds: NDArray[np.uint8],
        words: Ids,
        counts: NDArray[np.intp],
        all_words: Ids,
        all_counts: NDArray[np.intp],
    ) -> NDArray[np.bool_]:
        """Tell for each content word of the sentences whether its case is informative: see `WordTable`."""
        sentence = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
        has_cases = np.zeros(len(counts), np.bool_)
        has_cases[sentence[kinds.take(words) == LOWER]] = True
        has_cases &= np.fromiter(map(has_end_mark, self._sentences), np.bool_, len(counts))
        starts = (np.cumsum(counts) - counts)[has_cases]
        leading, first = words[starts], all_words[(np.cumsum(all_counts) - all_counts)[has_cases]]
        begins = leading == first
        # A sentence whose first word is another may begin with this one only if both have the same first letter.
        letters = self._words.first_letters()
        doubtful = np.flatnonzero(~begins & (letters.take(leading) == letters.take(first)))
        places = np.flatnonzero(has_cases)[doubtful].tolist()
        begins[doubtful] = [
            begins_with(self._sentences[place], self._words.words[word])
            for place, word in zip(places, leading[doubtful].tolist(), strict=True)
        ]
        informative: NDArray[np.bool_] = np.repeat(has_cases, counts) & (kinds.take(words) != OF_PAIR)
        informative[starts[begins]] = False
        return informative


def _by_first_occurrence(ids: Ids) -> Ids:
    """Return the distinct ids in the order of first occurrence."""
    places = np.arange(len(ids), dtype=np.int32)
    first = np.empty(int(ids.max(initial=0)) + 1, np.int32)
    first[ids[::-1]] = places[::-1]  # the last write wins
    distinct: Ids = ids[first.take(ids) == places]
    return distinct
