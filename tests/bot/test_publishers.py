"""The publisher of an article is its agency, its source or its site."""

import tomllib

import pytest

from bot.publishers import Agencies, publisher_of
from config.locations import FOLDER
from retrieval.models import Document

_DATA = tomllib.loads((FOLDER / "agencies.toml").read_text("utf-8"))
AGENCIES = Agencies(_DATA["agencies"], _DATA["credit_words"])


def publisher(
    text: str = "The harbour opened.", *, source: str | None = None, url: str | None = None, author: str | None = None
) -> str | None:
    return publisher_of(Document("a", text, "A title", source=source, url=url, author=author), AGENCIES)


def test_the_source_comes_before_the_site() -> None:
    assert publisher(source="Daily Crow", url="https://www.crow.example/1") == "Daily Crow"
    assert publisher(url="https://www.crow.example/1") == "crow.example"
    assert publisher() is None


@pytest.mark.parametrize("url", ["", "no url", "https://[", "mailto:a@b.example"])
def test_what_has_no_host_has_no_site(url: str) -> None:
    assert publisher(url=url) is None


@pytest.mark.parametrize("source", ["Reuters", "reuters", "Thomson Reuters", "Reuters.com"])
def test_an_agency_may_be_the_source(source: str) -> None:
    assert publisher(source=source) == "Reuters"


@pytest.mark.parametrize("source", ["Reutersville Post", "Voice of Reuters", "APx News"])
def test_a_source_whose_name_only_holds_that_of_an_agency_is_another(source: str) -> None:
    assert publisher(source=source) == source


def test_the_longest_spelling_of_an_agency_counts() -> None:
    agencies = Agencies({"France": [], "AFP": ["France-Presse"]})
    assert publisher_of(Document("a", "It rained.", "", source="FRANCE-PRESSE"), agencies) == "AFP"
    assert publisher_of(Document("a", "It rained.", "", source="France 24"), agencies) == "France"


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("BEIJING, April 14 (Reuters) - The envoy arrived.", "Reuters"),
        ("NEW YORK (AP) — The envoy arrived.", "Associated Press"),
        ("A headline\n\nTOKYO (Kyodo) -- The envoy arrived.", "Kyodo"),
        ("SHANGHAI, April 14, Kyodo - The envoy arrived.", "Kyodo"),
        ("The envoy arrived.\n\n(Reporting by Ann Lee)\n© 2021 AFP", "Agence France-Presse"),
        ("The envoy arrived.\n\nSource: Xinhua", "Xinhua"),
        ("The envoy arrived.\n\n(With additional reporting by Reuters)\n", "Reuters"),
    ],
)
def test_an_agency_may_stand_in_the_dateline_or_the_credit(text: str, agency: str) -> None:
    assert publisher(text, source="Daily Crow") == agency


@pytest.mark.parametrize(
    "text",
    [
        "The envoy told Reuters that he would come.",
        "The envoy arrived.\n\nHe told Reuters.",
        "John Kerry. (Getty/Kyodo)\n\nThe envoy arrived.",
        "AP courses are hard - says the school.",
        "The map of APRIL (APX) - shows it.",
    ],
)
def test_an_agency_that_is_only_mentioned_is_no_publisher(text: str) -> None:
    assert publisher(text, source="Daily Crow") == "Daily Crow"


def test_an_agency_may_be_the_author() -> None:
    assert publisher(source="Daily Crow", author="AFP") == "Agence France-Presse"


def test_without_a_list_there_are_no_agencies() -> None:
    document = Document("a", "LONDON (Reuters) - It rained.", "", source="Reuters")
    assert publisher_of(document, Agencies()) == "Reuters"
