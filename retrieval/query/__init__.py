"""Query analysis: parses a question into terms, synonyms and the expected type of answer."""
