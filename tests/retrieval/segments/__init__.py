"""What a segment keeps, and how it comes back."""
