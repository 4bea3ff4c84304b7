"""Everything between a folder and its documents.

`list_corpus` finds the files, `pieces` cuts those that hold many documents, `load` reads a piece, in this process or
another one; `read_corpus` does all of it in turn.
"""

from retrieval.corpus.chunks import Piece, load, pieces
from retrieval.corpus.listing import CorpusFile, Listing, list_corpus
from retrieval.corpus.loaders import Options
from retrieval.corpus.opening import CHANGED, content_hash
from retrieval.corpus.reading import read_corpus

__all__ = [
    "CHANGED",
    "CorpusFile",
    "Listing",
    "Options",
    "Piece",
    "content_hash",
    "list_corpus",
    "load",
    "pieces",
    "read_corpus",
]
