"""Which of several copies of an article a hit names: the one that passes the filters, where it has the sentence."""

from dataclasses import replace

from numpy import bool_
from numpy.typing import NDArray

from retrieval.models import Document, Sentence
from retrieval.store.generation import Generation


def cited(
    generation: Generation, sentence: Sentence, document: Document, passing: NDArray[bool_] | None
) -> tuple[Sentence, Document, tuple[Document, ...]]:
    """Return the sentence and the document that a hit names, and the other copies of the document.

    `document` is the one that is searched; `passing` flags by number the documents that pass the filters. If it does
    not pass, the first copy that does and has the sentence, character by character, takes its place; the sentence is
    then where it stands in that copy.
    """
    copies = generation.copies_of(document.id)
    if passing is not None and not passing[generation.number_of(document.id)]:
        for number, copy in copies.items():
            if passing[number] and (start := _start_in(copy, sentence)) >= 0:
                others = (it for its, it in copies.items() if its != number)
                moved = replace(sentence, document_id=copy.id, start=start, end=start + len(sentence.text))
                return moved, copy, (document, *others)
    return sentence, document, tuple(copies.values())


def _start_in(copy: Document, sentence: Sentence) -> int:
    """Return where the copy has the sentence, at best where the original has it; -1 if it does not."""
    is_there = sentence.start >= copy.body and copy.text.startswith(sentence.text, sentence.start)
    return sentence.start if is_there else copy.text.find(sentence.text, copy.body)
