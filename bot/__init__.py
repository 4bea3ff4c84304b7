"""The bot: takes questions through a terminal or Telegram, and answers them from `retrieval`."""

__version__ = "0.1.0"
