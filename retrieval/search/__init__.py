"""The first stage: retrieves candidate sentences with their BM25 scores."""
