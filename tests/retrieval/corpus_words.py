"""The words of some sentences, counted as the store does it."""

from retrieval.models import Document
from retrieval.store.processes.batch_analysis import analyse
from retrieval.vocabulary.counts import WordTable
from retrieval.vocabulary.in_memory import MemoryWords


def words_of_corpus(*sentences: str, title: str = "") -> MemoryWords:
    """Return the words of a corpus of these sentences, each a document by itself."""
    counted = analyse((str(place), Document(str(place), text, title)) for place, text in enumerate(sentences))
    return MemoryWords(counted.words if sentences else WordTable())
