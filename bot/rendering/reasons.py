"""Why a quote stands before the next one, in plain words. Pure."""

from collections import defaultdict

from bot.answer import Citation
from bot.texts.marking import gettext_noop
from retrieval.models import iso_day

_MOST = 3

_LATER = gettext_noop("it comes first in the order by date")

_MORE_WORDS = gettext_noop("it has more of the question's words")
_BEFORE = gettext_noop("the text before it has words that it lacks")
_AFTER = gettext_noop("the text after it has words that it lacks")
_TITLE = gettext_noop("its title has words of the question")
_IN_A_ROW = gettext_noop("it has words of the question side by side")
_PLACE = gettext_noop("it stands at a better place in its article")
_GO_TOGETHER = gettext_noop("its words often go with those of the question")
_FULL = gettext_noop("it is a full sentence, no heading or caption")

REASONS = {
    "bm25": gettext_noop("it fits better, with the text around it"),
    "sentence_bm25": gettext_noop("it fits better by itself"),
    "document_bm25": gettext_noop("its article fits better"),
    "coverage": gettext_noop("it has rarer words of the question"),
    "names": gettext_noop("it has more of the question's names"),
    "other_words": _MORE_WORDS,
    "matched": _MORE_WORDS,
    "before": _BEFORE,
    "before_that": _BEFORE,
    "after": _AFTER,
    "after_that": _AFTER,
    "title": _TITLE,
    "title_alone": _TITLE,
    "lead": gettext_noop("it begins an article about it"),
    "nowhere": gettext_noop("fewer of the question's words are missing around it"),
    "phrases": _IN_A_ROW,
    "long_phrases": _IN_A_ROW,
    "early": gettext_noop("a word of the question stands near its beginning"),
    "length": gettext_noop("its length is better"),
    "says_nothing_new": gettext_noop("it says more than the question itself"),
    "place": _PLACE,
    "place_relative": _PLACE,
    "pronoun": gettext_noop("a pronoun in it stands for a word of the sentence before"),
    "related": gettext_noop("it has words related to those of the question"),
    "translation": _GO_TOGETHER,
    "affinity": _GO_TOGETHER,
    "affinity_mean": _GO_TOGETHER,
    "answer_kind": gettext_noop("it has words of the kind that the question asks for"),
    "answer_sign": gettext_noop("it has a name, a date or a number, as the question asks"),
    "document_count": gettext_noop("more sentences of its article fit"),
    "display": _FULL,
    "question": gettext_noop("it is no question itself"),
    "lead_in": _FULL,
    "definition": gettext_noop("it defines what is asked about"),
    "role": gettext_noop("it tells who has the role"),
}
"""By the name of the feature; each completes "Ranked above the next quote because: …". Like features share one."""


def reasons(citation: Citation, below: Citation, *, newest_first: bool = False) -> tuple[str, ...]:
    """Return what most raises a citation above the one below it, as at most three marked texts, the weightiest first.

    In the order `newest_first`, scores decide only between articles of the same day.
    """
    if newest_first and iso_day(citation.published) != iso_day(below.published):
        return (_LATER,)
    gains: defaultdict[str, float] = defaultdict(float)
    for sign, it in ((1, citation), (-1, below)):
        for part in it.explanation.contributions:
            gains[REASONS.get(part.feature, part.label)] += sign * part.amount
    ordered = sorted(gains, key=lambda text: (-gains[text], text))
    return tuple(text for text in ordered[:_MOST] if gains[text] > 0)
