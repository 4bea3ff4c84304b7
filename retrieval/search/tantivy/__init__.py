"""The search engine behind tantivy."""
