"""Links open the page at the quote."""

import pytest

from bot.rendering.links import link_to_quote

URL = "https://example.org/a"


@pytest.mark.parametrize(
    ("url", "text", "link"),
    [
        (URL, "It rained.", f"{URL}#:~:text=It%20rained."),
        (
            URL,
            "one two three four five six seven eight",
            f"{URL}#:~:text=one%20two%20three%20four%20five%20six%20seven%20eight",
        ),
        (
            URL,
            "one two three four five six seven eight nine",
            f"{URL}#:~:text=one%20two%20three%20four,six%20seven%20eight%20nine",
        ),
        (URL, "Well-known, A & B.", f"{URL}#:~:text=Well%2Dknown%2C%20A%20%26%20B."),
        (URL, "two\nlines", f"{URL}#:~:text=two%20lines"),
        (URL, "“Café”", f"{URL}#:~:text=%E2%80%9CCaf%C3%A9%E2%80%9D"),
        (f"{URL}#part", "It rained.", f"{URL}#part:~:text=It%20rained."),
        (f"{URL}#:~:text=own", "It rained.", f"{URL}#:~:text=own"),
        (URL, "港" * 200, URL),
        (URL, "\ud800 lone", f"{URL}#:~:text=%3F%20lone"),
        (URL, "", URL),
        ("javascript:alert(1)", "It rained.", None),
        (None, "It rained.", None),
    ],
)
def test_a_link_leads_to_the_first_and_last_words_of_the_quote(url: str | None, text: str, link: str | None) -> None:
    assert link_to_quote(url, text) == link
