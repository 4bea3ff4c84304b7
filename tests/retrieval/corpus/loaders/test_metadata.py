"""Dates, languages and addresses."""

import pytest

from retrieval.corpus.loaders.metadata import date_of, language_code, web_address


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("2021-04-14", "2021-04-14"),
        ("20210414", "2021-04-14"),
        ("14 April 2021", "2021-04-14"),
        ("Apr 14, 2021", "2021-04-14"),
        ("2021-04-14T10:30:00Z", "2021-04-14T10:30:00+00:00"),
        ("2021-04-14T10:30:00+02:00", "2021-04-14T10:30:00+02:00"),
        ("2021-04-14 10:30", "2021-04-14T10:30:00+00:00"),
        ("Wed, 14 Apr 2021 10:30:00 -0700", "2021-04-14T10:30:00-07:00"),
        ("Wed, 14 Apr 2021 10:30:00 GMT", "2021-04-14T10:30:00+00:00"),
        ("Wed, 14 Apr 2021 10:30:00 EST", "2021-04-14T10:30:00-05:00"),
        ("Wed, 14 Apr 2021 10:30:00", "2021-04-14T10:30:00+00:00"),
        ("yesterday", None),
        ("2021", None),
        ("14 Apr", None),
        ("", None),
    ],
)
def test_a_moment_has_an_offset_and_no_part_of_it_is_guessed(words: str, date: str | None) -> None:
    assert date_of(words) == date


@pytest.mark.parametrize(
    ("words", "code"),
    [
        *(("en", "en"), ("en-GB", "en"), ("EN_us", "en"), ("eng", "en"), ("zh-Hans", "zh"), ("ger", "de")),
        *(("deu", "de"), ("haw", "haw"), ("und", None), ("mul", None), ("English", None), ("", None), (None, None)),
    ],
)
def test_a_language_is_a_code_of_two_letters_where_it_has_one(words: str | None, code: str | None) -> None:
    assert language_code(words) == code


@pytest.mark.parametrize(
    "words", ["/news/1", "javascript:alert(1)", "https://x.example/a b", "mailto:a@x.example", "", None]
)
def test_what_leads_nowhere_from_elsewhere_is_no_address(words: str | None) -> None:
    assert web_address(words) is None
    assert web_address(" https://x.example/a?b=c ") == "https://x.example/a?b=c"
