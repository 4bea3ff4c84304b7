"""Irregular forms and their base forms."""

import pytest

from retrieval.analysis import is_stopword, stem
from retrieval.analysis.irregular import BASES


def test_no_base_form_is_an_irregular_form_itself() -> None:
    assert set(BASES.values()).isdisjoint(BASES)


@pytest.mark.parametrize(
    "forms",
    [
        ("write", "wrote", "written", "writes", "writing"),
        ("Speak", "SPOKE", "spoken", "speaks"),
        ("man", "men", "men's", "men’s"),
        ("child", "children", "Children"),
        ("win", "won", "winning"),
        ("give", "gave", "given"),
    ],
)
def test_all_forms_of_a_word_are_one_term(forms: tuple[str, ...]) -> None:
    assert len(set(map(stem, forms))) == 1


def test_every_form_has_the_term_of_its_base() -> None:
    assert [form for form, base in BASES.items() if stem(form) != stem(base)] == []
    assert [form for form, base in BASES.items() if form == base or form != form.lower()] == []


def test_function_words_have_no_other_base() -> None:
    assert [form for form in BASES if is_stopword(form)] == []


@pytest.mark.parametrize(
    ("one", "other"), [("founded", "find"), ("ground", "grind"), ("wound", "wind"), ("lay", "lie")]
)
def test_a_word_that_is_also_another_words_form_keeps_its_own_term(one: str, other: str) -> None:
    assert stem(one) != stem(other)
