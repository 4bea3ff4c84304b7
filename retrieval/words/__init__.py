"""A corpus's words, counted: what a port asks of the counts, how they are made, and all of them in memory."""

from retrieval.words.base import Phrase, WordCounts, least_seen
from retrieval.words.counting import TermCounts, WordCounter, WordTable
from retrieval.words.memory import MemoryWords
from retrieval.words.plain import SHORTEST, plain_form

__all__ = [
    "SHORTEST",
    "MemoryWords",
    "Phrase",
    "TermCounts",
    "WordCounter",
    "WordCounts",
    "WordTable",
    "least_seen",
    "plain_form",
]
