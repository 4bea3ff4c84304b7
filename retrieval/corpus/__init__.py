"""Reads a folder of files into documents.

`list_corpus` finds the files, `chunks` splits those that hold many documents, and `load` reads a chunk, in this process
or another one. `read_corpus` does all three in sequence.
"""

from retrieval.corpus.chunks import Chunk, chunks, load
from retrieval.corpus.listing import CorpusFile, Listing, list_corpus
from retrieval.corpus.loaders import ReadingOptions
from retrieval.corpus.opening import CHANGED, content_hash
from retrieval.corpus.reading import read_corpus

__all__ = [
    "CHANGED",
    "Chunk",
    "CorpusFile",
    "Listing",
    "ReadingOptions",
    "chunks",
    "content_hash",
    "list_corpus",
    "load",
    "read_corpus",
]
