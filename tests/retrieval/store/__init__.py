"""The corpus as it was analysed, on disk."""
