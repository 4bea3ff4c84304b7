"""Tests of the loaders: their common contract, and each format."""
