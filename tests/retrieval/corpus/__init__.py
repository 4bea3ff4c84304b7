"""A folder as a corpus: what is found, how it is cut, and what no file may do."""
