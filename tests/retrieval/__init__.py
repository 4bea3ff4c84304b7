"""The tests of retrieval: real files, real indexes."""
