"""The terms and answer cues of sentences that are in no index, computed as the ranking computes them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.analysis import terms_and_token_types, tokenise
from retrieval.analysis.sentence_flags import flags_of_texts
from retrieval.ranking.answer_cues import CUES, AnswerCues
from retrieval.segments.listed_terms import ListedTerms
from retrieval.segments.view import SentenceWords


@dataclass(frozen=True, slots=True)
class SentenceCues:
    """The terms and cues of one sentence.

    `sequence` has the terms of all words in order, function words included; `content` the distinct terms of content
    words, of which there are `length` with repetitions. `sentence_cues` belong to no single word;
    `word_cues` have the terms of their words.
    """

    sequence: tuple[str, ...]
    content: frozenset[str]
    sentence_cues: tuple[str, ...]
    word_cues: tuple[tuple[str, frozenset[str]], ...]
    length: int

    def new_cues(self, question: frozenset[str]) -> set[str]:
        """Return the terms and cues that are not in the question, given its content terms.

        A word cue is new if one of its terms is.
        """
        cues = (cue for cue, terms in self.word_cues if not terms <= question)
        return {*({*self.sequence, *self.sentence_cues} - question), *cues}


def sentence_cues(text: str) -> SentenceCues:
    """Return the terms and cues of a sentence."""
    cues = cues_of_texts([text])
    sequence = tuple(cues.terms[it] for it in cues.numbers.tolist())
    terms_of_cue: defaultdict[str, set[str]] = defaultdict(set)
    for position, bits in enumerate(cues.word_cues.tolist()):
        for cue in _cue_names(bits):
            terms_of_cue[cue].add(sequence[position])
    return SentenceCues(
        sequence=sequence,
        content=frozenset(sequence[it] for it in cues.is_content.nonzero()[0].tolist()),
        sentence_cues=_cue_names(int(cues.sentence_cues[0])),
        word_cues=tuple((cue, frozenset(terms)) for cue, terms in terms_of_cue.items()),
        length=int(cues.lengths[0]),
    )


def cues_of_texts(texts: Sequence[str]) -> AnswerCues:
    """Return the cues of sentences."""
    words = [tokenise(text) for text in texts]
    terms, token_types = terms_and_token_types([word for its in words for word in its])
    numbers = {term: number for number, term in enumerate(dict.fromkeys(terms))}
    return AnswerCues.of(
        SentenceWords(
            terms=ListedTerms(numbers),
            numbers=np.fromiter(map(numbers.__getitem__, terms), np.intp, len(terms)),
            token_types=np.frombuffer(token_types, np.uint8),
            lengths=np.array([len(its) for its in words], np.intp),
        ),
        flags_of_texts(texts),
        EnglishTexts(texts),
    )


@dataclass(frozen=True, slots=True)
class EnglishTexts:
    """English sentences as `SentenceTexts`."""

    texts: Sequence[str]

    def __getitem__(self, row: int, /) -> str:
        """Return the text of a sentence."""
        return self.texts[row]

    def words(self, row: int, /) -> list[str]:
        """Return the words of a sentence."""
        return tokenise(self.texts[row])


def _cue_names(cues: int) -> tuple[str, ...]:
    return tuple(name for bit, name in enumerate(CUES) if cues >> bit & 1)
