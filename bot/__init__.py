"""The bot: how a question is heard, and an answer told."""
