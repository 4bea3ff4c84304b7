"""Copies of articles: what is compared, and who is kept."""
