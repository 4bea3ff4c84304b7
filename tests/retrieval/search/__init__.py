"""The index port, and what is particular to each engine."""
