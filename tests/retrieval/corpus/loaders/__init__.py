"""The loader port, and what is particular to each format."""
