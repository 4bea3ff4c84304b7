"""Documentation, and the programs that record its pictures."""
