"""How the cost of an answer grows with the corpus, for this project and for other engines."""
