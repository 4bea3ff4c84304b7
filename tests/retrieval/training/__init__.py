"""How the trained files are made, on sets small enough to see through."""
