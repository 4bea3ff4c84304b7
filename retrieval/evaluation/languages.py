"""Which language and script a question's article has, by which outcomes are grouped."""

from retrieval.analysis.scripts import script_of_language
from retrieval.evaluation.outcomes import Outcome
from retrieval.evaluation.questions import Question
from retrieval.models import language_code
from retrieval.store import Generation


def article_language(question: Question, generation: Generation) -> str | None:
    """Return the code of the language in which the article of a question is analysed; None if it names no article.

    That is the article of its first gold sentence, or of an unanswerable question the one that it is about.
    """
    document_id = question.gold[0].document_id if question.gold else question.document_id
    if document_id is None:
        return None
    number = generation.number_of(document_id)
    part = generation.collection.part_of(number)
    return language_code(int(part.segment.languages[number - part.first]))


def language_of(outcome: Outcome) -> str | None:
    """Return the language of the article; of a question that names none, the one in which it is asked."""
    return outcome.language or outcome.asked_in


def script_of(outcome: Outcome) -> str | None:
    """Return the script of the language of the article, by ISO 15924."""
    language = language_of(outcome)
    return None if language is None else script_of_language(language)
