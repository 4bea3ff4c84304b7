"""Segments: analysed documents in immutable, memory-mapped files that many processes may read."""
