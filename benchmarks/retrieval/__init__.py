"""Benchmarks of retrieval: how good the ranking is, and what questions and updates cost."""
