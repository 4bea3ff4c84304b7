"""What speaks for a candidate, and how sure we are of the first."""
