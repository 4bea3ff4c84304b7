"""HTTP servers: the monitor, and the base of the webhook."""
