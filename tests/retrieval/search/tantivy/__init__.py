"""Tests of the tantivy engine."""
