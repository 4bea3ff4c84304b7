"""Tests of retrieval, on real files and indexes."""
