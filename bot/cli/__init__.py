"""The command line and the console: one module for each command, and what they share."""
