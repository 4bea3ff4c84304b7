"""Sentences are neither cut nor run together."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.analysis import sentence_spans
from retrieval.analysis.sentences import LONGEST_SENTENCE

from .texts import ANY_TEXT, UNMARKED_TEXT


def sentences(text: str) -> list[str]:
    """Return the sentences of a text."""
    return [text[span.start : span.end] for span in sentence_spans(text)]


@given(ANY_TEXT, st.integers(0, 20))
def test_spans_lie_in_order_within_the_text_and_apart(text: str, start: int) -> None:
    start = min(start, len(text))
    spans = sentence_spans(text, start)
    assert all(start <= span.start < span.end <= len(text) for span in spans)
    assert all(left.end <= right.start for left, right in pairwise(spans))


@given(ANY_TEXT)
def test_a_sentence_has_a_word_and_no_blank_at_either_end(text: str) -> None:
    for sentence in sentences(text):
        assert sentence == sentence.strip()
        assert any(character.isalnum() for character in sentence)


@given(UNMARKED_TEXT)
def test_every_letter_and_digit_lies_in_a_sentence(text: str) -> None:
    spanned = {place for span in sentence_spans(text) for place in range(span.start, span.end)}
    assert [place for place, character in enumerate(text) if character.isalnum() and place not in spanned] == []


@given(ANY_TEXT)
def test_blank_lines_always_part_sentences(text: str) -> None:
    assert not any("\n\n" in sentence or "\r\n\r\n" in sentence for sentence in sentences(text))


@given(st.text("ab ", min_size=1, max_size=20), ANY_TEXT)
def test_sentences_from_a_place_on_are_those_of_the_rest(before: str, text: str) -> None:
    """Front matter is left out by its length, and moves the rest by as much."""
    shifted = [(span.start + len(before), span.end + len(before)) for span in sentence_spans(text)]
    assert [(span.start, span.end) for span in sentence_spans(before + text, len(before))] == shifted


@pytest.mark.parametrize("text", ["", " ", "\n\r\n\t", "***", "— — —", "“”", "…", "- \n- \n", "\ufeff"])
def test_a_text_without_words_has_no_sentence(text: str) -> None:
    assert sentences(text) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Mr. Biden met Gen. Milley and Sen. Ted Cruz.",
        "Lt. Col. Vindman and Rep. Alexandria Ocasio-Cortez testified.",
        "The U.S. economy grew.",
        "The U.N. Security Council met in the U.K. Parliament.",
        "U.S. President Joe Biden spoke.",
        "Acme Inc. said it would buy Widget Corp. of Ohio.",
        "He is the No. 5 seed.",
        "See fig. 3, p. 12 and vol. 2.",
        "On Jan. 6 and Sept. 11 it rained.",
        "It begins at 5 p.m. on Monday.",
        "Prices rose 2.5 percent to $1.5 million.",
        "He spoke of vaccines, e.g. this one, i.e. the first.",
        "Visit example.com or read v2.0 of it.",
        "J. K. Rowling and George W. Bush came.",
        "J.K. Rowling, J.R.R. Tolkien and J.D. Vance came.",
        "Martin Luther King Jr. was there.",
        "Gen. The Duc spoke.",
        "“No. 5 is alive,” he said.",
        "“Jan. 6 was dark,” he said.",
        "“U.S. policy is clear,” he said.",
        "“Mr. Xi is not,” he said.",
        "It is (U.S. officials say) over.",
        "He waited ... then left.",
        "He waited… then left.",
        "“We waited ... and left,” he said.",
        "“Really?” he asked.",
        "“Stop!” she cried.",
        '"Is it over?" the minister asked.',
        "Yahoo! announced a loss.",
        "-5 degrees were measured.",
    ],
)
def test_no_sentence_is_cut_within(sentence: str) -> None:
    following = "It was late."
    assert sentences(f"{sentence} {following}") == [sentence, following]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("He lives in the U.S.", "The talks lasted an hour."),
        ("He came from L.A.", "He stayed."),
        ("It ended at 6 p.m.", "After that they left."),
        ("He joined Acme Inc.", "He was glad."),
        ("It closed in 2021.", "Nobody wept."),
        ("The answer was no.", "Kerry left."),
        ("The cat sat.", "Kerry left."),
        ("This is art.", "Kerry left."),
        ("“No.", "I will not,” he said."),
        ("It is “over.”", "The crowd left."),
        ("“It is over.”", "He left the room."),
        ('"We lost."', "The crowd left."),
        ("‘Stop.’", "She left."),
        ("(He paused.)", "Then he went on."),
        ("Is it over?", "Nobody knew."),
        ("What now?!", "Nothing."),
        ("He said yes.", "“No,” she said."),
        ("“Both sides agree,” he said.", "“We share interests.”"),
    ],
)
def test_two_sentences_never_run_together(first: str, second: str) -> None:
    assert sentences(f"{first} {second}") == [first, second]


def test_a_caption_and_its_credit_are_no_part_of_the_article_below() -> None:
    text = "John Kerry. (Getty/Kyodo)\n\nKerry visited Shanghai.\n\nKerry speaks in Tokyo. Reuters\n\nHe left."
    assert sentences(text) == [
        "John Kerry.",
        "(Getty/Kyodo)",
        "Kerry visited Shanghai.",
        "Kerry speaks in Tokyo.",
        "Reuters",
        "He left.",
    ]


@pytest.mark.parametrize("between", ["\n\n", "\r\n\r\n", "\r\r", "\n \n", "\r\n\t\r\n", "\n\n\n\n", "\u2029\u2029"])
def test_a_heading_without_full_stop_is_parted_from_its_text_by_a_blank_line(between: str) -> None:
    assert sentences(f"talks on climate open{between}in Shanghai ministers met.") == [
        "talks on climate open",
        "in Shanghai ministers met.",
    ]


def test_markdown_markers_are_never_quoted() -> None:
    text = (
        "# Climate talks\nKerry arrived.\n\n## Next steps\n\n- First point\n- second point is here. It is long.\n"
        "* a star\n+ a plus\n• a bullet\n1. One\n2) Two\n(3) Three\n> A quotation.\n> - both\n"
    )
    assert sentences(text) == [
        "Climate talks",
        "Kerry arrived.",
        "Next steps",
        "First point",
        "second point is here.",
        "It is long.",
        "a star",
        "a plus",
        "a bullet",
        "One",
        "Two",
        "Three",
        "A quotation.",
        "both",
    ]


WRAPPED = (
    "Representatives from the world's two largest economies are meeting",
    "this week to discuss efforts to combat climate change, with Mr. Kerry",
    "visiting the U.S. embassy in Beijing. He left on Friday. The talks",
    "will go on.",
)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_lines_broken_by_width_are_joined_and_their_breaks_kept(line_end: str) -> None:
    text = line_end.join(WRAPPED) + line_end
    first = line_end.join([*WRAPPED[:2], "visiting the U.S. embassy in Beijing."])
    assert sentences(text) == [first, "He left on Friday.", line_end.join(["The talks", "will go on."])]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_paragraphs_broken_by_width_stay_apart(line_end: str) -> None:
    text = line_end.join([*WRAPPED, "", *WRAPPED])
    assert len(sentences(text)) == 6


def test_a_heading_right_above_lines_broken_by_width_is_not_joined_with_them() -> None:
    heading = "The talks between the world's two largest economies are to go on"
    text = "\n".join([f"# {heading}", *WRAPPED])
    assert sentences(text)[:2] == [heading, "\n".join([*WRAPPED[:2], "visiting the U.S. embassy in Beijing."])]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\u2028"])
def test_one_sentence_a_line_stays_one_sentence_a_line(line_end: str) -> None:
    lines = [
        "The talks opened in Shanghai",
        "Mr. Kerry met Mr. Xie",
        "Nothing was agreed, the ministry said on Wednesday evening in a statement",
        "They meet again in May",
    ]
    assert sentences(line_end.join(lines)) == lines


def test_a_line_that_goes_on_in_lower_case_is_joined() -> None:
    text = "The minister of\nforeign affairs of China\nspoke.\nHe left."
    assert sentences(text) == ["The minister of\nforeign affairs of China\nspoke.", "He left."]


def test_a_finished_line_is_not_joined_with_one_in_lower_case() -> None:
    text = "The talks opened.\niPhone sales fell."
    assert sentences(text) == ["The talks opened.", "iPhone sales fell."]


def test_a_word_repeated_in_a_text_does_not_move_a_span() -> None:
    text = "Talks. Talks. Talks go on. Talks."
    assert [(span.start, span.end) for span in sentence_spans(text)] == [(0, 6), (7, 13), (14, 26), (27, 33)]


@pytest.mark.parametrize(
    "text",
    [
        "14. April 2021 was a Wednesday.",
        "- 5 degrees was the low.",
        "100. That was the count.",
        "He had waited for that day the whole season, and scored\n14. The team won anyway, and nobody complained.",
        "They had sent a larger number of ships to the north\n– which cost £5m last year – and to the south.",
    ],
)
def test_a_dash_or_number_at_a_lines_start_is_no_list_by_itself(text: str) -> None:
    assert " ".join(text[it.start : it.end] for it in sentence_spans(text)).split() == text.split()


def test_the_items_of_a_list_are_quoted_without_their_markers() -> None:
    text = "Goals:\n1. Cut emissions.\n2. Save energy.\n- Plant trees.\n"
    assert [text[it.start : it.end] for it in sentence_spans(text)] == [
        "Goals:",
        "Cut emissions.",
        "Save energy.",
        "Plant trees.",
    ]


def test_what_ends_unlike_a_sentence_is_display() -> None:
    text = "Talks in Shanghai\n\nKerry arrived. He smiled. Reuters\n\nHe left.\n"
    assert [(text[it.start : it.end], it.is_display) for it in sentence_spans(text)] == [
        ("Talks in Shanghai", True),
        ("Kerry arrived.", True),
        ("He smiled.", True),
        ("Reuters", True),
        ("He left.", False),
    ]


@pytest.mark.parametrize("text", ["so we went there and then we saw it " * 400, "a. b! c? " * 2000, "x" * 5000])
def test_what_has_no_end_is_cut_and_loses_nothing(text: str) -> None:
    spans = sentence_spans(text)
    assert all(it.end - it.start <= LONGEST_SENTENCE for it in spans)
    assert "".join(text[it.start : it.end] for it in spans).replace(" ", "") == text.replace(" ", "")
