"""Where people meet the bot. An adapter only converts; adapters do not know each other."""
