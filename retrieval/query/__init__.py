"""A question as it is understood: its terms, their synonyms, and the type of answer that is expected."""
