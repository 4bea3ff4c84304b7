"""Tests of the bot: how a question is heard, and an answer told."""
