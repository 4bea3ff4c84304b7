"""The README's pictures, and what records them."""
