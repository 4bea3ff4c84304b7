"""The words of the languages in which people write, over real articles."""
