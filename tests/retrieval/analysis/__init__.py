"""Text to sentence spans and terms."""
