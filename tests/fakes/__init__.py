"""Stand-ins for external services."""
