"""The settings and other files that an operator may edit, and the code that reads the settings."""
