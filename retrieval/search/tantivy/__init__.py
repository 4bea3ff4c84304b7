"""The engine of large corpora, on tantivy."""
