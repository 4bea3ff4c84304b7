"""First-stage retrieval: which sentences come into question, with their BM25 scores."""
