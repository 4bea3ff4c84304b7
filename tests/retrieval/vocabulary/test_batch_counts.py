"""Counting the words of many sentences at once gives the same counts as one sentence at a time."""

from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from retrieval.analysis import is_stopword, terms_and_token_types, terms_of, tokenise, word_hash
from retrieval.analysis.languages import ENGLISH
from retrieval.analysis.units import PAIR
from retrieval.vocabulary.batch_counts import BatchCounter, BatchCounts
from retrieval.vocabulary.interning import WordInterner
from tests.retrieval.vocabulary.reference import count_words

_WORDS = """
    The the Minister minister said he It IT U.S. US 1,000 2.5 re-elected per cent United States “Kerry kerry café É
    Paris. paris? (WHO) World Health Organization (the ... ’ \x01 日本 ﾞ don't Don’t a
    """.split()  # noqa: SIM905  (as a list it would be a page long)
_SENTENCES = st.tuples(
    st.lists(st.sampled_from(_WORDS), min_size=1, max_size=9), st.sampled_from([".", "!”", "", " x"])
)
_DOCUMENTS = st.lists(
    st.tuples(
        st.lists(st.sampled_from(_WORDS), max_size=3).map(" ".join),
        st.lists(_SENTENCES.map(lambda it: " ".join(it[0]) + it[1]), min_size=1, max_size=4),
    ),
    max_size=4,
)


def _searched(text: str) -> list[str]:
    """Return the terms that a text is found by: of its content words, and of the pairs of its units."""
    words = ENGLISH.words_and_pairs(text)
    return [ENGLISH.term(word) for word in words if word.startswith(PAIR) or not is_stopword(word)]


@given(_DOCUMENTS, _DOCUMENTS)
def test_a_batch_is_counted_as_sentence_by_sentence(
    before: list[tuple[str, list[str]]], now: list[tuple[str, list[str]]]
) -> None:
    words = WordInterner()
    _counts(before, words)  # words of other batches make no difference
    batch = _counts(now, words)

    titles = [_searched(title) for title, _ in now]
    sentences = [_searched(text) for _, texts in now for text in texts]
    table = count_words(now)
    assert batch.words.sentences == table.sentences
    assert (batch.words.words, batch.words.terms) == (table.words, table.terms)
    assert batch.words.seen.tolist() == table.seen.tolist()
    assert batch.words.informative.tolist() == table.informative.tolist()
    assert batch.words.aliases == table.aliases

    terms, of_titles = list(chain.from_iterable(sentences)), list(chain.from_iterable(titles))
    assert [batch.vocabulary[it] for it in batch.ids.tolist()] == terms
    assert batch.counts.tolist() == list(map(len, sentences))
    assert [batch.vocabulary[it] for it in batch.title_ids.tolist()] == of_titles
    assert batch.title_counts.tolist() == list(map(len, titles))
    found = [tokenise(text) for _, texts in now for text in texts]
    all_terms, types = terms_and_token_types(list(chain.from_iterable(found)))
    assert [batch.vocabulary[it] for it in batch.word_terms.tolist()] == all_terms
    assert batch.word_token_types.tobytes() == types
    assert batch.word_counts.tolist() == list(map(len, found))
    assert batch.word_hashes.tolist() == list(map(word_hash, chain.from_iterable(found)))
    in_titles = [terms_of(tokenise(title)) for title, _ in now]
    assert [batch.vocabulary[it] for it in batch.title_word_terms.tolist()] == list(chain.from_iterable(in_titles))
    assert batch.title_word_counts.tolist() == list(map(len, in_titles))
    all_terms += chain.from_iterable(in_titles)
    of_content = dict.fromkeys([*terms, *of_titles])
    assert batch.vocabulary == (*of_content, *sorted(set(all_terms) - set(of_content)))


def _counts(documents: list[tuple[str, list[str]]], words: WordInterner) -> BatchCounts:
    counter = BatchCounter(words)
    for title, sentences in documents:
        counter.add(title, sentences)
    return counter.counts()
