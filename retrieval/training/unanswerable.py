"""Makes unanswerable questions: a name or number of a question is exchanged for another of the same article.

Hardly any such question has an answer, though the article has all its words. Writers of the unanswerable questions of
SQuAD 2.0 often did the same (Rajpurkar, Jia and Liang 2018).
"""

import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator

from retrieval.analysis import is_stopword
from retrieval.evaluation.questions import Question
from retrieval.models import Sentence, Span

_NAME = re.compile(r"\b[A-Z][\w'’.-]*(?:\s+(?:of\s+|the\s+)?[A-Z][\w'’-]*)*")
_NUMBER = re.compile(r"\b\d[\d,.]*\d\b")
_BESIDE = 1
"""Characters between a sentence and the next of its paragraph."""


class EntityExchanger:
    """Exchanges a name or number of a question for another one of the document that answers it."""

    def __init__(self, sentences: Iterable[Sentence]) -> None:
        """Index the names and numbers of a corpus by document."""
        self._entities: defaultdict[str, list[tuple[str, Sentence]]] = defaultdict(list)
        for sentence in sentences:
            for span in _names_and_numbers(sentence.text):
                self._entities[sentence.document_id].append((sentence.text[span.start : span.end], sentence))

    def exchanged(self, question: Question) -> str | None:
        """Return the question with an entity exchanged; None if it has no entity, or the document no other.

        The other entity is from a sentence that is neither an answer nor next to one. The choice depends on the
        question's text alone.
        """
        entities = list(_names_and_numbers(question.text))
        if not (entities and question.gold):
            return None
        draw = zlib.crc32(question.text.encode())
        span = entities[draw % len(entities)]
        document = question.gold[0].document_id
        gold = [it for it in question.gold if it.document_id == document]
        taken = " ".join((question.text, *(it.text for it in gold))).lower()
        is_number = question.text[span.start].isdigit()
        others = [
            text
            for text, sentence in self._entities[document]
            if text[0].isdigit() == is_number
            and text.lower() not in taken
            and all(sentence.end + _BESIDE < it.start or it.end + _BESIDE < sentence.start for it in gold)
        ]
        if not others:
            return None
        return question.text[: span.start] + others[draw % len(others)] + question.text[span.end :]


def _names_and_numbers(text: str) -> Iterator[Span]:
    """Yield the names, then the numbers; a name at the start is left out, since any first word is capitalised."""
    for match in _NAME.finditer(text):
        if match.start() > 0 and not is_stopword(match.group().split()[0]):
            yield Span(*match.span())
    for match in _NUMBER.finditer(text):
        yield Span(*match.span())
