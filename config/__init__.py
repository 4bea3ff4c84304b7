"""What an operator may edit, and the one class that reads it."""
