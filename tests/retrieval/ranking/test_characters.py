"""What texts show by single characters, against the plain way to see it."""

import re

from hypothesis import given
from hypothesis import strategies as st

from retrieval.ranking.characters import BEFORE_NAME, MONEY, PERCENT, QUOTATION, Characters
from tests.retrieval.analysis.texts import ANY_TEXT

_LIST = re.compile(r",[^,]*,.* (?:and|or) ")
_PIECES = st.sampled_from(
    [",", " and ", " or ", "\n", " ", "Kerry", "“", '"', "``", "`", "$", "€", "%", "Ж", "😀", "’X"]
)
_TEXTS = st.lists(st.one_of(st.lists(_PIECES, max_size=12).map("".join), ANY_TEXT), max_size=5)


@given(_TEXTS)
def test_of_many_texts_is_told_what_a_look_at_each_tells(texts: list[str]) -> None:
    found = Characters.of(texts)
    assert len(found.symbols) == len(found.is_list) == len(found.may_crowd) == len(texts)
    for row, text in enumerate(texts):
        assert bool(found.symbols[row] & MONEY) == any(it in text for it in "$€£¥")
        assert bool(found.symbols[row] & PERCENT) == ("%" in text)
        assert bool(found.symbols[row] & QUOTATION) == any(it in text for it in ('"', "``", "“", "«"))
        assert bool(found.is_list[row]) == bool(_LIST.search(text))


@given(_TEXTS)
def test_where_no_capital_may_be_crowded_none_is(texts: list[str]) -> None:
    for text, may_crowd in zip(texts, Characters.of(texts).may_crowd.tolist(), strict=True):
        crowded = [
            place
            for place in range(1, len(text))
            if text[place].isupper() and not (text[place - 1].isalnum() or text[place - 1] in BEFORE_NAME)
        ]
        assert may_crowd or not crowded


def test_most_texts_need_no_second_look_whatever_stands_before_and_behind_them() -> None:
    assert Characters.of(["Kerry met Xi.", "“No,” said Kerry.", "Ann-Marie left."]).may_crowd.tolist() == [False] * 3
