"""The real program, as a process of its own, against a Bot API server over HTTP."""
