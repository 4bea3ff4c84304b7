"""Tests of the HTML loader."""
