"""The syntax of filters: what is a filter, and what is text."""

import pytest

from retrieval.models import Span
from retrieval.query.filter_syntax import typed_filters, widened


def _read(text: str) -> list[tuple[str, str]]:
    found = list(typed_filters(text))
    assert all(text[it.span.start : it.span.end].strip() for it in found)
    return [(it.kind.value, it.value) for it in found]


@pytest.mark.parametrize(
    ("text", "filters"),
    [
        ("source:kyodo", [("source", "kyodo")]),
        ('source:"Kyodo News" Xi', [("source", "Kyodo News")]),
        ("source:“Kyodo News” Xi", [("source", "Kyodo News")]),
        ("what did Xi say, Source:kyodo?", [("source", "kyodo")]),
        ("source:kyodo source:ap", [("source", "kyodo"), ("source", "ap")]),
        ("after:2021-04 before:2022", [("after", "2021-04"), ("before", "2022")]),
        ("title:summit title:'x", [("title", "summit"), ("title", "'x")]),
        ("sort:date.", [("sort", "date")]),
        ("Xi -coal -U.S. -nuclear?", [("-", "coal"), ("-", "U.S."), ("-", "nuclear")]),
        ('who said "net  zero"?', [('"', "net zero")]),
        ("“net zero” „net zero“ „net zero” ”net zero”", [('"', "net zero")] * 4),
        ("«net zero» »net zero« 「net zero」 ＂net zero＂", [('"', "net zero")] * 4),
        ('"Hell\'s Kitchen?"', [('"', "Hell's Kitchen")]),
        ('"general principle"of', [('"', "general principle")]),
        ('"She said “so” today"', [('"', "She said “so” today")]),
        ('"source:kyodo -coal"', [('"', "source:kyodo -coal")]),
        ('-"fossil fuel" source:', [("", '-"fossil fuel"'), ("", "source:")]),
        ('-source:"Kyodo News" -title:x', [("", '-source:"Kyodo News"'), ("", "-title:x")]),
        (
            'Source: kyodo, before:?, title:"" after:"  "',
            [("", "Source:"), ("", "before:?,"), ("", 'title:""'), ("", 'after:"  "')],
        ),
        ('source:"kyodo News', [("", 'source:"kyodo')]),
    ],
)
def test_filters_are_found_with_their_values(text: str, filters: list[tuple[str, str]]) -> None:
    assert _read(text) == filters


@pytest.mark.parametrize(
    "text",
    [
        "",
        "MHC:antigen",
        "What is the ratio 3:2?",
        "resource:kyodo",
        "http://example.org/source:kyodo",
        "(source:",
        'sort: sort:""',
        '-""',
        "net-zero co-operation",
        "a - b -- c",
        "-5 degrees",
        "-the -us",
        "-co-op",
        '"an open mark',
        "an open mark”",
        "“",
        'a 5" gun and a 6" gun',
        '"" "?"',
        "it's 'so'",
    ],
)
def test_anything_else_is_text(text: str) -> None:
    assert _read(text) == []


@pytest.mark.parametrize(
    ("text", "part", "whole"),
    [
        ('who said "net zero" in May', "net zero", '"net zero"'),
        ("who said the “net zero” in May", "the “net", "the “net zero”"),
        ('who said "net zero" in May', 'said "net zero', 'said "net zero"'),
        ("who said «net zero» in May", "zero» in", "«net zero» in"),
        ('who said "net zero" in May', "zero", "zero"),
        ('who said "net zero" in May', "said", "said"),
    ],
)
def test_a_part_of_a_text_has_both_marks_of_a_phrase_or_neither(text: str, part: str, whole: str) -> None:
    start = text.index(part)
    span = widened(text, Span(start, start + len(part)))
    assert text[span.start : span.end] == whole
