"""The settings and the files that ship: what an operator may edit, and the code that reads it."""
