"""Every text of the bot, by its English sentence: marking, translating, extracting and checking. Knows no replies."""
