"""Words of time: which days they mean, from the message's day in its time zone, and what only looks like them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from retrieval.models import Filters
from retrieval.query.periods import day_at
from retrieval.query.question_filters import FilterReader, LanguageFilters, Suggested
from retrieval.query.time_words import TimePatterns
from retrieval.query.written_dates import WrittenDates
from tests.retrieval.query.filtering import READER, WORDS

PATTERNS = TimePatterns(WORDS, WrittenDates("en", WORDS), "en")
SUNDAYS = FilterReader(LanguageFilters("en", WORDS, "en_US"))
DAY = date(2026, 11, 29)
"""A Sunday."""

# The words; when they were written, in UTC; in which time zone; the first and the last day that they mean.
TABLE = """
yesterday                   2026-11-29 12:00  UTC                  2026-11-28  2026-11-28
the day before yesterday    2026-11-29 12:00  UTC                  2026-11-27  2026-11-27
this week                   2026-11-29 12:00  UTC                  2026-11-23  2026-11-29
this week                   2026-11-30 12:00  UTC                  2026-11-30  2026-12-06
last week                   2026-11-29 12:00  UTC                  2026-11-16  2026-11-22
last week                   2026-11-30 12:00  UTC                  2026-11-23  2026-11-29
this month                  2026-11-29 12:00  UTC                  2026-11-01  2026-11-30
last month                  2026-11-29 12:00  UTC                  2026-10-01  2026-10-31
this year                   2026-11-29 12:00  UTC                  2026-01-01  2026-12-31
last year                   2026-11-29 12:00  UTC                  2025-01-01  2025-12-31
since yesterday             2026-11-29 12:00  UTC                  2026-11-28  2026-11-29
since last week             2026-11-29 12:00  UTC                  2026-11-16  2026-11-29
since last month            2026-11-29 12:00  UTC                  2026-10-01  2026-11-29
since last year             2026-11-29 12:00  UTC                  2025-01-01  2026-11-29
since Monday                2026-11-29 12:00  UTC                  2026-11-23  2026-11-29
since Tuesday               2026-11-29 12:00  UTC                  2026-11-24  2026-11-29
since Wednesday             2026-11-29 12:00  UTC                  2026-11-25  2026-11-29
since Thursday              2026-11-29 12:00  UTC                  2026-11-26  2026-11-29
since Friday                2026-11-29 12:00  UTC                  2026-11-27  2026-11-29
since Saturday              2026-11-29 12:00  UTC                  2026-11-28  2026-11-29
since Sunday                2026-11-29 12:00  UTC                  2026-11-22  2026-11-29
since last Tuesday          2026-11-29 12:00  UTC                  2026-11-24  2026-11-29
1 day ago                   2026-11-29 12:00  UTC                  2026-11-28  2026-11-28
3 days ago                  2026-11-29 12:00  UTC                  2026-11-26  2026-11-26
three days ago              2026-11-29 12:00  UTC                  2026-11-26  2026-11-26
30 days ago                 2026-11-29 12:00  UTC                  2026-10-30  2026-10-30
a week ago                  2026-11-29 12:00  UTC                  2026-11-16  2026-11-22
2 weeks ago                 2026-11-29 12:00  UTC                  2026-11-09  2026-11-15
a month ago                 2026-11-29 12:00  UTC                  2026-10-01  2026-10-31
11 months ago               2026-11-29 12:00  UTC                  2025-12-01  2025-12-31
in the last 3 days          2026-11-29 12:00  UTC                  2026-11-26  2026-11-29
in the past two weeks       2026-11-29 12:00  UTC                  2026-11-15  2026-11-29
over the last six months    2026-11-29 12:00  UTC                  2026-05-29  2026-11-29
in the last week            2026-11-29 12:00  UTC                  2026-11-22  2026-11-29
in the last month           2026-11-29 12:00  UTC                  2026-10-29  2026-11-29
within the past year        2026-11-29 12:00  UTC                  2025-11-29  2026-11-29
# Around the year.
yesterday                   2027-01-01 12:00  UTC                  2026-12-31  2026-12-31
this week                   2027-01-01 12:00  UTC                  2026-12-28  2027-01-03
last week                   2027-01-01 12:00  UTC                  2026-12-21  2026-12-27
last week                   2027-01-04 12:00  UTC                  2026-12-28  2027-01-03
last month                  2027-01-01 12:00  UTC                  2026-12-01  2026-12-31
last year                   2027-01-01 12:00  UTC                  2026-01-01  2026-12-31
last year                   2026-12-31 12:00  UTC                  2025-01-01  2025-12-31
this month                  2026-12-31 12:00  UTC                  2026-12-01  2026-12-31
since Tuesday               2027-01-01 12:00  UTC                  2026-12-29  2027-01-01
12 months ago               2027-01-01 12:00  UTC                  2026-01-01  2026-01-31
13 months ago               2027-01-01 12:00  UTC                  2025-12-01  2025-12-31
in the last 10 days         2027-01-01 12:00  UTC                  2026-12-22  2027-01-01
# Months of other lengths, and leap years.
yesterday                   2024-03-01 12:00  UTC                  2024-02-29  2024-02-29
yesterday                   2026-03-01 12:00  UTC                  2026-02-28  2026-02-28
last month                  2024-03-31 12:00  UTC                  2024-02-01  2024-02-29
last month                  2026-03-31 12:00  UTC                  2026-02-01  2026-02-28
in the last month           2026-03-31 12:00  UTC                  2026-02-28  2026-03-31
in the last year            2024-02-29 12:00  UTC                  2023-02-28  2024-02-29
in the last 2 months        2026-04-30 12:00  UTC                  2026-02-28  2026-04-30
# Either side of midnight, where people are.
yesterday                   2026-11-29 23:59  UTC                  2026-11-28  2026-11-28
yesterday                   2026-11-30 00:00  UTC                  2026-11-29  2026-11-29
yesterday                   2026-11-29 22:59  Europe/Berlin        2026-11-28  2026-11-28
yesterday                   2026-11-29 23:00  Europe/Berlin        2026-11-29  2026-11-29
yesterday                   2026-11-29 14:59  Asia/Tokyo           2026-11-28  2026-11-28
yesterday                   2026-11-29 15:00  Asia/Tokyo           2026-11-29  2026-11-29
yesterday                   2026-11-29 04:59  America/New_York     2026-11-27  2026-11-27
yesterday                   2026-11-29 05:00  America/New_York     2026-11-28  2026-11-28
yesterday                   2026-11-29 18:29  Asia/Kolkata         2026-11-28  2026-11-28
yesterday                   2026-11-29 18:30  Asia/Kolkata         2026-11-29  2026-11-29
yesterday                   2026-11-29 10:00  Pacific/Kiritimati   2026-11-29  2026-11-29
yesterday                   2026-11-29 09:59  Pacific/Kiritimati   2026-11-28  2026-11-28
yesterday                   2026-11-29 10:59  Pacific/Pago_Pago    2026-11-27  2026-11-27
yesterday                   2026-11-29 11:00  Pacific/Pago_Pago    2026-11-28  2026-11-28
this week                   2026-11-29 22:59  Europe/Berlin        2026-11-23  2026-11-29
this week                   2026-11-29 23:00  Europe/Berlin        2026-11-30  2026-12-06
since Monday                2026-11-29 15:30  Asia/Tokyo           2026-11-23  2026-11-30
last year                   2026-12-31 22:59  Europe/Berlin        2025-01-01  2025-12-31
last year                   2026-12-31 23:00  Europe/Berlin        2026-01-01  2026-12-31
last month                  2026-12-31 15:00  Asia/Tokyo           2026-12-01  2026-12-31
last month                  2027-01-01 04:59  America/New_York     2026-11-01  2026-11-30
this year                   2027-01-01 04:59  America/New_York     2026-01-01  2026-12-31
# When clocks are changed: on 29 March and 25 October 2026 in Berlin, on 8 March and 1 November in New York.
yesterday                   2026-03-28 22:59  Europe/Berlin        2026-03-27  2026-03-27
yesterday                   2026-03-28 23:00  Europe/Berlin        2026-03-28  2026-03-28
yesterday                   2026-03-29 21:59  Europe/Berlin        2026-03-28  2026-03-28
yesterday                   2026-03-29 22:00  Europe/Berlin        2026-03-29  2026-03-29
yesterday                   2026-10-24 21:59  Europe/Berlin        2026-10-23  2026-10-23
yesterday                   2026-10-24 22:00  Europe/Berlin        2026-10-24  2026-10-24
yesterday                   2026-10-25 00:30  Europe/Berlin        2026-10-24  2026-10-24
yesterday                   2026-10-25 01:30  Europe/Berlin        2026-10-24  2026-10-24
yesterday                   2026-10-25 22:59  Europe/Berlin        2026-10-24  2026-10-24
yesterday                   2026-10-25 23:00  Europe/Berlin        2026-10-25  2026-10-25
yesterday                   2026-03-09 03:59  America/New_York     2026-03-07  2026-03-07
yesterday                   2026-03-09 04:00  America/New_York     2026-03-08  2026-03-08
yesterday                   2026-11-02 04:59  America/New_York     2026-10-31  2026-10-31
yesterday                   2026-11-02 05:00  America/New_York     2026-11-01  2026-11-01
3 days ago                  2026-03-30 12:00  Europe/Berlin        2026-03-27  2026-03-27
in the last 2 days          2026-10-26 12:00  Europe/Berlin        2026-10-24  2026-10-26
last week                   2026-03-29 22:00  Europe/Berlin        2026-03-23  2026-03-29
"""
ROWS = [line for line in TABLE.strip().splitlines() if not line.startswith("#")]


@pytest.mark.parametrize("row", ROWS)
def test_words_of_time_mean_days_of_the_writers_time_zone(row: str) -> None:
    *words, day, time, zone, first, last = row.split()
    today = day_at(datetime.fromisoformat(f"{day} {time}").replace(tzinfo=UTC).timestamp(), ZoneInfo(zone))
    read = READER.read(f"What did Xi pledge {' '.join(words)}?", today)
    assert (read.filters.since, read.filters.until) == (first, last)
    assert read.question == "What did Xi pledge?"


def test_the_table_has_all_words_in_several_zones() -> None:
    assert len(ROWS) >= 60
    assert len({row.split()[-3] for row in ROWS}) >= 6


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("this week", "2026-11-29", "2026-12-05"),
        ("last week", "2026-11-22", "2026-11-28"),
        ("2 weeks ago", "2026-11-15", "2026-11-21"),
        ("since last week", "2026-11-22", "2026-11-29"),
    ],
)
def test_weeks_begin_on_the_day_of_the_locale(words: str, first: str, last: str) -> None:
    filters = SUNDAYS.read(f"What happened {words}?", DAY).filters
    assert (filters.since, filters.until) == (first, last)


@pytest.mark.parametrize(
    ("message", "question", "first", "last"),
    [
        ("What do articles from April 2021 say about Xi?", "What do say about Xi?", "2021-04-01", "2021-04-30"),
        ("articles of 3 May 2020 about Xi", "about Xi", "2020-05-03", "2020-05-03"),
        ("news articles published on May 3rd, 2020 about Xi", "about Xi", "2020-05-03", "2020-05-03"),
        ("articles from 2020 about Xi", "about Xi", "2020-01-01", "2020-12-31"),
        ("articles from 2021-04 about Xi", "about Xi", "2021-04-01", "2021-04-30"),
        ("articles from 03/25/2020 about Xi", "about Xi", "2020-03-25", "2020-03-25"),
        ("articles from May about Xi", "about Xi", "2026-05-01", "2026-05-31"),
        ("articles from December about Xi", "about Xi", "2025-12-01", "2025-12-31"),
        ("articles from 29 February about Xi", "about Xi", "2024-02-29", "2024-02-29"),
        ("articles since May 2020 about Xi", "about Xi", "2020-05-01", None),
        ("articles before May 2020 about Xi", "about Xi", None, "2020-04-30"),
        ("articles from last week about Xi", "about Xi", "2026-11-16", "2026-11-22"),
        ("news from today about Xi", "about Xi", "2026-11-29", "2026-11-29"),
        ("Xi in the news yesterday", "Xi in the", "2026-11-28", "2026-11-28"),
        ("What happened today?", "What happened?", "2026-11-29", "2026-11-29"),
        ("WHAT HAPPENED YESTERDAY?", "WHAT HAPPENED?", "2026-11-28", "2026-11-28"),
        ("What Happened Yesterday?", "What Happened?", "2026-11-28", "2026-11-28"),
        ("Yesterday, what did Xi say?", "what did Xi say?", "2026-11-28", "2026-11-28"),
        ("what did Xi say, yesterday, about coal", "what did Xi say, about coal", "2026-11-28", "2026-11-28"),
        ("What did Xi say yesterday and today?", "What did Xi say and?", "2026-11-28", "2026-11-29"),
    ],
)
def test_words_of_time_are_cut_out(message: str, question: str, first: str | None, last: str | None) -> None:
    read = READER.read(message, DAY)
    assert (read.question, read.filters.since, read.filters.until) == (question, first, last)


@pytest.mark.parametrize(
    "message",
    [
        "Who wrote the song Yesterday?",
        "Who wrote “yesterday”?",
        "What is in yesterday's news?",
        "Yesterday was written by whom?",
        "Who sang yesterday by the Beatles?",
        "What happened before yesterday?",
        "When was the last week of the war?",
        "What did he do in his last year?",
        "What happened in the last year of the war?",
        "Who hosts Last Week Tonight?",
        "who hosts last week tonight",
        "Who publishes USA Today?",
        "What caused last year's fire?",
        "How has it changed since Tuesday's vote?",
        "What has been sold since 1912?",
        "What lived here 200 years ago?",
        "Which articles of the treaty are new?",
        "Which articles from 5 countries are new?",
        "What are articles from 1.5 million people?",
        "What is the news of May Day?",
        "What is in articles of March's number?",
        "What happened 9999 weeks and 99999 days ago?",
        "What happened 9999 years ago",
        "What does the treaty allow today?",
        "How were today's pharmacists seen?",
    ],
)
def test_what_only_looks_like_words_of_time_is_no_filter(message: str) -> None:
    read = READER.read(message, DAY)
    assert read.question == message
    assert (read.filters.since, read.filters.until) == (None, None)


def test_days_before_the_year_one_ask_for_nothing() -> None:
    assert PATTERNS.find("9999 months ago", date(800, 1, 1)) == []
    assert PATTERNS.find("in the last 9999 weeks", date(100, 1, 1)) == []
    assert PATTERNS.find("yesterday", date.min) == []


@pytest.mark.parametrize(
    ("message", "without", "first", "last"),
    [
        ("What did Japan lift in March 1974?", "What did Japan lift?", "1974-03-01", "1974-03-31"),
        ("What did Iran do on October 6, 1973?", "What did Iran do?", "1973-10-06", "1973-10-06"),
        ("In 1973, what did Iran do?", "what did Iran do?", "1973-01-01", "1973-12-31"),
        ("the price of oil in March of 1974", "the price of oil", "1974-03-01", "1974-03-31"),
        ("Who won the 2006 award in 2007?", "Who won the 2006 award?", "2007-01-01", "2007-12-31"),
        ("What was won in the January 2006 election?", "What was won election?", "2006-01-01", "2006-01-31"),
        ("What does the treaty allow today?", "What does the treaty allow?", "2026-11-29", "2026-11-29"),
    ],
)
def test_a_date_that_belongs_to_the_question_is_only_suggested(
    message: str, without: str, first: str, last: str
) -> None:
    read = READER.read(message, DAY)
    assert read.question == message
    assert read.suggested == Suggested(without, Filters(since=first, until=last))


@pytest.mark.parametrize("message", ["What happened in March?", "in the 1970's", "in 1973-1974", "in 99999", "in 0"])
def test_what_names_no_day_month_or_year_suggests_none(message: str) -> None:
    assert READER.read(message, DAY).suggested is None


def test_where_no_article_has_a_date_words_of_time_stay_words() -> None:
    read = READER.read("What happened yesterday in March 1974?", DAY, has_dates=False)
    assert read.question == "What happened yesterday in March 1974?"
    assert (read.undated, read.suggested) == (("yesterday",), None)
    assert read.filters.is_empty


def test_a_pattern_of_the_word_data_that_is_none_is_reported() -> None:
    broken = {**WORDS, "time": [{"reach": "within", "unit": "day", "words": "yester(day"}]}
    with pytest.raises(ValueError, match=r"yester\(day"):
        FilterReader(LanguageFilters("en", broken)).prepare()
