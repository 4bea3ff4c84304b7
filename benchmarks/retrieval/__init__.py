"""Benchmarks of retrieval: quality of the ranking, cost of queries and index updates."""
