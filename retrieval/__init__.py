"""Question answering by sentence retrieval: articles are read, their sentences indexed, searched and ranked.

A synchronous library, independent of the bot.
"""
