"""The fast paths give the same results as the regular expressions and Punkt."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.content_terms import content_words_and_terms
from retrieval.analysis import WordCache, is_stopword, sentence_spans, stem, tokenise, tokens
from retrieval.analysis.blocks import blocks, paragraphs, paragraphs_of_any_text, simple_blocks
from retrieval.analysis.sentences import LONGEST_SENTENCE, certain_sentences, sentences_by_punkt
from tests.retrieval.analysis.texts import PIECES
from tests.steps import steps

from .texts import ANY_TEXT

_ENDS = [".", "?", "!", ".”", "?'", ".)", '."', "...", ". . .", "?!", ".[1]", ".:", ".’)", ". ''", "!”--", ".\xa0"]
_BLANKS = [" ", " ", " ", "\n", "  ", "\r\n", "\t", "\xa0", "\u2028", ""]
_WORDS = """
    the The minister said he He Xi's Mr Mr. Gen Gen. Inc. Corp U.S U.S. U.N L.A. p.m a.m. J. K. W Jan Jan. no No. fig
    vs. approx. Approx St st Messrs 14 14. 1999 1980s 2.5 1,000 5% 50%. (2) (a.m.) x-gen gen café É é “the “The ‘Tis ’n’
    (The (b [Note -- — … foo.inc 'Vol. D.C Ph.D. e.g i.e.
    art. Art sun Sun. Rowling, Bush. Bush.” United States states per cent
    a b. v. p. and ice add. Erg I. Add,
    """.split()  # noqa: SIM905  (as a list it would be a page long)
_MARKED = st.tuples(st.sampled_from(_WORDS), st.sampled_from(["", "", "", *_ENDS]), st.sampled_from(_BLANKS))
MARKED_TEXT = st.lists(_MARKED.map("".join), max_size=25).map("".join)
"""Texts full of places where a sentence may end."""

_SIMPLE = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@given(st.one_of(MARKED_TEXT, ANY_TEXT).map(str.strip), st.sampled_from(["", "He is J.\n", "Gen.\n\n", "A\n"]))
def test_sentences_that_are_certain_are_those_of_punkt(block: str, before: str) -> None:
    certain = _certain(block)
    assert certain is None or certain == list(sentences_by_punkt(block))
    within = certain_sentences(f"{before}{block}\n\nIt is so.", len(before), len(before) + len(block))
    assert within == (None if certain is None else [(len(before) + its, len(before) + end) for its, end in certain])
    if "?" not in block and "!" not in block:
        assert certain == certain_sentences(block, 0, len(block), has_all_marks=False)


def _certain(block: str) -> list[tuple[int, int]] | None:
    return certain_sentences(block, 0, len(block))


def test_most_sentences_are_certain() -> None:
    block = "The talks are over. “We won,” he said. Gen. Lee of the U.S. Army met J. K. Rowling on Jan. 6! Was it so?"
    assert len(_certain(block) or ()) == 4


@pytest.mark.parametrize("block", ["It is on at 5 p.m. The talks go on.", "He joined Acme Inc. He left.", "a… b... Cc"])
def test_where_it_is_doubtful_whether_a_sentence_ends_punkt_is_asked(block: str) -> None:
    assert _certain(block) is None


def test_of_sentences_that_are_too_long_none_is_certain() -> None:
    assert _certain("word " * (LONGEST_SENTENCE // 5) + "end. The next.") is None
    assert _certain("It is so. " + "word " * (LONGEST_SENTENCE // 5) + "end.") is None


_GAPS = ["\n\n", "\n\n", "\n\n", "\n", "\n \n", "\n\n\n", "\n\n ", "\x1c\n\n"]
_PARAGRAPHS = st.lists(st.tuples(st.one_of(MARKED_TEXT, ANY_TEXT), st.sampled_from(_GAPS)).map("".join), max_size=6)


@given(_PARAGRAPHS.map("".join), st.integers(0, 20))
def test_simple_blocks_are_the_first_of_all(text: str, start: int) -> None:
    start = min(start, len(text))
    simple, rest = simple_blocks(text, start)
    others = _blocks(text, rest) if rest < len(text) else []
    assert _with_letters(text, [*simple, *others]) == _with_letters(text, _blocks(text, start))
    assert all(text[left:right].strip() == text[left:right] for left, right, _ in simple)


def _blocks(text: str, start: int) -> list[tuple[int, int, bool]]:
    return [(it.start, it.end, it.is_display) for it in blocks(text, start)]


def _with_letters(text: str, found: list[tuple[int, int, bool]]) -> list[tuple[int, int, bool]]:
    return [it for it in found if text[it[0] : it[1]].strip()]


def test_paragraphs_of_one_line_each_are_simple() -> None:
    text = "It is so.\n\n“Was it?”\n\nBy J. K."
    assert simple_blocks(text, 0) == ([(0, 9, False), (11, 20, False), (22, 30, False)], len(text))


@given(ANY_TEXT.map(lambda text: re.sub(r"[\r\f\v\x85\u2028\u2029]", "\n", text)), st.integers(0, 20))
def test_paragraphs_of_plain_lines_are_those_of_any_lines(text: str, start: int) -> None:
    start = min(start, len(text))
    assert list(paragraphs(text, start)) == list(paragraphs_of_any_text(text, start))


@given(st.one_of(MARKED_TEXT, ANY_TEXT))
def test_the_words_of_plain_text_are_those_of_the_full_pattern(text: str) -> None:
    found = [token.word for token in tokens(text)]
    assert tokenise(text) == found


@given(st.text("aé5 '’.,-_\n", max_size=30))
def test_the_words_of_small_pieces_are_those_of_the_full_pattern(text: str) -> None:
    assert tokenise(text) == [token.word for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("in the U.S. now", ["in", "the", "U.S.", "now"]),
        ("by 1,000 or 2.5%", ["by", "1,000", "or", "2.5"]),
        ("o'5,000 1.2'5,000", ["o'5", "000", "1.2", "5,000"]),
        ("Ten per cent", ["Ten", "per cent"]),
        ("Per\r\ncent", ["Per\r\ncent"]),
        ("the U.N.-United\u2009States of America's", ["the", "U.N.", "United\u2009States of America's"]),
        ("co-per cent re-elected", ["co-per", "cent", "re-elected"]),
        ("a 日本 b e\u0301a", ["a", "日", "本", "b", "e\u0301a"]),
    ],
)
def test_a_word_of_a_sort_is_found_among_plain_ones(text: str, words: list[str]) -> None:
    assert tokenise(text) == words


@pytest.mark.parametrize(
    "text", ["It’s “over” — 5 km. He left, re-", "the per capita cent", "café, naïve", "A. B", "", "state-of"]
)
def test_the_words_of_plain_text_are_letters_and_digits(text: str) -> None:
    assert tokenise(text) == _SIMPLE.findall(text)


@given(st.one_of(MARKED_TEXT, ANY_TEXT))
def test_content_is_the_words_that_are_no_function_words_with_their_terms(text: str) -> None:
    words, terms = content_words_and_terms(text)
    assert words == [token.word for token in tokens(text) if not is_stopword(token.word)]
    assert terms == [stem(word) for word in words]


def test_what_is_remembered_never_grows_without_end_and_stays_right() -> None:
    asked: list[str] = []

    def upper(word: str) -> str:
        asked.append(word)
        return word.upper()

    remembered = WordCache(upper, 10)
    words = [f"w{number % 25}" for number in range(100)]
    assert [remembered[word] for word in words] == [word.upper() for word in words]
    assert len(remembered) <= 10
    assert remembered["x" * 1000] == "X" * 1000
    assert "x" * 1000 not in remembered
    before = len(asked)
    assert remembered["w24"] == "W24"
    assert len(asked) == before


@pytest.mark.parametrize("piece", PIECES)
def test_the_steps_that_a_text_takes_grow_no_faster_than_the_text(piece: str) -> None:
    def work(text: str) -> None:
        sentence_spans(text)
        content_words_and_terms(text)

    text = piece * (10_000 // len(piece))
    work(text)  # what is worked out once for all texts is no step of one
    assert steps(lambda: work(4 * text)) < 6 * steps(lambda: work(text))  # with the square they would be sixteen times
