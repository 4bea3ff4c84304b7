"""Which words a corpus uses and how: their frequencies, spellings, names and acronyms."""
