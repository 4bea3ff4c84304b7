"""The HTML of templates as runs of text, and back."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rendering.markup import Run, parse, serialise
from tests.bot.samples import TEXTS, visible
from tests.fakes.botapi.markup import parse_html

# What the templates can say: text of all kinds without control characters, in tags that nest.
_TEXT = TEXTS.map(lambda text: "".join(c for c in text if c in "\n\t" or c.isprintable())).map(html.escape)
HTML = st.recursive(
    _TEXT,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map("".join),
        st.tuples(st.sampled_from(["b", "i", "code", "blockquote"]), inner).map(
            lambda it: "<{0}>{1}</{0}>".format(*it)
        ),
        st.tuples(_TEXT, inner).map(lambda it: '<a href="https://example.org/{}">{}</a>'.format(*it)),
    ),
    max_leaves=12,
)


def names(runs: list[Run]) -> list[tuple[str, list[str]]]:
    return [(run.text, [tag.name for tag in run.tags]) for run in runs]


def test_every_run_knows_its_text_and_the_tags_around_it() -> None:
    runs = parse('a<b>b<i>c</i></b> &lt;&amp;&#39;<a href="x?y&amp;z">d</a>')
    assert names(runs) == [("a", []), ("b", ["b"]), ("c", ["b", "i"]), (" <&'", []), ("d", ["a"])]
    assert runs[-1].tags[0].source == '<a href="x?y&amp;z">'


@given(HTML)
def test_what_is_parsed_and_written_again_reads_the_same_to_telegram(source: str) -> None:
    text, entities = parse_html(serialise(parse(source)))
    assert (text, entities) == parse_html(source)


@given(HTML)
def test_the_runs_hold_the_whole_text_in_order(source: str) -> None:
    assert "".join(run.text for run in parse(source)) == visible(source)


def test_two_elements_side_by_side_stay_two() -> None:
    assert serialise(parse("<b>a</b><b>b</b>")) == "<b>a</b><b>b</b>"


def test_any_part_of_the_runs_is_well_formed_by_itself() -> None:
    runs = parse("<blockquote>a<b>b</b>c</blockquote>d")
    assert serialise(runs[1:2]) == "<blockquote><b>b</b></blockquote>"
    assert serialise(runs[2:]) == "<blockquote>c</blockquote>d"
    assert serialise([]) == ""


@pytest.mark.parametrize("broken", ["<b>a", "a</b>", "<b><i>a</b></i>", "<b>a</i>", "</b>", "a<br>b"])
def test_tags_that_do_not_nest_are_refused(broken: str) -> None:
    with pytest.raises(ValueError, match="<"):
        parse(broken)


@pytest.mark.parametrize("text", ["1 < 2", "a<b", "<!-- a -->", "<https://example.org/>", "<", "a > b"])
def test_what_opens_no_tag_is_text(text: str) -> None:
    assert parse(text) == [Run(text)]


def test_a_tag_is_kept_as_it_was_written() -> None:
    source = "<a href='x'>a</a><tg-spoiler>b</tg-spoiler><u >c</u >"
    assert serialise(parse(source)) == source.replace("</u >", "</u>")
