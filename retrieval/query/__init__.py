"""What is asked: questions parsed into terms, synonyms and the expected type of answer."""
