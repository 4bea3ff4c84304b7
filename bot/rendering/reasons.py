"""The features of the ranking in plain words: why a sentence stands before another."""

from bot.texts.marking import gettext_noop

REASONS = {
    "bm25": gettext_noop("its words, those around it and those of its article fit the question better"),
    "sentence_bm25": gettext_noop("the sentence alone fits the question better"),
    "document_bm25": gettext_noop("its article as a whole fits the question better"),
    "coverage": gettext_noop("more of the question's rare words stand in it"),
    "names": gettext_noop("more of the question's names stand in it"),
    "other_words": gettext_noop("more of the question's words, other than names, stand in it"),
    "matched": gettext_noop("more of the question's words stand in it"),
    "before": gettext_noop("words that it lacks stand in the sentence before it"),
    "before_that": gettext_noop("words that it lacks stand two sentences before it"),
    "after": gettext_noop("words that it lacks stand in the sentence after it"),
    "after_that": gettext_noop("words that it lacks stand two sentences after it"),
    "title": gettext_noop("the question's words stand in its title"),
    "title_alone": gettext_noop("words that it lacks stand in its title"),
    "nowhere": gettext_noop("fewer of the question's words are missing around it"),
    "phrases": gettext_noop("words of the question stand side by side in it"),
    "long_phrases": gettext_noop("three words of the question stand in a row in it"),
    "early": gettext_noop("a word of the question stands near its beginning"),
    "length": gettext_noop("its length suits an answer better"),
    "says_nothing_new": gettext_noop("it says more than the question itself"),
    "place": gettext_noop("its place in the article suits an answer better"),
    "place_relative": gettext_noop("its place in the article suits an answer better"),
    "pronoun": gettext_noop("a pronoun in it stands for a word of the sentence before"),
    "related": gettext_noop("words of the same family as the question's stand in it"),
    "translation": gettext_noop("words that often go with the missing ones stand in it"),
    "affinity": gettext_noop("its words go well with the question's"),
    "affinity_mean": gettext_noop("its words go well with the question's"),
    "answer_kind": gettext_noop("it has words of the kind that the question asks for"),
    "answer_sign": gettext_noop("it has a sign of what the question asks for, such as a name, a date or a number"),
    "document_count": gettext_noop("more sentences of its article fit the question"),
    "display": gettext_noop("it is a full sentence, no heading or caption"),
    "question": gettext_noop("it is a statement, no question"),
}
"""By the name of the feature; each completes "What speaks for it before the next one: …"."""
