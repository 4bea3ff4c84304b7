"""One small file of each format, and what analysis makes of it."""
