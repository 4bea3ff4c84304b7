"""Analysed documents on disk: immutable files that are opened at once and read by any number of processes."""
