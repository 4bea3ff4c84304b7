"""The vocabulary of a corpus: names, and corrections of misspelt words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.content_terms import content_words_and_terms
from retrieval.analysis import is_english, stem
from retrieval.vocabulary.vocabulary import Vocabulary
from tests.retrieval.vocabulary.reference import words_of_corpus


def vocabulary(*sentences: str) -> Vocabulary:
    return Vocabulary(words_of_corpus(*sentences))


def names(*sentences: str) -> set[str]:
    """Return the words of the sentences that their corpus writes as names, in lower case."""
    corpus = vocabulary(*sentences)
    return {word.lower() for it in sentences for word in content_words_and_terms(it)[0] if corpus.is_name(stem(word))}


def test_what_is_capitalised_within_a_sentence_is_a_name() -> None:
    assert names("The envoy John Kerry met Xi in Shanghai.") == {"john", "kerry", "xi", "shanghai"}


def test_a_capital_at_the_beginning_of_a_sentence_tells_nothing() -> None:
    assert names("Countries made pledges.", "“Emissions are rising.", "The pledges are new.") == set()


@pytest.mark.parametrize(
    "headline",
    ["Xi Makes Ambitious Pledge", "XI MAKES AMBITIOUS PLEDGE.", "What Does Xi Pledge?", "Xi makes Ambitious pledge"],
)
def test_headlines_tell_nothing(headline: str) -> None:
    assert names(headline) == set()


def test_what_is_written_both_ways_is_no_name() -> None:
    sentences = ["He spoke of Climate Action.", "He said the climate is changing.", "He spoke with Xi."]
    assert names(*sentences) == {"action", "xi"}


def test_a_name_may_now_and_then_be_written_in_lower_case_but_is_then_not_always_one() -> None:
    corpus = vocabulary(*["He spoke with Xi."] * 19, "He spoke with xi.")
    assert corpus.is_name("xi")
    assert not corpus.is_name("xi", always=True)


def test_nationalities_are_names_weekdays_months_and_titles_are_not() -> None:
    sentence = "The Chinese envoy said on Friday in June that President Xi was in Mr Kerry's house."
    assert names(sentence) == {"chinese", "xi", "kerry's"}


def test_a_title_makes_words_known_and_no_names() -> None:
    corpus = Vocabulary(words_of_corpus("They spoke.", title="Harbour Reopens"))
    assert corpus.has(stem("harbours"))
    assert not corpus.is_name(stem("Harbour"))


CORPUS = vocabulary(
    "The envoy John Kerry met Xi Jinping in Shanghai, in Beijing and in Portugal.",
    "All countries pledged to reduce emissions, and the government announced neutrality at the summit.",
    "A king in the ring saw a match of form and the author's opportunity.",
    "He referred to the economies, to hegemony and to a café.",
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("emmissions", "emissions"),
        ("goverment", "government"),
        ("pleged", "pledged"),
        ("sumit", "summit"),
        ("nuetrality", "neutrality"),
        ("summitt", "summit"),
        ("reffered", "referred"),
        ("hegenomy", "hegemony"),
        ("oppurtunity", "opportunity"),
        ("anounce", "announced"),
        ("kery", "Kerry"),
        ("jinpng", "Jinping"),
        ("Bejing", "Beijing"),
        ("Shanghia", "Shanghai"),
        ("PORTUGL", "Portugal"),
        ("cafée", "café"),
        ("ecomonies", "economies"),
    ],
)
def test_a_mistyped_word_is_known_for_what_was_meant_as_the_corpus_writes_it(typed: str, meant: str) -> None:
    assert CORPUS.closest(typed) == meant


@pytest.mark.parametrize("typed", ["whihc", "waht", "becuase", "thier"])
def test_a_mistyped_function_word_is_known_for_one(typed: str) -> None:
    assert CORPUS.closest(typed) in {"which", "what", "because", "their"}


@pytest.mark.parametrize(
    "typed", ["Xo", "kng", "2031", "emissi0ns", "Cop27", "", "🎉", "a" * 10_000, "co-", "Kerrington"]
)
def test_short_words_words_with_digits_and_what_is_far_are_left_alone(typed: str) -> None:
    assert CORPUS.closest(typed) is None


@pytest.mark.parametrize("typed", ["Kanye", "Perry", "Berry", "Portman", "Jiping's", "Keira", "Johns"])
def test_another_name_is_not_taken_for_one_that_it_resembles(typed: str) -> None:
    assert CORPUS.closest(typed, as_name=True) in {None, "Jinping"}


def test_what_is_written_as_a_name_is_corrected_to_names_only() -> None:
    assert CORPUS.closest("Sumit", as_name=True) is None
    assert CORPUS.closest("Bejing", as_name=True) == "Beijing"


def test_where_an_english_word_that_the_corpus_lacks_is_nearer_nothing_is_corrected() -> None:
    """Who types "sumit" means "summit": of "suit" no letter is only doubled."""
    assert vocabulary("He wore a suit.").closest("sumit") is None
    assert vocabulary("He wore a suit.").closest("suiit") == "suit"


def test_of_equally_close_words_the_slip_wins_then_the_frequent_then_the_first_by_the_alphabet() -> None:
    assert vocabulary("A layer, a layer and a lawyer.").closest("laywer") == "lawyer"
    assert vocabulary("They hinted, minted, minted.").closest("zinted") == "minted"
    assert vocabulary("They minted and hinted.").closest("zinted") == "hinted"


def test_the_correction_is_written_as_the_corpus_most_often_does() -> None:
    assert vocabulary("He met Zelensky and Zelensky.", "He met ZELENSKY.").closest("Zelenskyy") == "Zelensky"


@given(st.text(), st.booleans())
def test_whatever_is_typed_is_looked_for(typed: str, as_name: bool) -> None:  # noqa: FBT001  (hypothesis passes it)
    assert CORPUS.closest(typed, as_name=as_name) == CORPUS.closest(typed, as_name=as_name)


def test_an_empty_vocabulary_knows_nothing() -> None:
    nothing = vocabulary()
    assert not nothing.has("xi")
    assert not nothing.is_name("xi")
    assert nothing.closest("emmissions") is None


@pytest.mark.parametrize("word", ["football", "Football’s", "ring", "Korea", "pledged", "colour"])
def test_english_words_are_known_whatever_the_corpus(word: str) -> None:
    assert is_english(word)


@pytest.mark.parametrize("word", ["", "goverment", "emmissions", "seperate", "football 1"])
def test_misspelt_words_are_not_english(word: str) -> None:
    assert not is_english(word)


def test_a_name_is_similar_to_names_that_it_is_too_near_to_be_corrected_to() -> None:
    painters = vocabulary("He met Naumann.", "She met Neumann and a newman.")
    assert painters.closest("Neuman", as_name=True) == "Neumann"
    assert list(painters.similar("Neumenn", as_name=True)) == ["Neumann"]
    assert list(painters.similar("Zaumann", as_name=True)) == ["Naumann"]


def test_an_english_word_is_similar_to_no_other_and_no_word_to_a_function_word() -> None:
    assert list(vocabulary("He likes honey.").similar("money")) == []
    assert list(vocabulary("They and there.").similar("thexe")) == []


def test_a_word_that_is_only_near_a_function_word_is_no_typo_of_it() -> None:
    assert vocabulary("He spoke.").closest("bejing") is None
    assert CORPUS.closest("bejing") == "Beijing"
