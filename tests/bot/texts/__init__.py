"""The bot's texts: marked, translated, extracted and checked."""
