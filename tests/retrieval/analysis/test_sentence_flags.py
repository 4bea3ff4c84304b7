"""The flags of sentences agree with a plain implementation."""

import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from retrieval.analysis.sentence_flags import (
    BEFORE_NAME,
    CAPITAL_AFTER_SYMBOL,
    LEAD_IN,
    LIST,
    MONEY,
    PERCENT,
    QUESTION,
    QUOTATION,
    flags_of_texts,
    sentence_flags,
)
from tests.retrieval.analysis.texts import ANY_TEXT

_LIST = re.compile(r",[^,]*,.* (?:and|or) ")
_CLOSING = "\"')]”’»」』"
_PIECES = st.sampled_from(
    [
        *(",", " and ", " or ", "\n", " ", "Kerry", "“", '"', "``", "`", "$", "€", "%", "Ж", "😀", "’X", "é", "É"),
        *("?", "？", ":", "：", "”", ")"),
    ]
)
_TEXTS = st.lists(st.one_of(st.lists(_PIECES, max_size=12).map("".join), ANY_TEXT), max_size=5)


@given(_TEXTS)
def test_of_many_texts_is_told_what_a_look_at_each_tells(texts: list[str]) -> None:
    found = flags_of_texts(texts).tolist()
    for shown, text in zip(found, texts, strict=True):
        assert bool(shown & MONEY) == any(it in text for it in "$€£¥")
        assert bool(shown & PERCENT) == ("%" in text)
        assert bool(shown & QUOTATION) == any(it in text for it in ('"', "``", "“", "«"))
        assert bool(shown & LIST) == bool(_LIST.search(text))
        for flag, marks in ((QUESTION, ("?", "？", "؟", "\u037e")), (LEAD_IN, (":", "："))):
            closed = text.rstrip(_CLOSING)
            assert bool(shown & flag) <= closed.endswith(marks)
            assert bool(shown & flag) >= (closed.endswith(marks) and len(text) - len(closed) <= 2)


@given(_TEXTS)
def test_where_no_capital_may_be_crowded_none_is(texts: list[str]) -> None:
    for text, shown in zip(texts, flags_of_texts(texts).tolist(), strict=True):
        crowded = [
            place
            for place in range(1, len(text))
            if text[place].isupper() and not (text[place - 1].isalnum() or text[place - 1] in BEFORE_NAME)
        ]
        assert shown & CAPITAL_AFTER_SYMBOL or not crowded


@given(_TEXTS, st.lists(st.sampled_from([",", " ", "\n", ", x,", "€", "`", "’", " and "]), min_size=6, max_size=6))
def test_what_stands_between_sentences_makes_no_difference(texts: list[str], between: list[str]) -> None:
    whole, starts, ends = between[-1].encode(), [], []
    for text, behind in zip(texts, between, strict=False):
        starts.append(len(whole))
        whole += text.encode()
        ends.append(len(whole))
        whole += behind.encode()
    shown = sentence_flags(whole, np.array(starts, np.int64), np.array(ends, np.int64))
    assert shown.tolist() == flags_of_texts(texts).tolist()


def test_half_a_character_is_a_foreign_one() -> None:
    assert flags_of_texts(["Xi left.", "\ud83d left, he said?"]).tolist() == [0, CAPITAL_AFTER_SYMBOL | QUESTION]


def test_most_texts_need_no_second_look_whatever_stands_before_and_behind_them() -> None:
    texts = ["Kerry met Xi.", "“No,” said Kerry.", "Ann-Marie left."]
    assert [shown & CAPITAL_AFTER_SYMBOL for shown in flags_of_texts(texts).tolist()] == [0, 0, 0]
