"""Tests of the benchmarks of retrieval."""
