"""Benchmarks of the bot: how long people wait, and what the Telegram service withstands."""
