"""The HTTP servers: monitoring, and what the webhook is built on."""
