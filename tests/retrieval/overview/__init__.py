"""Tests of what a corpus is about."""
