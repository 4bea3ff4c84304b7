"""The terms and signs of single sentences, as the ranking sees them, for sentences that no index has."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.analysis import terms_and_token_types, tokenise
from retrieval.analysis.sentence_flags import flags_of_texts
from retrieval.ranking.answer_cues import SIGNS, AnswerCues
from retrieval.segments.listed_terms import ListedTerms
from retrieval.segments.view import SentenceWords


@dataclass(frozen=True, slots=True)
class SentenceCues:
    """The terms and signs of one sentence.

    `sequence` has the terms of all words in order, function words included; `content` the distinct terms of content
    words, of which there are `length` with repetitions. `sentence_signs` are signs of the sentence as a whole;
    `word_signs` are signs of single words, each with the terms of the words that bear it.
    """

    sequence: tuple[str, ...]
    content: frozenset[str]
    sentence_signs: tuple[str, ...]
    word_signs: tuple[tuple[str, frozenset[str]], ...]
    length: int

    def new_cues(self, question: frozenset[str]) -> set[str]:
        """Return the terms and signs that are not in the question, given its content terms.

        A sign of words is new if one of these words is.
        """
        signs = (sign for sign, terms in self.word_signs if not terms <= question)
        return {*({*self.sequence, *self.sentence_signs} - question), *signs}


def sentence_cues(text: str) -> SentenceCues:
    """Return the terms and signs of a sentence."""
    cues = cues_of_texts([text])
    sequence = tuple(cues.terms[it] for it in cues.numbers.tolist())
    signs: defaultdict[str, set[str]] = defaultdict(set)
    for position, bits in enumerate(cues.signs.tolist()):
        for sign in _sign_names(bits):
            signs[sign].add(sequence[position])
    return SentenceCues(
        sequence=sequence,
        content=frozenset(sequence[it] for it in cues.is_content.nonzero()[0].tolist()),
        sentence_signs=_sign_names(int(cues.sentence_signs[0])),
        word_signs=tuple((sign, frozenset(terms)) for sign, terms in signs.items()),
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
            roles=np.frombuffer(token_types, np.uint8),
            lengths=np.array([len(its) for its in words], np.intp),
        ),
        flags_of_texts(texts),
        texts,
    )


def _sign_names(signs: int) -> tuple[str, ...]:
    return tuple(name for bit, name in enumerate(SIGNS) if signs >> bit & 1)
