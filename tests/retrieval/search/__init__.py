"""What every engine promises, and what is particular to each."""
