"""Tests of a corpus: listing files, splitting them into chunks, and hostile files."""
