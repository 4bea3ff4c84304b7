"""Trains the ranking's weights and lexicon on labelled questions; the bot itself does not need it."""
