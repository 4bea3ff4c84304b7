"""Replies to what an adapter can show: Telegram's HTML, plain text, JSON. Pure."""
