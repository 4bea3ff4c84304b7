"""Tests of where people meet the bot."""
