"""Duplicates of real articles are found as documents are added."""

import re

import pytest

from benchmarks.content_terms import content_terms
from retrieval.duplicates import Deduplicator, signature, text_hash
from tests.retrieval.articles import SEEDS

TOKYO, SHANGHAI = (path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.txt")))

ADDED = (
    "Environmental groups in Beijing, Seoul and Washington welcomed the visit and asked all sides to publish "
    "their plans for the coming decade before the ministers meet again."
)


def _decisions(*texts: str) -> list[int | None]:
    kept = Deduplicator()
    return [kept.add(number, text_hash(text), signature(content_terms(text))) for number, text in enumerate(texts)]


def _paragraphs(text: str) -> list[str]:
    return [paragraph for paragraph in text.split("\n\n") if paragraph.strip()]


COPIES = {
    "the same": TOKYO,
    "other whitespace": "\r\n \r\n".join(_paragraphs(TOKYO)).replace(". ", ".  "),
    "another headline": "Kerry in China for climate talks, Reuters reports from Tokyo\n\n" + TOKYO,
    "a sentence edited": TOKYO.replace(
        "China is responsible for about 28 per cent", "China makes up for roughly 30 per cent"
    ),
    "a paragraph added": "\n\n".join([*_paragraphs(TOKYO)[:6], ADDED, *_paragraphs(TOKYO)[6:]]),
    "a paragraph left out": "\n\n".join([*_paragraphs(TOKYO)[:9], *_paragraphs(TOKYO)[10:]]),
    "another introduction": "\n\n".join(["BEIJING (Agencies) America's envoy has arrived.", *_paragraphs(TOKYO)[1:]]),
    "typographic quotes made plain": re.sub("[“”]", '"', TOKYO),
    "in capitals": TOKYO.upper(),
}


@pytest.mark.parametrize("copy", COPIES.values(), ids=COPIES.keys())
def test_an_article_that_was_lightly_edited_is_a_copy(copy: str) -> None:
    assert _decisions(SHANGHAI, TOKYO, copy) == [None, None, 1]


def test_the_order_decides_which_is_kept() -> None:
    copy = COPIES["a paragraph added"]
    assert _decisions(copy, TOKYO) == [None, 0]
    assert _decisions(TOKYO, copy) == [None, 0]


def test_articles_about_the_same_are_no_copies() -> None:
    assert _decisions(TOKYO, SHANGHAI) == [None, None]


def test_an_article_that_quotes_half_of_another_is_no_copy() -> None:
    half = _paragraphs(TOKYO)[:6]
    assert _decisions(TOKYO, "\n\n".join([*half, *_paragraphs(SHANGHAI)[:6]])) == [None, None]


def test_a_copy_of_a_copy_is_a_copy_of_what_is_kept() -> None:
    once, twice = TOKYO + "\n\n" + ADDED, TOKYO + "\n\n" + ADDED + " Nobody spoke."
    assert _decisions(TOKYO, once, twice) == [None, 0, 0]


def test_short_texts_are_copies_only_of_the_same_text() -> None:
    assert _decisions("Rain in Kyoto.", "Rain in  Kyoto.\n", "Rain in Osaka.", "Rain in Kyoto today.") == [
        None,
        0,
        None,
        None,
    ]


def test_texts_without_a_word_are_no_copies_of_each_other() -> None:
    assert _decisions("", " \n", "") == [None, None, None]


def test_many_articles_from_one_template_are_all_kept_and_their_copies_found() -> None:
    template = content_terms(SHANGHAI)
    articles = [[*template, *(f"{number}-{place}" for place in range(120))] for number in range(300)]
    copies = [[*article, "the", "end"] for article in articles]
    kept = Deduplicator()
    decisions = [kept.add(n, text_hash(str(n)), signature(terms)) for n, terms in enumerate([*articles, *copies])]
    assert decisions == [None] * 300 + list(range(300))
