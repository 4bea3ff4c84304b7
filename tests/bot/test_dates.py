"""Publication dates as people read them."""

import pytest

from bot.dates import readable, unix_time


@pytest.mark.parametrize(
    ("published", "shown"),
    [
        ("2021-04-15T10:05:33+01:00", "2021-04-15 10:05 +01:00"),
        ("2021-04-15T10:05:33-03:30", "2021-04-15 10:05 -03:30"),
        ("2021-04-15T10:05:33Z", "2021-04-15 10:05 UTC"),
        ("2021-04-15T10:05", "2021-04-15 10:05"),
        ("2021-04-15", "2021-04-15"),
        ("Spring of 1922, they say", "Spring of 1922, they say"),
        ("", ""),
        (None, None),
    ],
)
def test_a_date_is_shown_without_signs_for_machines(published: str | None, shown: str | None) -> None:
    assert readable(published) == shown


def test_only_a_time_with_its_zone_is_a_point_of_time() -> None:
    assert unix_time("1970-01-01T01:00:01+01:00") == 1
    assert [unix_time(it) for it in ("2021-04-15", "2021-04-15T10:05", "1960-01-01T00:00Z", "2040-01-01T00:00Z")] == [
        None
    ] * 4
