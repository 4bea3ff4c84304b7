"""Tests of the names in a sentence."""

import pytest

from tests.retrieval.overview.english import names


def _whole(sentence: str) -> list[str]:
    """Return the whole names within a sentence."""
    return [it.name for it in names().mentions(sentence) if it.is_whole and it.is_inside]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Yesterday they met Ann Lee in Old Oak.", ["Ann Lee", "Old Oak"]),
        ("It was said by the Bank of England and by Ann Lee.", ["Bank of England", "Ann Lee"]),
        ("They met at the University of the Arts in Old Oak.", ["University of the Arts", "Old Oak"]),
        ("It was drawn by Vincent van Gogh.", ["Vincent van Gogh"]),
        ("It was said by George W. Bush.", ["George W. Bush"]),
        ("They went to St. Louis by train.", ["St. Louis"]),
        ("They went by way of Saint-Jean Cap-Ferrat.", ["Saint-Jean Cap-Ferrat"]),
        ("She spoke with Éric Dupond in Évian Bains.", ["Éric Dupond", "Évian Bains"]),
        ("It was the plan of Ann Lee's Old Oak Council.", ["Ann Lee", "Old Oak Council"]),
        ("It was, said The White House, a plan.", ["White House"]),
        ("It was the end of World War I.", ["World War I"]),
        ("They spoke with Theresa May.", ["Theresa May"]),
        ("Then\nAnn\nLee spoke.", ["Ann Lee"]),
    ],
)
def test_a_name_is_a_run_of_capitals_perhaps_linked(sentence: str, expected: list[str]) -> None:
    assert _whole(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "It was on Tuesday April that they met.",
        "They met on Black Friday.",
        "It was said by President Lee.",
        "It was said by the Prime Minister.",
        "It was said by Mr. Lee.",
        "They spoke of the song on the Billboard Hot 100.",
        "it was a plan.",
        "They met J. K. there.",
        "It was in THE SHOP OF THE GREAT OLD OAK TREE AND ANN LEE that they met.",
        "中国和美国 они встретились",
        "",
        "<b>&amp;</b>",
    ],
)
def test_weekdays_months_titles_initials_and_headlines_are_no_names(sentence: str) -> None:
    assert _whole(sentence) == []


def test_a_title_is_no_part_of_a_name_and_ends_what_stands_before_it() -> None:
    assert _whole("It was said by US President Ann Lee.") == ["Ann Lee"]
    assert _whole("It was said by the Foreign Ministry Spokesman Ben Old.") == ["Ben Old"]


def test_where_a_name_behind_a_title_begins_is_not_known_if_a_linking_word_follows() -> None:
    found = {it.name: it.is_whole for it in names().mentions("It was said by the Secretary of State Ann Lee.")}
    assert found == dict.fromkeys(("State Ann Lee", "State Ann", "Ann Lee"), False)


@pytest.mark.parametrize("sentence", ["Ann Lee spoke.", "They said: “Ann Lee spoke.”", "Rain: Ann Lee spoke."])
def test_a_capital_that_begins_a_sentence_or_a_quotation_tells_nothing(sentence: str) -> None:
    assert [(it.name, it.is_inside) for it in names().mentions(sentence)] == [("Ann Lee", False)]


def test_behind_a_function_word_that_begins_a_sentence_a_name_is_within_it() -> None:
    assert _whole("When Ann Lee spoke, it rained.") == ["Ann Lee"]


def test_names_may_stand_at_the_end_of_a_longer_one() -> None:
    found = [(it.name, it.is_whole) for it in names().mentions("They met Republican Ann Lee of Old Oak.")]
    assert found == [
        ("Republican Ann Lee", False),
        ("Republican Ann Lee of Old Oak", True),
        ("Ann Lee", False),
        ("Ann Lee of Old Oak", False),
        ("Lee of Old Oak", False),
        ("Old Oak", False),
    ]


def test_names_that_differ_in_case_accents_and_dots_have_one_key() -> None:
    keys = {it.key for text in ("of U.N. Café", "of UN CAFE", "of UN café") for it in names().mentions(text)}
    assert keys == {"un cafe"}


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("Ann Lee spoke.", "Ann Lee"),
        ("The White House spoke.", "the White House"),
        ("President Ann Lee spoke.", "President Ann Lee"),
        ("Germany spoke.", "Germany"),
        ("The Normans spoke.", "the Normans"),
    ],
)
def test_a_sentence_begins_with_a_name(sentence: str, text: str) -> None:
    found = names().leading(sentence)
    assert found is not None
    assert (found.text, sentence[found.end :]) == (text, " spoke.")


@pytest.mark.parametrize(
    "sentence",
    ["Ann Lee's dog spoke.", "President Lee spoke.", "When it rained", "the dog spoke.", "A dog spoke.", "1990", ""],
)
def test_a_sentence_that_begins_otherwise_has_no_leading_name(sentence: str) -> None:
    found = names().leading(sentence)
    assert found is None
