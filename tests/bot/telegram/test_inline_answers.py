"""Pages of quotes as the parameters of `answerInlineQuery`."""

from bot.inline_replies import InlineQuote, QuotePage
from bot.telegram.inline_answers import to_answer
from tests.bot.samples import TEMPLATES, citation

FINGERPRINT = "0123456789abcdef"


def results(*quotes: InlineQuote) -> list[dict[str, object]]:
    """Return the results of a page."""
    listed = to_answer(QuotePage(FINGERPRINT, quotes, "the_bot"), TEMPLATES)["results"]
    assert isinstance(listed, list)
    return listed


def test_a_quote_that_does_not_fit_one_message_is_left_out() -> None:
    fits, does_not = InlineQuote(citation("It fits.")), InlineQuote(citation("word " * 1000))
    assert [it["description"] for it in results(does_not, fits)] == ["It fits."]


def test_an_article_without_a_title_is_named_by_its_id() -> None:
    assert [it["title"] for it in results(InlineQuote(citation("It fits.", title=" ")))] == ["a.txt"]


def test_ids_are_of_the_articles_and_of_the_quote() -> None:
    [result] = results(InlineQuote(citation("It fits.")))
    assert result["id"] == f"{FINGERPRINT}:1"
