"""Acronyms that a corpus explains."""

import pytest

from retrieval.analysis import stem, tokens
from retrieval.query.parsing import parse
from retrieval.query.synonyms import Synonyms
from retrieval.vocabulary.acronyms import explained_acronyms
from retrieval.vocabulary.vocabulary import Vocabulary
from tests.retrieval.vocabulary.reference import words_of_corpus


def acronyms(text: str, question: str) -> set[str]:
    """Return the acronyms that may stand for words of a question, by a corpus of one text."""
    found = Vocabulary(words_of_corpus(text)).acronyms_of([token.term for token in tokens(question)])
    return {acronym for several in found.values() for acronym in several}


@pytest.mark.parametrize(
    ("text", "question", "acronym"),
    [
        ("The World Health Organization (WHO) met.", "Where did the World Health Organization meet?", "WHO"),
        (
            "Signatories of the Treaty on European Union (the “TEU”) met.",
            "what does the treaty on european union say",
            "TEU",
        ),
        (
            "The IPCC (Intergovernmental Panel on Climate Change) met.",
            "the Intergovernmental Panel on Climate Change",
            "IPCC",
        ),
        ("The Department of Energy (D.O.E.) met.", "a Department of Energy", "DOE"),
        ("The Department of Energy (DE; see below) met.", "the Department of Energy", "DE"),
        ("An electric vehicle (EV), or two.", "what do electric vehicles cost", "EV"),
    ],
)
def test_an_acronym_that_is_explained_may_stand_for_its_words(text: str, question: str, acronym: str) -> None:
    assert acronyms(text, question) == {stem(acronym)}


@pytest.mark.parametrize(
    "text",
    [
        "The president of China (PRC) spoke.",
        "World Health Organization WHO met.",
        "The World Health Organization (which met) spoke.",
        "It rose (UP) again.",
        "(WHO)",
        "The WHO (in Geneva) met.",
        "Geneva (GENEVA) met.",
        "Non-governmental organisations (NGOs) met.",  # one of its letters begins no word
    ],
)
def test_what_the_letters_do_not_spell_is_no_acronym(text: str) -> None:
    assert list(explained_acronyms(text)) == []


def test_the_words_apart_do_not_stand_for_the_acronym() -> None:
    text = "The World Health Organization (WHO) met."
    assert not acronyms(text, "what organization looks after the world's health")
    assert not acronyms(text, "World Health")


def test_the_first_word_of_the_nearest_row_begins_the_name() -> None:
    text = "The European Union of the European Union (EU) met."
    assert acronyms(text, "the European Union") == {stem("EU")}
    assert acronyms(text, "Union of the European") == set()


def test_one_name_may_have_two_acronyms() -> None:
    text = "The Court of Justice (CJ) met, and the Court of Justice (COJ) spoke."
    assert acronyms(text, "the Court of Justice") == {stem("CJ"), stem("COJ")}


def test_every_content_word_of_the_name_may_be_stood_for_besides_by_its_synonyms() -> None:
    vocabulary = Vocabulary(words_of_corpus("The Court of Justice (CJ) met."))
    query = parse("what did the Court of Justice say", Synonyms([("court", "tribunal")]), vocabulary)
    assert {term.word: term.synonyms for term in query.terms} == {
        "Court": (stem("tribunal"), stem("CJ")),
        "Justice": (stem("CJ"),),
        "say": (),
    }
