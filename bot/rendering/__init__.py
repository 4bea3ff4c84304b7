"""Rendering of replies as Telegram's HTML, plain text or JSON. Pure."""
