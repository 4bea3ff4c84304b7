"""What is counted of many sentences at once is what is counted of them one by one."""

from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from retrieval.analysis import content_words_and_terms, terms_and_token_types, tokenise
from retrieval.vocabulary.batch_counts import Tally, Tallying
from retrieval.vocabulary.counts import WordCounter
from retrieval.vocabulary.interning import Words

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


@given(_DOCUMENTS, _DOCUMENTS)
def test_a_tally_is_what_a_counter_counts(
    before: list[tuple[str, list[str]]], now: list[tuple[str, list[str]]]
) -> None:
    words = Words()
    _tally(before, words)  # what it has met of other batches makes no difference
    tally = _tally(now, words)

    counter = WordCounter()
    titles, sentences = [], []
    for title, texts in now:
        counter.add_title(*content_words_and_terms(title))
        titles.append(content_words_and_terms(title)[1])
        for text in texts:
            counter.add_sentence(text, *content_words_and_terms(text))
            sentences.append(content_words_and_terms(text)[1])
    table = counter.table()
    assert tally.words.sentences == table.sentences
    assert (tally.words.words, tally.words.terms) == (table.words, table.terms)
    assert tally.words.seen.tolist() == table.seen.tolist()
    assert tally.words.telling.tolist() == table.telling.tolist()
    assert tally.words.aliases == table.aliases

    terms, of_titles = list(chain.from_iterable(sentences)), list(chain.from_iterable(titles))
    assert [tally.vocabulary[it] for it in tally.ids.tolist()] == terms
    assert tally.counts.tolist() == list(map(len, sentences))
    assert [tally.vocabulary[it] for it in tally.title_ids.tolist()] == of_titles
    assert tally.title_counts.tolist() == list(map(len, titles))
    found = [tokenise(text) for _, texts in now for text in texts]
    all_terms, roles = terms_and_token_types(list(chain.from_iterable(found)))
    assert [tally.vocabulary[it] for it in tally.word_terms.tolist()] == all_terms
    assert tally.word_roles.tobytes() == roles
    assert tally.word_counts.tolist() == list(map(len, found))
    of_content = dict.fromkeys([*terms, *of_titles])
    assert tally.vocabulary == (*of_content, *sorted(set(all_terms) - set(of_content)))


def _tally(documents: list[tuple[str, list[str]]], words: Words) -> Tally:
    tallying = Tallying(words)
    for title, sentences in documents:
        tallying.add(title, sentences)
    return tallying.tally()
