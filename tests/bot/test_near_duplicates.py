"""Sentences that are nearly the same are told from those that only look so."""

import pytest

from bot.near_duplicates import SameSentence
from config.languages import read_language

IS_SAME = SameSentence(read_language("en")["near_duplicates"])
PLEDGE = "Mayor Ann Lee pledged on Tuesday to plant 1,000 trees in the park by 2030, the council said."


@pytest.mark.parametrize(
    "other",
    [
        PLEDGE,
        "Mayor Ann Lee pledged  on Tuesday to plant 1000 trees in the park by 2030, the council said.",
        f"ARDEN, May 3 (Reuters) - {PLEDGE}",
        "Mayor Ann Lee pledged on Tuesday to plant 1,000 trees in the park by 2030, the council stated.",
        "Mayor Ann Lee pledged on Tuesday to plant 1,000 new trees in the park by 2030, the council said.",
        "However, Mayor Ann Lee pledged on Tuesday to plant 1,000 trees in the park by 2030.",
    ],
)
def test_copies_and_edited_copies_are_the_same(other: str) -> None:
    assert IS_SAME(PLEDGE, other)
    assert IS_SAME(other, PLEDGE)


@pytest.mark.parametrize(
    "other",
    [
        PLEDGE.replace("1,000", "2,000"),
        PLEDGE.replace("2030", "2031"),
        PLEDGE.replace("1,000", "one"),
        PLEDGE.replace("Lee", "Poe"),
        PLEDGE.replace("Mayor Ann Lee", "She"),
        PLEDGE.replace("Tuesday", "Monday"),
        PLEDGE.replace("Tuesday to", "Tuesday not to"),
        PLEDGE.replace("pledged", "didn't pledge"),
        PLEDGE.replace("pledged", "refused"),
        PLEDGE.replace("pledged", "failed"),
        PLEDGE.replace("plant", "fell"),
        PLEDGE.replace("by 2030", "before 2030"),
        PLEDGE.replace("pledged on Tuesday to", "may"),
        "The forest of Arden burned in May.",
    ],
)
def test_another_number_name_negation_or_word_of_meaning_makes_another_sentence(other: str) -> None:
    assert not IS_SAME(PLEDGE, other)
    assert not IS_SAME(other, PLEDGE)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Liverpool beat Arsenal in the final on Saturday.", "Arsenal beat Liverpool in the final on Saturday."),
        ("The share rose from 5 to 10 percent in a year.", "The share rose from 10 to 5 percent in a year."),
        ("The firm paid $5 million for the land.", "The firm paid £5 million for the land."),
        ("Beijing officials said the talks had gone well.", "Officials said the talks had gone well."),
        ("The train goes from London every morning.", "The train goes to London every morning."),
        ("He said that he would come back soon.", "He said that she would come back soon."),
        ("It is likely that the law will pass.", "It is unlikely that the law will pass."),
        ("Employers want the rule to change.", "Employees want the rule to change."),
    ],
)
def test_small_words_order_and_signs_matter(one: str, other: str) -> None:
    assert not IS_SAME(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The U.S. did not sign the treaty.", "The US didn't sign the treaty."),
        ("The colour of the theatre was organised.", "The color of the theater was organized."),
        ("The share rose by 5% in a year.", "The share rose by five per cent in a year."),
        ("China’s harbour opened – again.", "China's harbor opened - again."),
    ],
)
def test_spelling_and_signs_of_one_word_do_not_matter(one: str, other: str) -> None:
    assert IS_SAME(one, other)


def test_without_the_words_of_a_language_only_what_is_sure_is_the_same() -> None:
    plain = SameSentence()
    assert plain("港が再開した。", "港が再開した。")
    assert not plain("港が再開した。", "港が閉鎖した。")
    assert plain("The harbour opened again.", "The harbour opened  again!")
    assert not plain("The harbour opened on May 3.", "The harbour opened on May 4.")


@pytest.mark.parametrize("text", ["", "   ", "…", "()", "-" * 5000, "a" * 5000, "(((" * 500, "A, " * 2000])
def test_strange_sentences_are_like_themselves_at_once(text: str) -> None:
    assert IS_SAME(text, text)
    assert IS_SAME(text, PLEDGE) is IS_SAME(PLEDGE, text) is False
