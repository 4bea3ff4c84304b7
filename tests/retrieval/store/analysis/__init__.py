"""One small file of each format, and its recorded analysis."""
