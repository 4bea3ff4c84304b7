"""Other frameworks as their documentation has them, around the same retrieval."""
