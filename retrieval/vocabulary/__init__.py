"""The words of a corpus: their frequencies, spellings, names and acronyms."""
