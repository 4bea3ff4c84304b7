"""What buttons under replies do: the text that *Copy* puts into the clipboard."""

import pytest

from bot.keyboards import copied
from bot.utf16 import utf16_length
from tests.bot.samples import citation


def test_a_quote_is_copied_in_quotation_marks_with_its_citation() -> None:
    quote = citation("Xi pledged\nnet zero.", title="A summit", source="Kyodo", published="2021-04-15")
    assert copied(quote) == "“Xi pledged net zero.”\n— A summit · Kyodo · 2021-04-15"


@pytest.mark.parametrize(
    "text",
    [
        "“Net zero by 2060,” said Xi.",
        'Xi said "net zero".',
        "„Netto null“, sagte Xi.",
        "Xi a dit « zéro net ».",
        "习近平说：“净零”。",
        "習は「ネットゼロ」と述べた。",
    ],
)
def test_a_quote_with_quotation_marks_of_its_own_is_copied_as_it_stands(text: str) -> None:
    assert copied(citation(text)) == f"{text}\n— A title"


def test_an_apostrophe_is_no_quotation_mark() -> None:
    assert copied(citation("It’s China's plan.")) == "“It’s China's plan.”\n— A title"


@pytest.mark.parametrize("mark", ["", "“"])
def test_a_long_quote_is_cut_at_a_word_with_its_citation_whole(mark: str) -> None:
    text = copied(citation(f"{mark}{'climate 😀 ' * 60}“end”", title="A title " * 12))
    assert utf16_length(text) <= 256
    quote, _, cited = text.partition("\n")
    assert cited == f"— {'A title ' * 12}"
    assert quote.startswith("“climate 😀 climate")
    assert quote.count("“") == 1
    assert quote.removesuffix("”").endswith((" climate …", " 😀 …"))
