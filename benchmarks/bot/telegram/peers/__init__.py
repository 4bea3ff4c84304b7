"""Bots on other frameworks, written as their documentation recommends, over the same retrieval."""
